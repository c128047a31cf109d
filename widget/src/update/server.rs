//! Handles the edge's frames, which override what the panel assumed.

use alloc::rc::Rc;
use core::mem::replace;

use shared::client::{Arrival, ConnectionId, ConnectionInput, ConnectionState};
use shared::conversation::Phase;
use shared::event::{Author, Event, Logged};
use shared::id::{ClientKey, Seq};
use shared::person::Field;
use shared::prelude::*;
use shared::protocol::{ClientFrame, ServerFrame, Side};
use shared::time::{Millis, Timestamp};

use super::visitor::keep_answer;
use super::{Effect, LoaderMessage, link, page_events, to_bottom};
use crate::model::{ConversationView, Earlier, Model};
use crate::texts::{self, Text};

/// How long the typing indicator lasts, because its end may get lost.
const TYPING_LASTS: Millis = Millis::seconds(6);

/// Handles a frame of the current connection.
pub(super) fn frame(
    model: &mut Model,
    id: ConnectionId,
    frame: ServerFrame,
    out: &mut Vec<Effect>,
) {
    match frame {
        ServerFrame::Welcome { .. } => {
            link::handle(model, ConnectionInput::Answered(id), out);
            welcome(model, frame, out);
        }
        ServerFrame::Event(logged) => event(model, logged, out),
        ServerFrame::Error { id: Some(id), code, reason, field, .. } => {
            refused(model, &id, texts::refused(reason.as_ref().unwrap_or(&code)), field);
        }
        frame => {
            if let Some(conversation) = &mut model.conversation {
                sign(conversation, model.now, frame);
            }
        }
    }
}

/// Handles a frame that leaves no trace in the log: what was acked and seen, and who is there.
fn sign(conversation: &mut ConversationView, now: Timestamp, frame: ServerFrame) {
    match frame {
        ServerFrame::Ack { id, seq } => {
            conversation.pending.ack(&id, seq, conversation.state.head);
        }
        ServerFrame::Typing { by: Side::Agent, on } => {
            conversation.agent_types_until = on.then(|| now + TYPING_LASTS);
            conversation.ends_at = None;
        }
        ServerFrame::Seen { by: Side::Agent, seq } => {
            conversation.seen_by_agent = conversation.seen_by_agent.max(seq);
        }
        // The visitor looked, here or in another tab.
        ServerFrame::Seen { by: Side::Visitor, seq } => {
            conversation.seen = conversation.seen.max(seq);
            conversation.seen_sent = conversation.seen_sent.max(seq);
        }
        ServerFrame::Presence { side: Side::Agent, here: false } => {
            conversation.agent_types_until = None;
        }
        ServerFrame::IdleWarning { ends_at } => conversation.ends_at = Some(ends_at),
        // The visitor's own frames need no echo, and notes are for agents.
        _ => {}
    }
}

/// Handles the welcome: the missed events follow, and pending frames are sent again, in order.
fn welcome(model: &mut Model, frame: ServerFrame, out: &mut Vec<Effect>) {
    let ServerFrame::Welcome {
        head,
        through,
        now,
        dialogue,
        version,
        stream,
        seen_by_visitor,
        seen_by_agent,
        ..
    } = frame
    else {
        return;
    };
    model.edge_clock = Some((now, model.now));
    model.trouble = None;
    let Some(conversation) = &mut model.conversation else { return };
    conversation.cursor.welcomed(through, head);
    conversation.announced = head;
    if conversation.stream.is_none() {
        conversation.history = head;
    }
    conversation.dialogue = Some(dialogue);
    conversation.version = version;
    if let Some(stream) = stream {
        conversation.stream = Some(Rc::new(stream));
    }
    conversation.seen = conversation.seen.max(seen_by_visitor);
    conversation.seen_sent = seen_by_visitor;
    conversation.seen_by_agent = conversation.seen_by_agent.max(seen_by_agent);
    if conversation.cursor.is_partial() {
        return; // The last piece's welcome sends them.
    }
    for pending in conversation.pending.unacked() {
        if let Some(frame) = &pending.content {
            out.push(Effect::Send(shared::codec::write(frame)));
        }
    }
}

