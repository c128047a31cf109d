//! The connection to a conversation.

use js_sys::Array;
use shared::id::Seq;
use shared::lean::{Json as _, Lean as _};
use shared::protocol::{SUBPROTOCOL, ServerFrame};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::json::Js;
use crate::runtime::dispatch;
use crate::update::Msg;

/// Connects; what comes of it is told under the connection's number.
pub(crate) fn connect(nth: u32, conversation: &str, token: &str) -> Option<WebSocket> {
    let origin = web_sys::window()?.location().origin().ok()?;
    let host = origin.strip_prefix("http").unwrap_or_default();
    let url = ["ws", host, "/v1/conversations/", conversation, "/socket"].concat();
    let protocols = Array::of2(&JsValue::from_str(SUBPROTOCOL), &JsValue::from_str(token));
    let Ok(socket) = WebSocket::new_with_str_sequence(&url, &protocols) else {
        dispatch(Msg::Unlinked(nth, 1008));
        return None;
    };
    let opened = Closure::<dyn FnMut()>::new(move || dispatch(Msg::Linked(nth)));
    let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
        dispatch(Msg::Unlinked(nth, event.code()));
    });
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = event.data().as_string().and_then(|text| read(nth, &text)) {
            dispatch(message);
        }
    });
    socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
    socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    opened.forget();
    closed.forget();
    heard.forget();
    Some(socket)
}

fn read(nth: u32, text: &str) -> Option<Msg> {
    if text == "pong" {
        return Some(Msg::Pong(nth));
    }
    let json = Js::parse(text)?;
    if let Some(frame) = ServerFrame::read(&json) {
        return Some(Msg::Frame(nth, Box::new(frame)));
    }
    // An event of a later version still has its place in the log.
    json.get("event")?;
    Some(Msg::Unknown(nth, Seq::read(&json.get("seq")?)?))
}
