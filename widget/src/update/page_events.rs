//! The events that a page gets from its chat: what happened, but no messages. Names and details are those
//! that pages are promised (`widget/loader/widget.d.ts`).

use shared::codec::Object;
use shared::event::{AgentProfile, Event, Logged};
use shared::person::Field;

use super::LoaderMessage;

/// The page events for an event of the log, if there are any; `agent` is the agent before it.
pub(super) fn message(logged: &Logged, agent: Option<&AgentProfile>) -> Option<LoaderMessage> {
    let nothing = Object::empty;
    let mut events = Object::empty();
    // What the visitor told, for the dialogues that come.
    let mut attributes = Object::empty();
    events = match &logged.event {
        Event::Started { .. } => events.object("engaged", nothing()),
        Event::Captured { values, .. }
        | Event::AnswerCorrected { values, .. }
        | Event::MessageLeft { values, .. } => {
            for (field, value) in values {
                attributes = attributes.unless(value.is_empty(), field.as_str(), value);
            }
            for (name, field) in [("email_given", &Field::Email), ("phone_given", &Field::Phone)] {
                if let Some(value) = values.get(field).filter(|value| !value.is_empty()) {
                    events = events.object(name, nothing().text(field.as_str(), value));
                }
            }
            events
        }
        Event::GoalReached { goal, .. } => {
            events.object("goal_reached", nothing().text("goal", goal))
        }
        Event::Completed { .. } => events.object("completed", nothing()),
        Event::Requested { .. } => events.object("live_chat_requested", nothing()),
        Event::Connected { agent, .. } => events.object("live_chat_initiated", with(agent)),
        Event::FellBack { reason, .. } => {
            events.object("live_chat_timed_out", nothing().text("reason", reason.as_str()))
        }
        Event::Ended { by } => {
            events.object("live_chat_ended", with(agent?).text("by", by.as_str()))
        }
        _ => return None,
    };
    let message = Object::typed("events").whole("seq", logged.seq.0);
    let message = message.object("attributes", attributes).object("events", events);
    Some(LoaderMessage::Events(message.end()))
}

/// Details that say who the agent is.
fn with(agent: &AgentProfile) -> Object {
    let AgentProfile { id, name, .. } = agent;
    Object::empty().object("agent", Object::empty().text("id", id.as_str()).text("name", name))
}