fn event(model: &mut Model, logged: Logged, out: &mut Vec<Effect>) {
    let Some(conversation) = &mut model.conversation else { return };
    if !is_next(conversation, logged.seq, out) {
        return;
    }
    let seq = logged.seq;
    // What is read again was completed before.
    let completed = matches!(logged.event, Event::Completed { .. }) && !conversation.is_earlier;
    let joined = matches!(logged.event, Event::Connected { .. } | Event::FollowedUp { .. });
    let own = matches!(logged.event, Event::Said { by: Author::Visitor, .. });
    let scripted = matches!(conversation.state.phase, Phase::Scripted);
    if seq > conversation.reported.unwrap_or(conversation.history) {
        let agent = conversation.state.agent.as_ref();
        if let Some(message) = page_events::message(&logged, agent) {
            out.push(Effect::LoaderMessage(message));
        }
    }
    let corrected = matches!(logged.event, Event::AnswerCorrected { .. });
    conversation.apply(logged);
    // What is only for who talks to a person can also save a chat that has ended.
    if let (true, Some(id), Some(token)) =
        (joined || conversation.state.is_over(), &conversation.id, &model.token)
    {
        out.push(Effect::Joined { conversation: id.as_str().to_owned(), token: token.clone() });
    }
    ask_on(conversation, out);
    if completed && let Some(dialogue) = &conversation.dialogue {
        out.push(Effect::LoaderMessage(LoaderMessage::Done(dialogue.as_str().to_owned())));
    }
    if corrected {
        keep_answer(model);
    }
    news(model, seq, scripted, own);
}

/// An event that this version doesn't know has its place in the log all the same.
pub(super) fn unknown(model: &mut Model, seq: Seq, out: &mut Vec<Effect>) {
    if let Some(conversation) = &mut model.conversation
        && is_next(conversation, seq, out)
    {
        conversation.state.head = seq;
        conversation.pending.logged(None, seq);
        ask_on(conversation, out);
    }
}

/// Whether this is the next event of the log. If events before it are missing, asks for them.
fn is_next(conversation: &mut ConversationView, seq: Seq, out: &mut Vec<Effect>) -> bool {
    let arrival = conversation.cursor.arrival(conversation.state.head, seq);
    if arrival == (Arrival::Gap { resume: true }) {
        link::resume(conversation, out);
    }
    arrival == Arrival::Next
}

/// Asks for the next piece of the log, if this one is here.
fn ask_on(conversation: &mut ConversationView, out: &mut Vec<Effect>) {
    if conversation.cursor.wants_more(conversation.state.head) {
        link::resume(conversation, out);
    }
}

/// Something new may be out of sight.
fn news(model: &mut Model, seq: Seq, scripted: bool, own: bool) {
    let old = model.conversation.as_ref().is_some_and(|conversation| seq <= conversation.history);
    if old || scripted {
        return;
    }
    if own {
        to_bottom(model);
    } else if !model.stage.at_bottom {
        model.stage.news_below = true;
    }
}

/// Whether the conversation has ended and still has a connection. While a message can be left, or an answer
/// is being corrected, the connection is needed.
pub(super) fn has_ended(model: &Model) -> bool {
    let over = model.conversation.as_ref().is_some_and(|conversation| {
        // What follows in the log may go on after an end.
        conversation.state.is_over()
            && conversation.state.form.is_none()
            && conversation.correcting.is_none()
            && conversation.state.head >= conversation.announced
    });
    over && model.connection.state() != ConnectionState::Off
}

/// Handles the end, once what the visitor has seen was sent.
pub(super) fn over(model: &mut Model, out: &mut Vec<Effect>) {
    model.stage.confirming = false;
    if let Some(conversation) = &mut model.conversation {
        conversation.ends_at = None;
        // An earlier one ended long ago.
        if !replace(&mut conversation.is_earlier, true) {
            if let Some(id) = conversation.id.clone() {
                model.earlier.push(Earlier { id, at: model.now });
            }
            out.push(Effect::LoaderMessage(LoaderMessage::Over));
        }
    }
    link::handle(model, ConnectionInput::Disconnect, out);
}

/// Handles a refusal. A message stays in the thread with the reason; any other action is undone,
/// because the thread shows the confirmed state.
fn refused(model: &mut Model, id: &ClientKey, reason: Text, field: Option<Field>) {
    let Some(conversation) = &mut model.conversation else { return };
    let Some(pending) = conversation.pending.refuse(id, reason.clone()) else { return };
    match &pending.content {
        Some(ClientFrame::Say { .. }) => return,
        Some(ClientFrame::Capture { values, .. }) => model.typing.refill(values, reason),
        // What was typed is still in the field.
        Some(ClientFrame::CorrectAnswer { .. }) => model.typing.complaint = Some(reason),
        // What was typed is still in the form. Its message is the first of what is typed.
        Some(ClientFrame::LeaveMessage { .. }) => {
            let mut wrong = 0;
            if let (Some(form), Some(field)) = (&conversation.state.form, field) {
                let at = form.fields.iter().position(|spec| spec.field == field);
                wrong = at.map_or(0, |at| at + 1);
            }
            (model.typing.wrong, model.typing.complaint) = (wrong, Some(reason));
        }
        _ => model.trouble = Some(reason),
    }
    conversation.pending.remove(id);
}
