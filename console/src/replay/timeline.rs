//! A log that can be replayed up to any of its events.

use super::visitor::{Said, Stands, said, stands};
use crate::conditions::describe_facts;
use crate::texts::t;
use shared::conversation::{FARTHEST_PLACE, Over, Phase, State};
use shared::event::{EndedBy, Event, Logged, OfferFailure};
use shared::person::Attributes;
use shared::stream::Stream;
use shared::time::{Millis, Timestamp};

/// The longest pause between two events in the replay.
const LONGEST: Millis = Millis::seconds(4);
/// The shortest pause, so that simultaneous events appear one after the other.
const SHORTEST: Millis = Millis(250);

/// A conversation to replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timeline {
    stream: Stream,
    log: Vec<Logged>,
}

/// The agent's screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Agent {
    /// No agent has the chat; the reason.
    Nobody(&'static str),
    /// The chat is offered to this agent, until then.
    Offered(String, Timestamp),
    /// This agent has the chat; the flag says whether they are disconnected.
    Chats(String, bool),
    /// The chat is over; this agent had it.
    Over(String),
}

/// The state after one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) at: Timestamp,
    /// The event in words.
    pub(crate) summary: String,
    /// The thread on the visitor's screen.
    pub(crate) said: Vec<Said>,
    /// The visitor's current input.
    pub(crate) stands: Stands,
    pub(crate) agent: Agent,
    /// The visitor's attributes.
    pub(crate) attributes: Attributes,
    /// The page they began on.
    pub(crate) page: String,
}

impl Timeline {
    /// Returns a conversation's timeline; `None` if its log is empty.
    pub(crate) fn new(stream: &Stream, log: &[Logged]) -> Option<Self> {
        (!log.is_empty()).then(|| Self { stream: stream.clone(), log: log.to_vec() })
    }

    /// The number of events.
    pub(crate) fn steps(&self) -> usize {
        self.log.len()
    }

    /// The state after that many events, counted from 1; clamped to the log.
    pub(crate) fn frame(&self, step: usize) -> Frame {
        let visible = self.log.get(..step.clamp(1, self.log.len())).unwrap_or(&self.log);
        let mut state = State::default();
        for logged in visible {
            state.apply(&self.stream, logged);
        }
        let last = visible.last();
        Frame {
            at: last.map(|logged| logged.at).unwrap_or_default(),
            summary: last.map(|logged| self.summary(&logged.event)).unwrap_or_default(),
            said: said(&self.stream, visible),
            stands: stands(&self.stream, &state),
            agent: agent(&state),
            page: state.flow.context.page.short(),
            attributes: state.flow.attributes,
        }
    }

    /// The time from the first event to a step.
    pub(crate) fn since(&self, step: usize) -> Millis {
        let at = |index: usize| self.log.get(index).map(|logged| logged.at).unwrap_or_default();
        at(step.saturating_sub(1)).since(at(0))
    }

    /// How long to wait before the next step at that speed; `None` after the last.
    pub(crate) fn wait(&self, step: usize, speed: Option<u64>) -> Option<Millis> {
        (step < self.log.len())
            .then(|| pause(self.since(step + 1).0.saturating_sub(self.since(step).0), speed))
    }

