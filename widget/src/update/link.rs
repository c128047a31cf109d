//! The connection: established, lost, re-established, without losing the visitor's actions.

use shared::heartbeat::{PING_EVERY, PONG_WITHIN};
use shared::prelude::*;
use shared::time::Millis;

use super::{Effect, LoaderMessage, Msg};
use crate::model::{LinkState, Model};
use crate::texts::TextKey;

/// The first delay before reconnecting.
const FIRST_WAIT: Millis = Millis(500);
/// The longest delay; it doubles up to this.
const LONGEST_WAIT: Millis = Millis(15_000);
/// The codes with which the edge closes a connection that isn't allowed.
const NOT_ALLOWED: [u16; 4] = [4401, 4403, 4404, 1008];
/// Browsers don't say why a connection was refused. After this many refusals in a row, for a
/// conversation of an earlier page, we send another request to the edge: if that is answered, the
/// conversation no longer exists.
const DOUBTFUL_AFTER: u32 = 2;

/// Connects to the conversation.
pub(super) fn connect(model: &mut Model, out: &mut Vec<Effect>) {
    let id = model.conversation.as_ref().and_then(|conversation| conversation.id.as_ref());
    let (Some(id), Some(token)) = (id, &model.token) else { return };
    model.link.connection_id += 1;
    model.link.state = LinkState::Connecting;
    model.link.pinged = false;
    out.push(Effect::Connect(model.link.connection_id, id.as_str().to_owned(), token.clone()));
}

/// Closes the connection, which the conversation no longer needs.
pub(super) fn hang_up(model: &mut Model, out: &mut Vec<Effect>) {
    model.link.connection_id += 1;
    model.link.state = LinkState::Off;
    out.push(Effect::Hangup);
}

/// Reconnects now instead of after the delay, because it is likely to succeed.
pub(super) fn hurry(model: &mut Model, out: &mut Vec<Effect>) {
    match model.link.state {
        LinkState::Broken => connect(model, out),
        LinkState::Ready | LinkState::Open => ping(model, out),
        LinkState::Off | LinkState::Connecting => {}
    }
}

pub(super) fn handle(model: &mut Model, msg: &Msg, out: &mut Vec<Effect>) {
    let (Msg::Linked(connection_id)
    | Msg::Unlinked(connection_id, _)
    | Msg::Relink(connection_id)
    | Msg::Ping(connection_id)
    | Msg::Pong(connection_id)
    | Msg::PongDue(connection_id)) = msg
    else {
        return;
    };
    if *connection_id != model.link.connection_id {
        return;
    }
    match msg {
        Msg::Linked(_) => linked(model, out),
        Msg::Unlinked(_, code) => unlinked(model, *code, out),
        Msg::Relink(_) => connect(model, out),
        Msg::Ping(_) => ping(model, out),
        Msg::Pong(_) => {
            model.link.pinged = false;
            out.push(Effect::After(PING_EVERY, Msg::Ping(model.link.connection_id)));
        }
        Msg::PongDue(_) if model.link.pinged => {
            out.push(Effect::Hangup);
            broken(model, out);
        }
        _ => {}
    }
}

/// Returns the delay before the next attempt.
pub(super) fn back_off(model: &mut Model) -> Millis {
    let doubled = FIRST_WAIT.0 << model.link.tries.saturating_sub(1).min(5);
    model.rng.around(Millis(doubled.min(LONGEST_WAIT.0)))
}

fn linked(model: &mut Model, out: &mut Vec<Effect>) {
    model.link.state = LinkState::Open;
    if let Some(conversation) = &model.conversation {
        let resume = shared::protocol::ClientFrame::Resume { after: conversation.state.head };
        out.push(Effect::Send(shared::codec::frame(&resume).end()));
    }
    out.push(Effect::After(PING_EVERY, Msg::Ping(model.link.connection_id)));
}

fn unlinked(model: &mut Model, code: u16, out: &mut Vec<Effect>) {
    if NOT_ALLOWED.contains(&code) {
        if !is_unknown(model) {
            model.trouble = Some(TextKey::NoAccess.into());
        }
        drop_conversation(model, out);
        return;
    }
    broken(model, out);
    if is_doubtful(model) {
        out.push(Effect::LoaderMessage(LoaderMessage::Stale));
    }
}

/// Whether the conversation was never reached from this page.
fn is_unknown(model: &Model) -> bool {
    model
        .conversation
        .as_ref()
        .is_some_and(|conversation| conversation.id.is_some() && conversation.stream.is_none())
}

/// Whether the conversation may no longer exist.
pub(super) fn is_doubtful(model: &Model) -> bool {
    is_unknown(model) && model.stage.online && model.link.tries >= DOUBTFUL_AFTER
}

/// The conversation no longer exists; a new one can begin.
pub(super) fn drop_conversation(model: &mut Model, out: &mut Vec<Effect>) {
    hang_up(model, out);
    model.link.tries = 0;
    out.push(Effect::LoaderMessage(LoaderMessage::Over));
    model.begin_anew();
}

fn broken(model: &mut Model, out: &mut Vec<Effect>) {
    // The next connection gets a new id, so that later events of this one are ignored.
    model.link.connection_id += 1;
    model.link.state = LinkState::Broken;
    model.link.tries += 1;
    let wait = back_off(model);
    out.push(Effect::After(wait, Msg::Relink(model.link.connection_id)));
}

fn ping(model: &mut Model, out: &mut Vec<Effect>) {
    if model.link.pinged {
        return;
    }
    model.link.pinged = true;
    out.push(Effect::Send("ping".to_owned()));
    out.push(Effect::After(PONG_WITHIN, Msg::PongDue(model.link.connection_id)));
}
