//! Sockets as objects hold them: hibernating, each with a note of whose it is.

use super::clock;
use crate::error::ApiError;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use shared::client::CloseCode;
use shared::protocol::SUBPROTOCOL;
use shared::time::Timestamp;
use worker::{Request, Response, State, WebSocket, WebSocketIncomingMessage, WebSocketPair};

/// What the worker tells an object of who connects: JSON, in a header of a request made by us.
pub(crate) const IDENTITY: &str = "x-bellhop-identity";
/// Whether the client named our subprotocol, and so expects it in the answer.
pub(crate) const PROTOCOL: &str = "x-bellhop-protocol";

/// What a client is told when we fail: what it sent was not kept.
pub(crate) const BROKEN: &str =
    "Something went wrong here, not with you. Connect again and send what was not acknowledged.";

/// What is attached to a socket: whose it is, and when it was opened. Before the first ping that is
/// the only sign of life.
#[derive(Serialize, Deserialize)]
struct Attachment<T> {
    opened_at: Timestamp,
    note: T,
}

/// Whether the client asks for a socket.
pub(crate) fn is_upgrade(request: &Request) -> Result<bool, ApiError> {
    let upgrade = request.headers().get("Upgrade")?;
    Ok(upgrade.is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket")))
}

/// Somebody as that header tells of them. Headers hold no letters beyond ASCII, JSON can do without.
pub(crate) fn identity_header<T: Serialize>(identity: &T) -> Result<String, ApiError> {
    let mut header = String::new();
    for c in serde_json::to_string(identity)?.chars() {
        if c.is_ascii() {
            header.push(c);
        } else {
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            header.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Ok(header)
}

/// Who the worker says is there.
pub(crate) fn read_identity<T: DeserializeOwned>(request: &Request) -> Result<T, ApiError> {
    let identity = request.headers().get(IDENTITY)?;
    Ok(serde_json::from_str(identity.as_deref().unwrap_or_default())?)
}

/// Takes a socket in, with a note that outlives hibernation.
pub(crate) fn accept<T: Serialize>(
    state: &State,
    request: &Request,
    tag: &str,
    note: &T,
) -> Result<(WebSocket, Response), ApiError> {
    let pair = WebSocketPair::new()?;
    state.accept_websocket_with_tags(&pair.server, &[tag]);
    pair.server.serialize_attachment(Attachment { opened_at: clock::now(), note })?;
    let mut response = Response::from_websocket(pair.client)?;
    if request.headers().has(PROTOCOL)? {
        response.headers_mut().set("Sec-WebSocket-Protocol", SUBPROTOCOL)?;
    }
    Ok((pair.server, response))
}

/// The note of a socket.
pub(crate) fn note<T: DeserializeOwned>(socket: &WebSocket) -> Option<T> {
    attachment(socket).map(|attachment| attachment.note)
}

/// Changes the note of a socket.
pub(crate) fn set_note<T: Serialize>(socket: &WebSocket, note: &T) -> Result<(), ApiError> {
    let opened_at = opened_at(socket).unwrap_or_else(clock::now);
    Ok(socket.serialize_attachment(Attachment { opened_at, note })?)
}

/// When a socket was opened.
pub(crate) fn opened_at(socket: &WebSocket) -> Option<Timestamp> {
    attachment::<IgnoredAny>(socket).map(|attachment| attachment.opened_at)
}

fn attachment<T: DeserializeOwned>(socket: &WebSocket) -> Option<Attachment<T>> {
    socket.deserialize_attachment().ok().flatten()
}

/// Sends a frame. A socket that is closing can't take it, and its end will be told of separately.
pub(crate) fn send<T: Serialize>(socket: &WebSocket, frame: &T) {
    if let Ok(text) = serde_json::to_string(frame) {
        send_text(socket, &text);
    }
}

pub(crate) fn send_text(socket: &WebSocket, text: &str) {
    // The only error is a socket that is closing already.
    let _closing = socket.send_with_str(text);
}

/// Whether two values are one socket.
pub(crate) fn same(one: &WebSocket, other: &WebSocket) -> bool {
    one.as_ref() == other.as_ref()
}

/// The client closed: the other half closes too.
pub(crate) fn close_back(socket: &WebSocket, code: usize) {
    // 1005 and 1006 say that no code came; they can't be sent.
    let code = u16::try_from(code).ok().filter(|code| matches!(code, 1000 | 3000..=4999));
    // The only error is a socket that is closed already.
    let _closed = socket.close(Some(code.unwrap_or(1000)), Some(""));
}

/// Ends a connection, and says why.
pub(crate) fn close(socket: &WebSocket, code: CloseCode, reason: &str) {
    // The only error is a socket that is closed already.
    let _closed = socket.close(Some(code.code()), Some(reason));
}

/// The text of a frame, or `None` for a binary one.
pub(crate) fn text(message: WebSocketIncomingMessage) -> Option<String> {
    match message {
        WebSocketIncomingMessage::String(text) => Some(text),
        WebSocketIncomingMessage::Binary(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_there_fits_into_a_header() {
        let header = identity_header(&"Zoë 🛎").unwrap();
        assert!(header.is_ascii(), "{header}");
        assert_eq!(serde_json::from_str::<String>(&header).unwrap(), "Zoë 🛎");
    }
}
