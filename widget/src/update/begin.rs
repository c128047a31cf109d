//! The first response makes the conversation: a name for the browser, then the conversation itself.

use shared::dialogue::Scene;
use shared::event::Page;
use shared::id::ConversationId;
use shared::lean::{self, Beginning};
use shared::prelude::*;
use shared::protocol::{Bootstrap, ClientFrame};
use shared::time::Millis;

use super::{Answer, Effect, Msg, Tell, link};
use crate::model::Model;
use crate::texts::{Text, Word};

/// The name was forgotten, or is not ours.
const UNKNOWN_VISITOR: u16 = 401;
/// The dialogue was published anew while it was looked at.
const STALE: u16 = 409;

/// Begins the conversation that the first response calls for, or goes on with beginning it.
pub(super) fn begin(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(talk) = &mut model.talk else { return };
    if talk.id.is_some() {
        return;
    }
    let (Some(first), Some(dialogue)) = (talk.pending.first(), &talk.dialogue) else { return };
    talk.beginning = true;
    let Some(token) = &model.token else {
        out.push(Effect::Greet(model.greeting.clone()));
        return;
    };
    let beginning = Beginning {
        key: &talk.key,
        visit: &model.visit,
        dialogue,
        version: talk.version,
        page: &model.scene.page,
        known: &model.scene.known,
    };
    let first = first.frame.as_ref().map_or_else(|| lean::open(&first.key), lean::frame);
    out.push(Effect::Begin(token.clone(), lean::begin(beginning, first)));
}

/// The edge answered to a wish for a name.
pub(super) fn greeted(model: &mut Model, answer: Answer, out: &mut Vec<Effect>) {
    match answer {
        Answer::Good(token) => {
            out.push(Effect::Tell(Tell::Token(token.clone())));
            model.token = Some(token);
            begin(model, out);
        }
        Answer::Refused(_, why) => refused(model, why),
        Answer::Unreachable => try_again(model, out),
    }
}

/// The edge answered to a wish for a conversation.
pub(super) fn begun(model: &mut Model, answer: Answer, out: &mut Vec<Effect>) {
    match answer {
        Answer::Good(id) => made(model, id, out),
        Answer::Refused(UNKNOWN_VISITOR, _) => {
            model.token = None;
            try_again(model, out);
        }
        Answer::Refused(STALE, _) => {
            if let Some(talk) = &mut model.talk {
                talk.beginning = false;
            }
            out.push(Effect::Tell(Tell::Stale));
        }
        Answer::Refused(_, why) => refused(model, why),
        Answer::Unreachable => try_again(model, out),
    }
}

/// The page offers something else now. What was answered belongs to what it offered before.
pub(super) fn offered(
    model: &mut Model,
    (bootstrap, page): (Bootstrap, Page),
    out: &mut Vec<Effect>,
) {
    model.style = bootstrap.style;
    model.scene = Scene { page, place: bootstrap.place, known: bootstrap.known };
    model.offered = bootstrap.dialogue.map(Into::into);
    if link::is_doubtful(model) {
        link::forget(model, out);
    } else if model.talk.as_ref().is_none_or(|talk| talk.id.is_none()) {
        model.begin_anew();
    }
}

fn made(model: &mut Model, id: String, out: &mut Vec<Effect>) {
    model.link.tries = 0;
    model.trouble = None;
    out.push(Effect::Tell(Tell::Begun(id.clone())));
    if let Some(talk) = &mut model.talk {
        talk.id = ConversationId::quietly(id);
        talk.beginning = false;
    }
    link::connect(model, out);
}

/// The edge won't have it: what was done is taken back, and the visitor told.
fn refused(model: &mut Model, why: Text) {
    let said_nothing = why.word == Word::Own && why.with.is_empty();
    let why = if said_nothing { Word::NotTaken.into() } else { why };
    let Some(talk) = &mut model.talk else { return };
    talk.beginning = false;
    match talk.pending.first().and_then(|pending| pending.frame.as_ref()) {
        Some(ClientFrame::Capture { values, .. }) => model.typing.ask_again(values, why),
        _ => model.trouble = Some(why),
    }
    talk.pending.clear();
}

fn try_again(model: &mut Model, out: &mut Vec<Effect>) {
    model.link.tries += 1;
    let wait: Millis = link::back_off(model);
    out.push(Effect::After(wait, Msg::BeginAgain));
}