    fn summary(&self, event: &Event) -> String {
        let card = |id: &shared::id::CardId| {
            self.stream.card(id).map_or("", shared::stream::Card::type_name).replace('_', " ")
        };
        match event {
            Event::Started { .. } => t!("replay-starts").to_owned(),
            Event::Shown { card: id } => t!("replay-card", id = card(id)),
            Event::Answered { .. } => t!("replay-answers").to_owned(),
            Event::Captured { .. } => t!("replay-captured").to_owned(),
            Event::AnswerCorrected { .. } => t!("replay-corrected").to_owned(),
            Event::AttributeSet { attribute, .. } => {
                t!("replay-attribute", attribute = attribute.as_str())
            }
            Event::AvailabilityChecked { facts, .. } => {
                t!("replay-checked", facts = describe_facts(facts))
            }
            Event::GoalReached { goal, .. } => t!("replay-goal", goal = goal),
            Event::Completed { .. } => t!("replay-completed").to_owned(),
            Event::Requested { handed_over: Some(asked), .. } => {
                t!("replay-handed-over", title = asked.by.title())
            }
            Event::Requested { .. } => t!("replay-requested").to_owned(),
            Event::Queued { place, .. } if *place >= FARTHEST_PLACE => {
                t!("replay-queued-far", place = *place)
            }
            Event::Queued { place, .. } => t!("replay-queued", place = *place),
            Event::Offered { agent, .. } => t!("replay-offered", name = agent.name),
            Event::OfferClosed { reason, .. } => match reason {
                OfferFailure::Declined => t!("replay-declined"),
                OfferFailure::TimedOut => t!("replay-timed-out"),
                OfferFailure::Withdrawn => t!("replay-withdrawn-offer"),
                OfferFailure::AgentGone => t!("replay-agent-cant"),
            }
            .to_owned(),
            Event::Connected { agent, .. } => t!("replay-joins", name = agent.name),
            Event::FollowedUp { agent, .. } => t!("replay-answers-after", name = agent.name),
            Event::AgentGone { .. } => t!("replay-agent-gone").to_owned(),
            Event::FellBack { .. } => t!("replay-fallback").to_owned(),
            Event::MessageLeft { .. } => t!("replay-message-left").to_owned(),
            Event::DocumentOpened { .. } => t!("replay-document-opened").to_owned(),
            Event::DocumentDownloaded { .. } => t!("replay-document-downloaded").to_owned(),
            Event::DocumentClosed { ms, .. } => {
                t!("replay-document-closed", seconds = ms / 1_000)
            }
            Event::Rated { rating, .. } => {
                t!("replay-rated", value = rating.value())
            }
            Event::Withdrawn { .. } => t!("replay-stopped-waiting").to_owned(),
            Event::Said { by: shared::event::Author::Visitor, .. } => {
                t!("replay-visitor-writes").to_owned()
            }
            Event::Said { by: shared::event::Author::App(app), .. } => {
                t!("replay-app-writes", title = app.title())
            }
            Event::Said { .. } => t!("replay-agent-writes").to_owned(),
            Event::Ended { by } => match by {
                EndedBy::Visitor => t!("replay-visitor-ends"),
                EndedBy::Agent => t!("replay-agent-ends"),
                EndedBy::Idle => t!("replay-idle"),
                EndedBy::VisitorGone => t!("replay-visitor-gone"),
            }
            .to_owned(),
        }
    }
}

/// Returns the pause for two events that are `apart` milliseconds apart, at that speed; without a
/// speed, all pauses are equal.
fn pause(apart: u64, speed: Option<u64>) -> Millis {
    match speed {
        None => Millis(700),
        Some(speed) => Millis((apart / speed.max(1)).clamp(SHORTEST.0, LONGEST.0)),
    }
}

