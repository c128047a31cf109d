//! What the visitor does shows in the same frame; the edge hears of it as soon as it can.

use shared::conversation::MAX_MESSAGE_CHARS;
use shared::id::ClientKey;
use shared::person::Values;
use shared::prelude::*;
use shared::protocol::ClientFrame;
use shared::time::Millis;

use super::{Did, Effect, Msg, Tell, begin, send, to_bottom};
use crate::model::{Model, Pending};
use crate::shown::{Prompt, Shown};
use crate::texts;

/// The agent is told that the visitor types, at most so often.
const TELL_TYPING_EVERY: Millis = Millis::seconds(3);
/// A visitor who has not typed for so long rests.
const RESTS_AFTER: Millis = Millis::seconds(4);

pub(super) fn handle(model: &mut Model, did: Did, out: &mut Vec<Effect>) {
    match did {
        Did::Choose(card, response) => {
            if let Some(id) = model.dice.key() {
                let frame = ClientFrame::Answer { id: id.clone(), card, response };
                act(model, id, Some(frame), out);
            }
        }
        Did::Typed(value) => {
            model.typing.value = value;
            model.typing.complaint = None;
        }
        Did::Continue => {
            let value = model.typing.value.clone();
            capture(model, &value, out);
        }
        Did::Pick(option) => capture(model, &option, out),
        Did::Skip => capture(model, "", out),
        Did::Start => {
            if let Some(id) = model.dice.key() {
                act(model, id, None, out);
            }
        }
        Did::Draft(draft) => drafted(model, draft, out),
        Did::ToBottom => to_bottom(model),
        Did::Say => say(model, out),
        Did::Remove(key) => {
            if let Some(talk) = &mut model.talk {
                talk.pending.retain(|pending| pending.key != key);
            }
        }
        Did::Confirm(asked) => {
            model.stage.confirming = asked;
            out.push(Effect::Focus { keyboard: true });
        }
        Did::Leave => {
            model.stage.confirming = false;
            if let Some(id) = model.dice.key() {
                act(model, id.clone(), Some(ClientFrame::Leave { id }), out);
            }
        }
        Did::Again => {
            model.trouble = None;
            model.begin_anew();
            to_bottom(model);
        }
        Did::Escape if model.stage.confirming => {
            model.stage.confirming = false;
            out.push(Effect::Focus { keyboard: true });
        }
        Did::Close | Did::Escape => out.push(Effect::Tell(Tell::Close)),
    }
}

/// Does it here, and tells the edge. No frame: a person is asked for.
fn act(model: &mut Model, key: ClientKey, frame: Option<ClientFrame>, out: &mut Vec<Effect>) {
    model.trouble = None;
    let Some(talk) = &mut model.talk else { return };
    let begun = talk.id.is_some();
    let beginning = talk.beginning;
    if begun && let Some(frame) = &frame {
        send(model.link.state, frame, out);
    }
    talk.pending.push(Pending { key, frame, refused: None });
    if !begun && !beginning {
        begin::begin(model, out);
    }
    to_bottom(model);
}

/// Fills in the field that is asked, or skips it.
fn capture(model: &mut Model, typed: &str, out: &mut Vec<Effect>) {
    let Some(talk) = &model.talk else { return };
    let Prompt::Ask(card, asked) = Shown::of(talk).prompt else { return };
    match asked.check(typed) {
        Ok(value) => {
            let mut values = Values::new();
            values.insert(asked.field.clone(), value);
            model.typing.value.clear();
            model.typing.complaint = None;
            if let Some(id) = model.dice.key() {
                let frame = ClientFrame::Capture { id: id.clone(), card, values };
                act(model, id, Some(frame), out);
            }
        }
        Err(error) => {
            model.typing.complaint = Some(texts::wrong(error).into());
            out.push(Effect::Focus { keyboard: true });
        }
    }
}

fn drafted(model: &mut Model, draft: String, out: &mut Vec<Effect>) {
    let typing = &mut model.typing;
    typing.draft = draft;
    let resting = typing.changed.replace(model.now).is_none();
    let due = typing.told.is_none_or(|told| model.now.since(told) >= TELL_TYPING_EVERY);
    if due && !typing.draft.is_empty() {
        typing.told = Some(model.now);
        send(model.link.state, &ClientFrame::Typing { on: true }, out);
    }
    if resting {
        out.push(Effect::After(RESTS_AFTER, Msg::Rested));
    }
}

/// The visitor may have stopped typing.
pub(super) fn rested(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(changed) = model.typing.changed else { return };
    let since = model.now.since(changed);
    if since < RESTS_AFTER {
        out.push(Effect::After(Millis(RESTS_AFTER.0 - since.0), Msg::Rested));
        return;
    }
    model.typing.changed = None;
    if model.typing.told.take().is_some() {
        send(model.link.state, &ClientFrame::Typing { on: false }, out);
    }
}

fn say(model: &mut Model, out: &mut Vec<Effect>) {
    let text = model.typing.draft.trim().to_owned();
    let live = model.talk.as_ref().is_some_and(crate::model::Talk::is_live);
    if !live || text.is_empty() || texts::length(&text) > MAX_MESSAGE_CHARS {
        return;
    }
    model.typing.draft.clear();
    // The message itself tells the agent that it was typed to its end.
    model.typing.told = None;
    if let Some(id) = model.dice.key() {
        act(model, id.clone(), Some(ClientFrame::Say { id, text }), out);
    }
    out.push(Effect::Focus { keyboard: true });
}
