//! The heartbeat of sockets. The runtime answers pings without waking an object, and reports when
//! it last did. A socket that has not pinged for too long does not count as presence, and is
//! closed.

use crate::runtime::clock;
use crate::runtime::sockets;
use shared::client::CloseCode;
use shared::heartbeat::is_silent;
use shared::time::Timestamp;
use wasm_bindgen::prelude::*;
use worker::js_sys::Date;
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{State, WebSocket, web_sys};

#[wasm_bindgen]
extern "C" {
    /// An object's state, with a method that the `worker` crate does not expose.
    type PingTimes;

    #[wasm_bindgen(method, catch, js_name = getWebSocketAutoResponseTimestamp)]
    fn last_answered_at(
        this: &PingTimes,
        socket: &web_sys::WebSocket,
    ) -> Result<Option<Date>, JsValue>;
}

/// Makes the runtime answer `ping` with `pong` without waking the object.
pub(crate) fn answer_pings(state: &State) {
    if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
        state.set_websocket_auto_response(&pair);
    }
}

/// When a socket last pinged, or was opened; `None` if it is closing. A client that sleeps never
/// answers a close frame, so a closing socket may stay in the runtime's list for hours.
pub(crate) fn last_seen_at(state: &State, socket: &WebSocket) -> Option<Timestamp> {
    if !sockets::is_open(socket) {
        return None;
    }
    let raw: &web_sys::WebSocket = socket.as_ref();
    let times: &PingTimes = state.as_raw().unchecked_ref();
    // The only error is a socket that this object has not accepted.
    let pinged = times.last_answered_at(raw).ok().flatten();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970, as a whole number"
    )]
    let pinged = pinged.map(|date| Timestamp(date.get_time() as u64));
    pinged.max(sockets::opened_at(socket))
}

/// The latest ping on any of these sockets.
pub(crate) fn last_seen_on(state: &State, sockets: &[WebSocket]) -> Option<Timestamp> {
    sockets.iter().filter_map(|socket| last_seen_at(state, socket)).max()
}

/// The latest ping on these sockets, without the one that is closing now. Closing is a sign of
/// life: if only silent sockets are left, the person leaves now and not when the others fell
/// silent.
pub(crate) fn last_seen_beside(
    state: &State,
    sockets: &[WebSocket],
    leaving: &WebSocket,
) -> Option<Timestamp> {
    let stay = sockets.iter().filter(|socket| !sockets::same(socket, leaving));
    let live = stay.filter(|socket| is_live(state, socket));
    live.filter_map(|socket| last_seen_at(state, socket)).max()
}

/// Whether a socket has pinged recently.
pub(crate) fn is_live(state: &State, socket: &WebSocket) -> bool {
    last_seen_at(state, socket).is_some_and(|at| !is_silent(clock::now(), at))
}

/// Closes the silent sockets and returns them. Their clients connect again when they wake up; an
/// open socket that the object ignores would lose frames.
pub(crate) fn close_silent(state: &State) -> Vec<WebSocket> {
    let now = clock::now();
    let silent = |socket: &WebSocket| {
        last_seen_at(state, socket).is_some_and(|last_seen_at| is_silent(now, last_seen_at))
    };
    let silent: Vec<WebSocket> = state.get_websockets().into_iter().filter(silent).collect();
    for socket in &silent {
        sockets::close(socket, CloseCode::Silent, "no ping came");
    }
    silent
}
