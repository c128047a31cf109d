//! What `panel.js` and `host.js` tell the panel: each function is one kind of event.

use shared::client::{ConnectionId, ConnectionInput};
use shared::codec::{self, Json as _};
use shared::id::Seq;
use shared::prelude::*;
use shared::protocol::ServerFrame;
use wasm_bindgen::prelude::*;

use crate::effect::{self, Request};
use crate::js::{Node, Value};
use crate::port;
use crate::runtime::{self, Event, on_event};
use crate::ui::patch::DomEvent;
use crate::update::{Msg, UserAction};

/// The loader's first message: mounts the panel.
#[wasm_bindgen]
pub fn start(message: Value) {
    if let Some(init) = port::read(&message) {
        runtime::start(init);
    }
}

/// A later message of the loader.
#[wasm_bindgen(js_name = loaderMessage)]
pub fn loader_message(message: Value) {
    if let Some(message) = port::on_loader_message(&message) {
        on_event(Event::Message(message));
    }
}

/// A timer fired.
#[wasm_bindgen(js_name = timerFired)]
pub fn timer_fired(timer_id: usize) {
    on_event(Event::Timer(timer_id));
}

/// The response to a request; status 0 means that there was none.
#[wasm_bindgen]
pub fn answered(request: u8, status: u16, body: Option<Value>) {
    if let Some(request) = Request::numbered(request) {
        on_event(Event::Message(effect::answered(request, status, body.as_ref())));
    }
}

/// The WebSocket is open.
#[wasm_bindgen(js_name = socketOpened)]
pub fn socket_opened(connection: u32) {
    on_event(Event::Message(Msg::Connection(ConnectionInput::Opened(ConnectionId(connection)))));
}

/// The WebSocket is closed, with this code.
#[wasm_bindgen(js_name = socketClosed)]
pub fn socket_closed(connection: u32, code: u16) {
    on_event(Event::Message(Msg::Connection(ConnectionInput::Closed(
        ConnectionId(connection),
        code,
    ))));
}

/// A frame came; a pong is not JSON.
#[wasm_bindgen(js_name = frameReceived)]
pub fn frame_received(connection: u32, json: Option<Value>) {
    on_event(Event::Message(frame(ConnectionId(connection), json)));
}

/// An element was activated, by pointer or keyboard.
#[wasm_bindgen]
pub fn clicked(target: Node) {
    on_event(Event::Dom(DomEvent::Click, target));
}

/// The text of a field changed.
#[wasm_bindgen]
pub fn edited(target: Node, text: Value) {
    on_event(Event::Dom(DomEvent::Input(text.text().unwrap_or_default()), target));
}

/// A form was submitted.
#[wasm_bindgen]
pub fn submitted(target: Node) {
    on_event(Event::Dom(DomEvent::Submit, target));
}

/// Enter was pressed in a field of several lines.
#[wasm_bindgen(js_name = enterPressed)]
pub fn enter_pressed(target: Node) {
    on_event(Event::Dom(DomEvent::Enter, target));
}

/// Escape was pressed.
#[wasm_bindgen(js_name = escapePressed)]
pub fn escape_pressed() {
    on_event(Event::Message(Msg::UserAction(UserAction::Escape)));
}

/// The thread was scrolled, to its end or away from it.
#[wasm_bindgen]
pub fn scrolled(at_bottom: bool) {
    on_event(Event::Scrolled(at_bottom));
}

/// The panel has another size.
#[wasm_bindgen]
pub fn resized() {
    on_event(Event::Resized);
}

/// The browser is online again, or no longer.
#[wasm_bindgen(js_name = onlineChanged)]
pub fn online_changed(online: bool) {
    on_event(Event::Message(Msg::Online(online)));
}

/// The tab is visible again, or no longer.
#[wasm_bindgen(js_name = visibilityChanged)]
pub fn visibility_changed(visible: bool) {
    on_event(Event::Message(Msg::Visible(visible)));
}

/// The message for a frame. A pong is not JSON; it, and a frame that can't be read, still prove that
/// the connection is alive.
fn frame(id: ConnectionId, json: Option<Value>) -> Msg {
    let received = Msg::Connection(ConnectionInput::Received(id));
    let Some(json) = json else { return received };
    // An event of a later version still has its place in the log.
    let seq = json.get("event").and_then(|_| json.get("seq")?.whole());
    match codec::read::<ServerFrame, _>(json) {
        Some(frame) => Msg::Frame(id, Box::new(frame)),
        None => seq.map_or(received, |seq| Msg::Unknown(id, Seq(seq))),
    }
}
