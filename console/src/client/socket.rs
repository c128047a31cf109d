//! A WebSocket that comes back by itself: `shared::client::Connection` decides, this does it.

use super::json;
use crate::browser::page;
use gloo_timers::callback::Timeout;
use serde::Serialize;
use shared::client::{CloseCode, Connection, ConnectionEffect, ConnectionId, ConnectionInput};
use shared::time::Millis;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

/// The code that browsers report for a connection that could not be made.
const ABNORMAL: u16 = 1006;

/// An event of a socket.
pub(crate) enum News {
    /// Connected: the first frame can be sent.
    Opened,
    /// A frame, as text.
    Frame(String),
    /// The connection is lost; we reconnect.
    Broke {
        /// Whether it was ever open.
        was_open: bool,
    },
    /// The edge closed it for good; we don't reconnect.
    Refused(CloseCode),
}

/// A WebSocket that reconnects by itself, until it is dropped.
pub(crate) struct Socket(Rc<Inner>);

struct Inner {
    path: String,
    notify: Box<dyn Fn(News)>,
    connection: RefCell<Connection>,
    wire: RefCell<Option<Wire>>,
}

/// One connection and its callbacks, dropped together.
struct Wire {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Connects to a path of this origin.
    pub(crate) fn open(path: String, notify: impl Fn(News) + 'static) -> Self {
        let inner = Rc::new(Inner {
            path,
            notify: Box::new(notify),
            connection: RefCell::default(),
            wire: RefCell::default(),
        });
        inner.handle(ConnectionInput::Connect);
        Self(inner)
    }

    /// Sends a frame if the connection is open; otherwise it must be sent again after the next
    /// resume.
    pub(crate) fn send(&self, frame: &impl Serialize) {
        self.0.send(&json::write(frame));
    }

    /// Reports that the last frame was the edge's answer to this connection.
    pub(crate) fn answered(&self) {
        let id = self.0.connection.borrow().id();
        self.0.handle(ConnectionInput::Answered(id));
    }

    /// The network is back, or the agent is: tries or checks the connection at once.
    pub(crate) fn wake(&self) {
        self.0.handle(ConnectionInput::Wake);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.handle(ConnectionInput::Disconnect);
    }
}

impl Inner {
    fn handle(self: &Rc<Self>, input: ConnectionInput) {
        // A callback below may call this again, so the machine must not be borrowed meanwhile.
        let effects = self.connection.borrow_mut().handle(input, page::random_u32());
        for effect in effects {
            match effect {
                ConnectionEffect::Connect(id) => self.connect(id),
                ConnectionEffect::Close => self.hang_up(),
                ConnectionEffect::Ping => self.send("ping"),
                ConnectionEffect::After(wait, timer) => {
                    let weak = Rc::downgrade(self);
                    let due = move || handle(&weak, ConnectionInput::Timer(timer));
                    Timeout::new(ms(wait), due).forget();
                }
                ConnectionEffect::Opened => (self.notify)(News::Opened),
                ConnectionEffect::Broke { was_open } => (self.notify)(News::Broke { was_open }),
                ConnectionEffect::Refused(code) => (self.notify)(News::Refused(code)),
            }
        }
    }

    fn connect(self: &Rc<Self>, id: ConnectionId) {
        match WebSocket::new(&format!("{}{}", page::socket_origin(), self.path)) {
            Ok(socket) => *self.wire.borrow_mut() = Some(wire(self, id, socket)),
            Err(_) => self.handle(ConnectionInput::Closed(id, ABNORMAL)),
        }
    }

    fn send(&self, text: &str) {
        let wire = self.wire.borrow();
        let open = |wire: &&Wire| wire.socket.ready_state() == WebSocket::OPEN;
        if let Some(wire) = wire.as_ref().filter(open) {
            let _ = wire.socket.send_with_str(text);
        }
    }

    /// Drops the connection. Its callbacks may be running right now, so they go a moment later.
    fn hang_up(&self) {
        let Some(wire) = self.wire.take() else { return };
        wire.socket.set_onopen(None);
        wire.socket.set_onmessage(None);
        wire.socket.set_onclose(None);
        let _ = wire.socket.close();
        Timeout::new(0, move || drop(wire)).forget();
    }
}

fn handle(inner: &Weak<Inner>, input: ConnectionInput) {
    if let Some(inner) = inner.upgrade() {
        inner.handle(input);
    }
}

fn wire(inner: &Rc<Inner>, id: ConnectionId, socket: WebSocket) -> Wire {
    let weak = Rc::downgrade(inner);
    let on_open = Closure::<dyn FnMut(Event)>::new(move |_| {
        handle(&weak, ConnectionInput::Opened(id));
    });
    let weak = Rc::downgrade(inner);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        handle(&weak, ConnectionInput::Received(id));
        let Some(text) = message.data().as_string().filter(|text| text != "pong") else { return };
        if let Some(inner) = weak.upgrade() {
            (inner.notify)(News::Frame(text));
        }
    });
    let weak = Rc::downgrade(inner);
    let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |closed: CloseEvent| {
        if let Some(inner) = weak.upgrade() {
            inner.hang_up();
            inner.handle(ConnectionInput::Closed(id, closed.code()));
        }
    });
    socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    Wire { socket, _on_open: on_open, _on_message: on_message, _on_close: on_close }
}

fn ms(length: Millis) -> u32 {
    u32::try_from(length.0).unwrap_or(u32::MAX)
}
