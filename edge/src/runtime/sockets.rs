//! Hibernating WebSockets of objects, each with an attachment that says who it belongs to.

use super::clock;
use super::counters::{self, SocketOf};
use super::random;
use crate::error::{Answer, ApiError};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use shared::client::CloseCode;
use shared::protocol::SUBPROTOCOL;
use shared::time::Timestamp;
use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys::{Object, WeakMap};
use worker::{
    Request, Response, State, WebSocket, WebSocketIncomingMessage, WebSocketPair, web_sys,
};

/// The header in which the worker tells an object who connects, as JSON. Only our own requests have
/// it.
pub(crate) const IDENTITY: &str = "x-bellhop-identity";
/// The header that says that the client offered our subprotocol, and so expects it in the answer.
pub(crate) const PROTOCOL: &str = "x-bellhop-protocol";

/// The message after an internal error: what the client sent was not stored.
pub(crate) const BROKEN: &str =
    "Something failed on our side. Connect again and send what was not acknowledged.";

/// The attachment of a socket: who it belongs to, and when it was opened. Before the first ping the
/// latter is the only sign of life.
#[derive(Serialize, Deserialize)]
struct Attachment<T> {
    /// A random number that tells the sockets of an object apart.
    number: u32,
    opened_at: Timestamp,
    note: T,
}

/// The attachment of a socket without its note.
#[derive(Clone, Copy)]
struct Opened {
    number: u32,
    at: Timestamp,
}

/// How many sockets are remembered at once, at some 500 bytes each.
const MAX_REMEMBERED: usize = 20_000;

/// Attachments that were read since their sockets were opened or their objects woke. Reading one copies it out of
/// the runtime and through JavaScript, which costs about as much as storing a message, and each frame asks for those
/// of all sockets of its object several times.
struct Remembered {
    /// The key in `attachments` of each socket. It goes when the runtime drops the socket.
    keys: WeakMap,
    attachments: HashMap<u32, (Opened, Option<Rc<dyn Any>>)>,
    last_key: u32,
}

thread_local! {
    static REMEMBERED: RefCell<Remembered> = RefCell::new(Remembered {
        keys: WeakMap::new(),
        attachments: HashMap::new(),
        last_key: 0,
    });
}

impl Remembered {
    fn key(&self, socket: &WebSocket) -> Option<u32> {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "keys are `u32`, which JavaScript keeps as they are"
        )]
        self.keys.get(object(socket)).as_f64().map(|key| key as u32)
    }

    fn get(&self, socket: &WebSocket) -> Option<&(Opened, Option<Rc<dyn Any>>)> {
        self.attachments.get(&self.key(socket)?)
    }

    fn set(&mut self, socket: &WebSocket, opened: Opened, note: Option<Rc<dyn Any>>) {
        let key = self.key(socket).unwrap_or_else(|| {
            if self.attachments.len() >= MAX_REMEMBERED {
                self.attachments.clear(); // most are of sockets that are gone
            }
            self.last_key = self.last_key.wrapping_add(1);
            self.keys.set(object(socket), &JsValue::from(self.last_key));
            self.last_key
        });
        self.attachments.insert(key, (opened, note));
    }
}

fn object(socket: &WebSocket) -> &Object {
    let raw: &web_sys::WebSocket = socket.as_ref();
    raw.unchecked_ref()
}

/// Whether the request asks for a WebSocket.
pub(crate) fn is_upgrade(request: &Request) -> Result<bool, ApiError> {
    let upgrade = request.headers().get("Upgrade")?;
    Ok(upgrade.is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket")))
}

/// The value of the [`IDENTITY`] header. Headers are limited to ASCII, so other characters are
/// escaped.
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

/// The identity that the worker put into the header.
pub(crate) fn read_identity<T: DeserializeOwned>(request: &Request) -> Result<T, ApiError> {
    let identity = request.headers().get(IDENTITY)?;
    Ok(serde_json::from_str(identity.as_deref().unwrap_or_default())?)
}

/// Accepts a socket with an attachment, which survives hibernation.
pub(crate) fn accept<T: Serialize + Clone + 'static>(
    state: &State,
    request: &Request,
    (of, tag): (SocketOf, &str),
    note: &T,
) -> Result<(WebSocket, Response), ApiError> {
    let pair = WebSocketPair::new()?;
    counters::socket_opened(of);
    state.accept_websocket_with_tags(&pair.server, &[tag]);
    let number = u32::from_ne_bytes(random::bytes()?);
    let at = clock::now();
    pair.server.serialize_attachment(Attachment { number, opened_at: at, note })?;
    remember(&pair.server, Opened { number, at }, Some(Rc::new(note.clone())));
    let mut response = Response::from_websocket(pair.client)?;
    if request.headers().has(PROTOCOL)? {
        response.headers_mut().set("Sec-WebSocket-Protocol", SUBPROTOCOL)?;
    }
    Ok((pair.server, response))
}

