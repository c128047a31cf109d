//! The connection to a conversation.

use js_sys::Array;
use shared::id::Seq;
use shared::lean::{self, Json as _};
use shared::protocol::{SUBPROTOCOL, ServerFrame};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::json::Js;
use crate::runtime::{dispatch, listen, window};
use crate::texts;
use crate::update::Msg;

/// Connects; what comes of it is told under the connection's number.
pub(crate) fn connect(nth: u32, conversation: &str, token: &str) -> Option<WebSocket> {
    let origin = window().location().origin().ok()?;
    let host = origin.strip_prefix("http").unwrap_or_default();
    let url = texts::join(&["ws", host, "/v1/conversations/", conversation, "/socket"]);
    let protocols = Array::of2(&JsValue::from_str(SUBPROTOCOL), &JsValue::from_str(token));
    let Ok(socket) = WebSocket::new_with_str_sequence(&url, &protocols) else {
        dispatch(Msg::Unlinked(nth, 1008));
        return None;
    };
    listen(&socket, "open", Box::new(move |_| dispatch(Msg::Linked(nth))));
    let closed = move |event: JsValue| {
        dispatch(Msg::Unlinked(nth, event.unchecked_into::<CloseEvent>().code()));
    };
    listen(&socket, "close", Box::new(closed));
    let heard = move |event: JsValue| {
        let data = event.unchecked_into::<MessageEvent>().data();
        if let Some(message) = data.as_string().and_then(|text| read(nth, &text)) {
            dispatch(message);
        }
    };
    listen(&socket, "message", Box::new(heard));
    Some(socket)
}

fn read(nth: u32, text: &str) -> Option<Msg> {
    if text == "pong" {
        return Some(Msg::Pong(nth));
    }
    let json = Js::parse(text)?;
    // An event of a later version still has its place in the log.
    let place = json.get("event").and_then(|_| json.get("seq")?.whole());
    match lean::read::<ServerFrame, _>(json) {
        Some(frame) => Some(Msg::Frame(nth, Box::new(frame))),
        None => place.map(|seq| Msg::Unknown(nth, Seq(seq))),
    }
}
