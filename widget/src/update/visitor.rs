//! Handles the visitor's actions. They show at once, and are sent as soon as possible.

use core::mem::{replace, take};

use shared::client::ConnectionInput;
use shared::conversation::MAX_MESSAGE_CHARS;
use shared::id::ClientKey;
use shared::person::Attributes;
use shared::prelude::*;
use shared::protocol::ClientFrame;
use shared::time::Millis;

use super::{Effect, LoaderMessage, Msg, UserAction, begin, link, send, server, to_bottom};
use crate::model::Model;
use crate::texts::{self, Text, TextKey};
use crate::thread_view::{Prompt, ThreadView};

/// The shortest interval between typing frames.
const SEND_TYPING_EVERY: Millis = Millis::seconds(3);
/// How long after the last keystroke the visitor has stopped typing.
const RESTS_AFTER: Millis = Millis::seconds(4);

pub(super) fn handle(model: &mut Model, action: UserAction, out: &mut Vec<Effect>) {
    match action {
        UserAction::Choose(card, response) => {
            if let Some(id) = model.rng.key() {
                let frame = ClientFrame::Answer { id: id.clone(), card, response };
                act(model, id, Some(frame), out);
            }
        }
        UserAction::Typed(value) => {
            model.typing.value = value;
            model.typing.complaint = None;
        }
        UserAction::Continue => {
            let value = model.typing.value.clone();
            capture(model, &value, out);
            // Who typed has a keyboard open, and keeps it for the next field.
            out.push(Effect::Focus { keyboard: true });
        }
        UserAction::Pick(option) => capture(model, &option, out),
        UserAction::Skip => capture(model, "", out),
        UserAction::Correct(seq) => {
            keep_answer(model);
            let Some(conversation) = &mut model.conversation else { return };
            conversation.correcting = Some(seq);
            let known = conversation
                .answer(seq)
                .and_then(|(_, field)| conversation.state.flow.attributes.get(field).cloned());
            model.typing.kept = replace(&mut model.typing.value, known.unwrap_or_default());
            out.push(Effect::Focus { keyboard: true });
        }
        UserAction::KeepAnswer => {
            keep_answer(model);
            out.push(Effect::Focus { keyboard: true });
        }
        UserAction::Start => {
            if let Some(id) = model.rng.key() {
                act(model, id, None, out);
            }
        }
        UserAction::FillIn(field, value) => {
            let form = &mut model.typing.form;
            while form.len() <= field {
                form.push(String::new());
            }
            if let Some(typed) = form.get_mut(field) {
                *typed = value;
            }
        }
        UserAction::LeaveMessage => leave_message(model, out),
        UserAction::Draft(draft) => drafted(model, draft, out),
        UserAction::ToBottom => to_bottom(model),
        UserAction::Say => say(model, out),
        UserAction::Remove(key) => {
            if let Some(conversation) = &mut model.conversation {
                conversation.pending.remove(&key);
            }
        }
        UserAction::Confirm(confirm) => {
            model.stage.confirming = confirm;
            out.push(Effect::Focus { keyboard: true });
        }
        UserAction::Leave => {
            model.stage.confirming = false;
            if let Some(id) = model.rng.key() {
                act(model, id.clone(), Some(ClientFrame::Leave { id }), out);
            }
        }
        UserAction::Again => {
            model.trouble = None;
            // Who leaves no message ends the conversation that waited for it.
            if model.conversation.as_ref().is_some_and(|it| it.state.form.is_some()) {
                server::over(model, out);
            }
            model.begin_again();
            out.push(Effect::Focus { keyboard: false });
        }
        UserAction::Read(id) => {
            model.trouble = None;
            model.read_again(id);
            link::handle(model, ConnectionInput::Disconnect, out);
            link::handle(model, ConnectionInput::Connect, out);
        }
        UserAction::StillHere => {
            still_here(model);
            send(model.connection.is_ready(), &ClientFrame::Typing { on: false }, out);
            out.push(Effect::Focus { keyboard: true });
        }
        UserAction::Escape if model.stage.confirming => {
            model.stage.confirming = false;
            out.push(Effect::Focus { keyboard: true });
        }
        UserAction::Escape
            if model.conversation.as_ref().is_some_and(|it| it.correcting.is_some()) =>
        {
            handle(model, UserAction::KeepAnswer, out);
        }
        UserAction::Close | UserAction::Escape => {
            out.push(Effect::LoaderMessage(LoaderMessage::Close));
        }
    }
}

/// Applies an action here, and sends its frame. Without a frame, it is a chat request at the
/// beginning.
fn act(model: &mut Model, key: ClientKey, frame: Option<ClientFrame>, out: &mut Vec<Effect>) {
    model.trouble = None;
    let Some(conversation) = &mut model.conversation else { return };
    let begun = conversation.id.is_some();
    let beginning = conversation.beginning;
    if begun && let Some(frame) = &frame {
        send(model.connection.is_ready(), frame, out);
    }
    conversation.pending.push(key, frame);
    if !begun && !beginning {
        begin::begin(model, out);
    }
    to_bottom(model);
}

