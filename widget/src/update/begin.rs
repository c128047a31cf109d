//! The first response creates the conversation: it requests a visitor token, then the conversation.

use shared::client::{ConnectionInput, RECONNECT};
use shared::codec::{self, Beginning};
use shared::dialogue::FlowContext;
use shared::event::Page;
use shared::id::{ConversationId, Version};
use shared::prelude::*;
use shared::protocol::{Bootstrap, ClientFrame};

use super::{Answer, Effect, LoaderMessage, Msg, link};
use crate::model::Model;
use crate::texts::{Text, TextKey};

/// The edge doesn't know the visitor's token.
const UNKNOWN_VISITOR: u16 = 401;
/// A new version was published since the bootstrap.
const STALE: u16 = 409;

/// Starts or continues to create the conversation for the first response.
pub(super) fn begin(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(conversation) = &mut model.conversation else { return };
    if conversation.id.is_some() {
        return;
    }
    let (Some(first), Some(dialogue)) =
        (conversation.pending.frames().first(), &conversation.dialogue)
    else {
        return;
    };
    conversation.beginning = true;
    let Some(token) = &model.token else {
        out.push(Effect::Greet(model.greeting.clone()));
        return;
    };
    let beginning = Beginning {
        key: &conversation.key,
        visit: &model.visit,
        dialogue,
        version: conversation.version,
        page: &model.context.page,
        page_attributes: &model.context.page_attributes,
    };
    let first = first.content.as_ref().map_or_else(|| codec::open(&first.key), codec::write);
    out.push(Effect::Begin(token.clone(), codec::begin(beginning, &first)));
}

/// Handles the response to a request for a visitor token.
pub(super) fn greeted(model: &mut Model, answer: Answer, out: &mut Vec<Effect>) {
    match answer {
        Answer::Good(token) => {
            out.push(Effect::LoaderMessage(LoaderMessage::Token(token.clone())));
            model.token = Some(token);
            begin(model, out);
        }
        Answer::Refused(_, reason) => refused(model, reason),
        Answer::Later(why) => later(model, why, out),
        Answer::Unreachable => try_again(model, out),
    }
}

/// Handles the response to a request for a conversation.
pub(super) fn begun(model: &mut Model, answer: Answer, out: &mut Vec<Effect>) {
    match answer {
        Answer::Good(id) => created(model, id, out),
        Answer::Refused(UNKNOWN_VISITOR, _) => {
            model.token = None;
            try_again(model, out);
        }
        Answer::Refused(STALE, _) => {
            if let Some(conversation) = &mut model.conversation {
                conversation.beginning = false;
            }
            out.push(Effect::LoaderMessage(LoaderMessage::Stale));
        }
        Answer::Refused(_, reason) => refused(model, reason),
        Answer::Later(why) => later(model, why, out),
        Answer::Unreachable => try_again(model, out),
    }
}

/// Handles a new bootstrap of the page. A pending first response belonged to the old one, so it is
/// discarded. The conversation of a draft in a preview (version 0) was with an earlier state of it.
pub(super) fn offered(
    model: &mut Model,
    (bootstrap, page): (Bootstrap, Page),
    out: &mut Vec<Effect>,
) {
    model.style = bootstrap.style;
    model.context = FlowContext {
        page,
        location: bootstrap.location,
        page_attributes: bootstrap.page_attributes,
    };
    model.offered = bootstrap.dialogue.map(Into::into);
    let is_draft = model.offered.as_ref().is_some_and(|offered| offered.version == Version(0));
    let is_running = model.conversation.as_ref().is_some_and(|it| it.id.is_some());
    if is_draft || !is_running {
        link::handle(model, ConnectionInput::Disconnect, out);
        model.begin_anew();
    }
}

fn created(model: &mut Model, id: String, out: &mut Vec<Effect>) {
    model.begin_failures = 0;
    model.trouble = None;
    if let Some(conversation) = &mut model.conversation {
        let dialogue = conversation.dialogue.as_ref().map(|id| id.as_str().to_owned());
        out.push(Effect::LoaderMessage(LoaderMessage::Begun {
            conversation: id.clone(),
            dialogue: dialogue.unwrap_or_default(),
        }));
        conversation.id = ConversationId::quietly(id);
        conversation.beginning = false;
    }
    link::handle(model, ConnectionInput::Connect, out);
}

/// Handles a refusal: undoes the visitor's pending action, and shows the reason.
fn refused(model: &mut Model, reason: Text) {
    let said_nothing = reason.key == TextKey::Own && reason.with.is_empty();
    let reason = if said_nothing { TextKey::NotSaved.into() } else { reason };
    let Some(conversation) = &mut model.conversation else { return };
    conversation.beginning = false;
    match conversation.pending.frames().first().and_then(|first| first.content.as_ref()) {
        Some(ClientFrame::Capture { values, .. }) => model.typing.refill(values, reason),
        _ => model.trouble = Some(reason),
    }
    conversation.pending.clear();
}

/// Says why it takes some minutes, and goes on by itself.
fn later(model: &mut Model, why: TextKey, out: &mut Vec<Effect>) {
    model.trouble = Some(why.into());
    try_again(model, out);
}

fn try_again(model: &mut Model, out: &mut Vec<Effect>) {
    model.begin_failures += 1;
    let pause = RECONNECT.jittered(model.begin_failures, model.rng.next());
    out.push(Effect::After(pause, Msg::BeginAgain));
}
