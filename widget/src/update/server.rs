//! What the edge says has the last word.

use alloc::rc::Rc;

use shared::conversation::Phase;
use shared::event::{Event, Logged};
use shared::id::{ClientKey, Seq};
use shared::prelude::*;
use shared::protocol::{ClientFrame, ServerFrame, Side};
use shared::time::Millis;

use super::{Effect, LoaderMessage, link, page_events};
use crate::model::{LinkState, Model};
use crate::texts::{self, Text};

/// An agent who stops typing may not say so.
const TYPING_LASTS: Millis = Millis::seconds(6);

/// A frame came.
pub(super) fn frame(model: &mut Model, frame: ServerFrame, out: &mut Vec<Effect>) {
    match frame {
        ServerFrame::Welcome { .. } => welcome(model, frame, out),
        ServerFrame::Event(logged) => event(model, logged, out),
        ServerFrame::Ack { id, seq } => {
            if let Some(conversation) = &mut model.conversation {
                conversation.acknowledged(&id, seq);
            }
        }
        ServerFrame::Typing { by: Side::Agent, on } => {
            let until = on.then(|| model.now + TYPING_LASTS);
            if let Some(conversation) = &mut model.conversation {
                conversation.agent_types_until = until;
            }
        }
        ServerFrame::Seen { by: Side::Agent, seq } => {
            if let Some(conversation) = &mut model.conversation {
                conversation.seen_by_agent = conversation.seen_by_agent.max(seq);
            }
        }
        // They looked, here or in another tab.
        ServerFrame::Seen { by: Side::Visitor, seq } => {
            if let Some(conversation) = &mut model.conversation {
                conversation.seen = conversation.seen.max(seq);
                conversation.seen_sent = conversation.seen_sent.max(seq);
            }
        }
        ServerFrame::Presence { side: Side::Agent, here: false } => {
            if let Some(conversation) = &mut model.conversation {
                conversation.agent_types_until = None;
            }
        }
        ServerFrame::Error { id: Some(id), code, message } => {
            refused(model, &id, texts::refused(&code, message));
        }
        // What this browser did itself it knows, and notes are for agents.
        _ => {}
    }
}

/// The edge knows what was missed; whatever it has not taken is sent again, in order.
fn welcome(model: &mut Model, frame: ServerFrame, out: &mut Vec<Effect>) {
    let ServerFrame::Welcome {
        head,
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
    model.link.state = LinkState::Ready;
    model.link.tries = 0;
    model.trouble = None;
    let Some(conversation) = &mut model.conversation else { return };
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
    for pending in conversation.pending.iter().filter(|pending| pending.refused.is_none()) {
        if let Some(frame) = &pending.frame {
            out.push(Effect::Send(shared::codec::frame(frame).end()));
        }
    }
}

fn event(model: &mut Model, logged: Logged, out: &mut Vec<Effect>) {
    let Some(conversation) = &mut model.conversation else { return };
    let head = conversation.state.head;
    if logged.seq <= head {
        return;
    }
    if logged.seq > head.next() {
        // There are no gaps in a log: something was lost on the way here. Ask for it, once.
        if conversation.resume_after.replace(head) != Some(head) {
            let resume = ClientFrame::Resume { after: head };
            out.push(Effect::Send(shared::codec::frame(&resume).end()));
        }
        return;
    }
    let seq = logged.seq;
    let completed = matches!(logged.event, Event::Completed { .. });
    let scripted = matches!(conversation.state.phase, Phase::Scripted);
    if seq > conversation.reported.unwrap_or(conversation.history) {
        let message = page_events::message(&logged, conversation.state.agent.as_ref());
        out.extend(message.map(Effect::LoaderMessage));
    }
    if let (Event::Connected { .. }, Some(id), Some(token)) =
        (&logged.event, &conversation.id, &model.token)
    {
        out.push(Effect::Joined { conversation: id.as_str().to_owned(), token: token.clone() });
    }
    conversation.apply(logged);
    if completed && let Some(dialogue) = &conversation.dialogue {
        out.push(Effect::LoaderMessage(LoaderMessage::Done(dialogue.as_str().to_owned())));
    }
    news(model, seq, scripted);
    if model.conversation.as_ref().is_some_and(|conversation| conversation.state.is_over()) {
        over(model, out);
    }
}

/// An event that this version doesn't know has its place in the log all the same.
pub(super) fn unknown(model: &mut Model, seq: Seq) {
    if let Some(conversation) = &mut model.conversation
        && conversation.state.head.next() == seq
    {
        conversation.state.head = seq;
    }
}

/// Something new may be out of sight.
fn news(model: &mut Model, seq: Seq, scripted: bool) {
    let old = model.conversation.as_ref().is_some_and(|conversation| seq <= conversation.history);
    if !model.stage.at_bottom && !old && !scripted {
        model.stage.news_below = true;
    }
}

fn over(model: &mut Model, out: &mut Vec<Effect>) {
    model.stage.confirming = false;
    out.push(Effect::LoaderMessage(LoaderMessage::Over));
    link::hang_up(model, out);
}

/// A frame was not taken. A message stays where it is, with the reason; anything else is taken
/// back: the thread shows where the conversation really stands.
fn refused(model: &mut Model, id: &ClientKey, reason: Text) {
    let Some(conversation) = &mut model.conversation else { return };
    let Some(pending) = conversation.pending.iter_mut().find(|pending| pending.key == *id) else {
        return;
    };
    match &pending.frame {
        Some(ClientFrame::Say { .. }) => {
            pending.refused = Some(reason);
            return;
        }
        Some(ClientFrame::Capture { values, .. }) => model.typing.refill(values, reason),
        _ => model.trouble = Some(reason),
    }
    conversation.pending.retain(|pending| pending.key != *id);
}