/// Accepts a socket only to close it with the reason, for a client that can't read a refusal.
pub(crate) fn refuse(reason: CloseCode) -> Answer {
    let pair = WebSocketPair::new()?;
    pair.server.accept()?;
    pair.server.close(Some(reason.code()), Some(""))?;
    let mut response = Response::from_websocket(pair.client)?;
    response.headers_mut().set("Sec-WebSocket-Protocol", SUBPROTOCOL)?;
    Ok(response)
}

/// The note of a socket. The sockets of a class all have notes of one type.
pub(crate) fn note<T: DeserializeOwned + Clone + 'static>(socket: &WebSocket) -> Option<T> {
    let remembered = REMEMBERED.with_borrow(|all| {
        let (_, note) = all.get(socket)?;
        note.as_ref()?.downcast_ref::<T>().cloned()
    });
    remembered.or_else(|| {
        let Attachment { number, opened_at, note } = attachment::<T>(socket)?;
        remember(socket, Opened { number, at: opened_at }, Some(Rc::new(note.clone())));
        Some(note)
    })
}

/// Replaces the note of a socket.
pub(crate) fn set_note<T: Serialize + Clone + 'static>(
    socket: &WebSocket,
    note: &T,
) -> Result<(), ApiError> {
    let opened = opened(socket).unwrap_or_else(|| Opened { number: 0, at: clock::now() });
    let Opened { number, at } = opened;
    socket.serialize_attachment(Attachment { number, opened_at: at, note })?;
    remember(socket, opened, Some(Rc::new(note.clone())));
    Ok(())
}

/// The number of a socket.
pub(crate) fn number(socket: &WebSocket) -> Option<u32> {
    opened(socket).map(|opened| opened.number)
}

/// When a socket was opened.
pub(crate) fn opened_at(socket: &WebSocket) -> Option<Timestamp> {
    opened(socket).map(|opened| opened.at)
}

fn opened(socket: &WebSocket) -> Option<Opened> {
    let remembered = REMEMBERED.with_borrow(|all| all.get(socket).map(|(opened, _)| *opened));
    remembered.or_else(|| {
        let Attachment { number, opened_at, .. } = attachment::<IgnoredAny>(socket)?;
        let opened = Opened { number, at: opened_at };
        remember(socket, opened, None);
        Some(opened)
    })
}

fn remember(socket: &WebSocket, opened: Opened, note: Option<Rc<dyn Any>>) {
    REMEMBERED.with_borrow_mut(|all| all.set(socket, opened, note));
}

/// The attachment, as the runtime has it.
fn attachment<T: DeserializeOwned>(socket: &WebSocket) -> Option<Attachment<T>> {
    socket.deserialize_attachment().ok().flatten()
}

/// Sends a frame. A closing socket can't take it; its close event comes separately.
pub(crate) fn send<T: Serialize>(socket: &WebSocket, frame: &T) {
    if let Ok(text) = serde_json::to_string(frame) {
        send_text(socket, &text);
    }
}

pub(crate) fn send_text(socket: &WebSocket, text: &str) {
    // The only error is a socket that is closing.
    let _closing = socket.send_with_str(text);
}

/// Whether a socket is open. One that we have closed still delivers what its client sends, until the
/// client answers.
pub(crate) fn is_open(socket: &WebSocket) -> bool {
    let raw: &web_sys::WebSocket = socket.as_ref();
    raw.ready_state() == web_sys::WebSocket::OPEN
}

/// Whether two values are the same socket.
pub(crate) fn same(one: &WebSocket, other: &WebSocket) -> bool {
    one.as_ref() == other.as_ref()
}

/// Answers the client's close frame.
pub(crate) fn close_back(socket: &WebSocket, code: usize) {
    // 1005 and 1006 mean that there was no code; they can't be sent.
    let code = u16::try_from(code).ok().filter(|code| matches!(code, 1000 | 3000..=4999));
    // The only error is a socket that is closed already.
    let _closed = socket.close(Some(code.unwrap_or(1000)), Some(""));
}

/// Ends a connection, and says why.
pub(crate) fn close(socket: &WebSocket, code: CloseCode, reason: &str) {
    // The only error is a socket that is closed already.
    let _closed = socket.close(Some(code.code()), Some(reason));
}

/// The text of a frame; `None` for a binary one.
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
    fn any_identity_fits_into_a_header() {
        let header = identity_header(&"Zoë 🛎").unwrap();
        assert!(header.is_ascii(), "{header}");
        assert_eq!(serde_json::from_str::<String>(&header).unwrap(), "Zoë 🛎");
    }
}