fn agent(state: &State) -> Agent {
    let had = |reason| match &state.agent {
        Some(agent) => Agent::Over(agent.name.clone()),
        None => Agent::Nobody(reason),
    };
    match &state.phase {
        Phase::Scripted => Agent::Nobody(t!("replay-agent-bot")),
        Phase::Waiting { open_offer: Some(open_offer), .. } => {
            Agent::Offered(open_offer.agent.name.clone(), open_offer.until)
        }
        Phase::Waiting { open_offer: None, .. } => Agent::Nobody(t!("replay-agent-looking")),
        Phase::Live { agent, alone, .. } => Agent::Chats(agent.name.clone(), *alone),
        Phase::Over(Over::FellBack(..)) => had(t!("replay-agent-none")),
        Phase::Over(Over::Withdrawn) => had(t!("replay-agent-withdrawn")),
        Phase::Over(Over::Completed | Over::Ended(_)) => had(t!("replay-agent-ended")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::visitor::By;
    use super::*;
    use serde_json::json;

    fn timeline() -> Timeline {
        let stream = json!({ "first": "ask", "cards": [
            { "type": "question", "id": "ask", "text": "Talk to **us**?", "responses": [
                { "id": "yes", "label": "Yes, please", "next": "who" } ]},
            { "type": "capture", "id": "who", "text": "Who are you?", "next": "call", "fields": [
                { "field": "first_name", "label": "First name" },
                { "field": "company", "label": "Company" } ]},
            { "type": "live_chat", "id": "call", "text": "One moment, {{person.first_name|you}}.",
              "route": { "by": "round_robin" } } ] });
        let ada = json!({ "id": "agent_ada", "name": "Ada" });
        let events = [
            json!({ "type": "started", "dialogue": "dialogue_a", "version": 1,
                    "page": { "url": "https://shop.example/pricing" } }),
            json!({ "type": "shown", "card": "ask" }),
            json!({ "type": "answered", "card": "ask", "response": "yes" }),
            json!({ "type": "shown", "card": "who" }),
            json!({ "type": "captured", "card": "who", "values": { "first_name": "Bob" } }),
            json!({ "type": "captured", "card": "who", "values": { "company": "" } }),
            json!({ "type": "shown", "card": "call" }),
            json!({ "type": "completed", "card": "call" }),
            json!({ "type": "requested", "request": "req_1", "card": "call" }),
            json!({ "type": "offered", "request": "req_1", "offer": "offer_1", "agent": ada,
                    "until": 99_000 }),
            json!({ "type": "connected", "request": "req_1", "agent": ada }),
            json!({ "type": "said", "by": "agent_ada", "text": "Hello" }),
            json!({ "type": "ended", "by": "agent" }),
        ];
        let logged = |(seq, event): (u64, serde_json::Value)| json!({ "seq": seq, "at": seq * seq * 1_000, "event": event });
        let log: Vec<_> = (1..).zip(events).map(logged).collect();
        let log: Vec<Logged> = serde_json::from_value(json!(log)).unwrap();
        Timeline::new(&serde_json::from_value(stream).unwrap(), &log).unwrap()
    }

    fn lines(frame: &Frame) -> Vec<String> {
        frame.said.iter().map(|said| said.text.clone()).collect()
    }

    #[test]
    fn every_frame_shows_the_open_card() {
        let timeline = timeline();
        assert_eq!(timeline.frame(1).stands, Stands::Nothing);
        assert_eq!(timeline.frame(2).stands, Stands::Question(vec!["Yes, please".to_owned()]));
        assert_eq!(timeline.frame(4).stands, Stands::Field("First name".to_owned()));
        assert_eq!(timeline.frame(5).stands, Stands::Field("Company".to_owned()));
        assert_eq!(timeline.frame(9).stands, Stands::Waits(None));
        assert_eq!(timeline.frame(10).stands, Stands::Waits(Some("Ada".to_owned())));
        assert_eq!(timeline.frame(11).stands, Stands::Writes);
        assert_eq!(timeline.frame(13).stands, Stands::Over);
        assert_eq!(timeline.frame(99), timeline.frame(13));
    }

    #[test]
    fn the_visitor_reads_what_the_widget_showed() {
        let timeline = timeline();
        assert_eq!(lines(&timeline.frame(3)), ["Talk to us?", "Yes, please"]);
        let all = timeline.frame(13);
        assert_eq!(lines(&all)[2..6], ["Who are you?", "Bob", "Skipped", "One moment, Bob."]);
        assert_eq!(lines(&all)[6..], ["Calling Ada", "Ada joined", "Hello", "Ada ended the chat"]);
        let by: Vec<By> = all.said.iter().map(|said| said.by).collect();
        assert_eq!(by[..4], [By::Bot, By::Visitor, By::Bot, By::Visitor]);
        assert_eq!(by[8], By::Agent);
    }

    #[test]
    fn the_agent_sees_it_from_the_offer_on() {
        let timeline = timeline();
        assert!(matches!(timeline.frame(8).agent, Agent::Nobody(_)));
        assert_eq!(timeline.frame(10).agent, Agent::Offered("Ada".to_owned(), Timestamp(99_000)));
        assert_eq!(timeline.frame(12).agent, Agent::Chats("Ada".to_owned(), false));
        assert_eq!(timeline.frame(13).agent, Agent::Over("Ada".to_owned()));
        assert_eq!(timeline.frame(10).summary, "The chat is offered to Ada");
        assert_eq!(timeline.frame(10).page, "/pricing");
    }

    #[test]
    fn pauses_are_shortened_and_the_last_step_has_none() {
        let timeline = timeline();
        assert_eq!(timeline.wait(1, Some(1)), Some(Millis(3_000)));
        assert_eq!(timeline.wait(1, Some(4)), Some(Millis(750)));
        assert_eq!(timeline.wait(12, Some(1)), Some(LONGEST));
        assert_eq!(timeline.wait(13, Some(1)), None);
        assert_eq!(timeline.wait(1, None), Some(Millis(700)));
        assert_eq!(pause(0, Some(4)), SHORTEST);
    }
}
