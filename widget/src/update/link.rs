//! The connection to the conversation. `shared::client::Connection` decides; this runs its effects.

use shared::client::{CloseCode, ConnectionEffect, ConnectionId, ConnectionInput};
use shared::prelude::*;
use shared::protocol::ClientFrame;

use super::{Effect, LoaderMessage, Msg};
use crate::model::{ConversationView, Model};
use crate::texts::TextKey;

/// Passes an input to the connection, and runs its effects.
pub(super) fn handle(model: &mut Model, input: ConnectionInput, out: &mut Vec<Effect>) {
    let random = model.rng.next();
    for effect in model.connection.handle(input, random) {
        match effect {
            ConnectionEffect::Connect(id) => connect(model, id, out),
            ConnectionEffect::Close => out.push(Effect::Disconnect),
            ConnectionEffect::Ping => out.push(Effect::Send("ping".to_owned())),
            ConnectionEffect::After(wait, timer) => {
                out.push(Effect::After(wait, Msg::Connection(ConnectionInput::Timer(timer))));
            }
            ConnectionEffect::Opened => {
                if let Some(conversation) = &mut model.conversation {
                    resume(conversation, out);
                }
            }
            // It is made again by itself.
            ConnectionEffect::Broke { .. } => {}
            // The end stays on the screen: a blocked visitor sees that the agent ended the chat.
            ConnectionEffect::Refused(CloseCode::NotAllowed) if is_over(model) => {}
            ConnectionEffect::Refused(_) => {
                if !is_unknown(model) {
                    model.trouble = Some(TextKey::NoAccess.into());
                }
                drop_conversation(model, out);
            }
        }
    }
}

/// Records that something arrived on a connection; returns whether it is the current one.
pub(super) fn received(model: &mut Model, id: ConnectionId, out: &mut Vec<Effect>) -> bool {
    handle(model, ConnectionInput::Received(id), out);
    id == model.connection.id()
}

/// Asks for the events after the last one in the log.
pub(super) fn resume(conversation: &mut ConversationView, out: &mut Vec<Effect>) {
    conversation.cursor.resumed();
    let resume = ClientFrame::Resume { after: conversation.state.head };
    out.push(Effect::Send(shared::codec::write(&resume)));
}

fn connect(model: &Model, id: ConnectionId, out: &mut Vec<Effect>) {
    let conversation =
        model.conversation.as_ref().and_then(|conversation| conversation.id.as_ref());
    if let (Some(conversation), Some(token)) = (conversation, &model.token) {
        out.push(Effect::Connect(id, conversation.as_str().to_owned(), token.clone()));
    }
}

/// Whether the conversation has ended.
fn is_over(model: &Model) -> bool {
    model.conversation.as_ref().is_some_and(|conversation| conversation.state.is_over())
}

/// Whether the conversation was never reached from this page.
fn is_unknown(model: &Model) -> bool {
    model
        .conversation
        .as_ref()
        .is_some_and(|conversation| conversation.id.is_some() && conversation.stream.is_none())
}

/// The conversation no longer exists; a new one can begin.
fn drop_conversation(model: &mut Model, out: &mut Vec<Effect>) {
    handle(model, ConnectionInput::Disconnect, out);
    if let Some(id) = model.conversation.as_ref().and_then(|conversation| conversation.id.clone()) {
        if let Some(at) = model.earlier.iter().position(|earlier| earlier.id == id) {
            model.earlier.remove(at);
        }
        out.push(Effect::LoaderMessage(LoaderMessage::Gone(id.as_str().to_owned())));
    }
    model.begin_anew();
}