/// Fills in the current field, skips it, or corrects what was filled in.
fn capture(model: &mut Model, typed: &str, out: &mut Vec<Effect>) {
    let Some(conversation) = &model.conversation else { return };
    let Prompt::Field { card, spec, corrects } = ThreadView::new(conversation).prompt else {
        return;
    };
    let value = match spec.check(typed) {
        Ok(value) if corrects && value.is_empty() => Err(TextKey::Missing),
        Ok(value) => Ok(value),
        Err(error) => Err(texts::wrong(error)),
    };
    let value = match value {
        Ok(value) => value,
        Err(wrong) => {
            model.typing.complaint = Some(wrong.into());
            return;
        }
    };
    if corrects && conversation.state.flow.attributes.get(&spec.field) == Some(&value) {
        return keep_answer(model);
    }
    let mut values = Attributes::new();
    values.insert(spec.field.clone(), value);
    model.typing.complaint = None;
    let Some(id) = model.rng.key() else { return };
    if corrects {
        act(model, id.clone(), Some(ClientFrame::CorrectAnswer { id, card, values }), out);
        // After an end the connection was given up.
        link::handle(model, ConnectionInput::Connect, out);
    } else {
        model.typing.value.clear();
        act(model, id.clone(), Some(ClientFrame::Capture { id, card, values }), out);
    }
}

/// The field for a correction goes, and what was typed into the current one is back.
pub(super) fn keep_answer(model: &mut Model) {
    model.typing.complaint = None;
    if let Some(conversation) = &mut model.conversation
        && conversation.correcting.take().is_some()
    {
        model.typing.value = take(&mut model.typing.kept);
    }
}

const fn still_here(model: &mut Model) {
    if let Some(conversation) = &mut model.conversation {
        conversation.ends_at = None;
    }
}

/// Sends the fallback's form, if nothing in it is wrong.
fn leave_message(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(form) = model.conversation.as_ref().and_then(|it| it.state.form.as_ref()) else {
        return;
    };
    let typing = &mut model.typing;
    let typed = |at: usize| typing.form.get(at).map_or("", String::as_str);
    let mut values = Attributes::new();
    let mut wrong = None;
    for (at, spec) in form.fields.iter().enumerate() {
        match spec.check(typed(at + 1)) {
            Ok(value) => {
                values.insert(spec.field.clone(), value);
            }
            Err(error) => wrong = wrong.or(Some((at + 1, texts::wrong(error).into()))),
        }
    }
    let text = typed(0).trim().to_owned();
    let over = texts::length(&text).saturating_sub(MAX_MESSAGE_CHARS);
    if text.is_empty() {
        wrong = wrong.or(Some((0, TextKey::Missing.into())));
    } else if over > 0 {
        wrong = wrong.or(Some((0, Text::new(TextKey::TooMany, &texts::number(over as u64)))));
    }
    if let Some((at, reason)) = wrong {
        typing.wrong = at;
        typing.complaint = Some(reason);
        out.push(Effect::Focus { keyboard: true });
        return;
    }
    typing.complaint = None;
    if let Some(id) = model.rng.key() {
        let frame = ClientFrame::LeaveMessage { id: id.clone(), values, text };
        act(model, id, Some(frame), out);
    }
}

fn drafted(model: &mut Model, draft: String, out: &mut Vec<Effect>) {
    still_here(model);
    let typing = &mut model.typing;
    typing.draft = draft;
    let resting = typing.changed.replace(model.now).is_none();
    let due = typing.sent_at.is_none_or(|sent_at| model.now.since(sent_at) >= SEND_TYPING_EVERY);
    if due && !typing.draft.is_empty() {
        typing.sent_at = Some(model.now);
        send(model.connection.is_ready(), &ClientFrame::Typing { on: true }, out);
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
    if model.typing.sent_at.take().is_some() {
        send(model.connection.is_ready(), &ClientFrame::Typing { on: false }, out);
    }
}

fn say(model: &mut Model, out: &mut Vec<Effect>) {
    let text = model.typing.draft.trim().to_owned();
    let can = model.conversation.as_ref().is_some_and(crate::model::ConversationView::can_write);
    if !can || text.is_empty() || texts::length(&text) > MAX_MESSAGE_CHARS {
        return;
    }
    model.typing.draft.clear();
    // The message itself ends the typing indicator, so no frame is needed.
    model.typing.sent_at = None;
    if let Some(id) = model.rng.key() {
        act(model, id.clone(), Some(ClientFrame::Say { id, text }), out);
    }
    out.push(Effect::Focus { keyboard: true });
}
