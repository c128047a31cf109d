//! A WebSocket that reconnects by itself.

use super::backoff::Backoff;
use super::json;
use crate::browser::page;
use gloo_timers::callback::{Interval, Timeout};
use serde::Serialize;
use shared::heartbeat::{PING_EVERY, PONG_WITHIN};
use shared::time::Millis;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// The code with which the edge closes the socket of an erased conversation.
const GONE: u16 = 4404;

/// An event of a socket.
pub(crate) enum News {
    Opened,
    /// A frame, as text.
    Frame(String),
    /// The connection is lost; we reconnect.
    Broke {
        /// Whether it was ever open.
        was_open: bool,
    },
}

/// A WebSocket that reconnects by itself, until it is dropped.
pub(crate) struct Socket(Rc<Inner>);

struct Inner {
    path: String,
    notify: Box<dyn Fn(News)>,
    wire: RefCell<Option<Wire>>,
    backoff: Cell<Backoff>,
    again: RefCell<Option<Timeout>>,
    closed: Cell<bool>,
}

/// One connection and its callbacks, dropped together.
struct Wire {
    socket: WebSocket,
    opened: Rc<Cell<bool>>,
    heartbeat: Option<Interval>,
    patience: Rc<RefCell<Option<Timeout>>>,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Connects to a path of this origin.
    pub(crate) fn open(path: String, notify: impl Fn(News) + 'static) -> Self {
        let inner = Rc::new(Inner {
            path,
            notify: Box::new(notify),
            wire: RefCell::default(),
            backoff: Cell::default(),
            again: RefCell::default(),
            closed: Cell::new(false),
        });
        connect(&inner);
        Self(inner)
    }

    /// Sends a frame if the connection is open; otherwise it must be sent again after the next
    /// resume.
    pub(crate) fn send(&self, frame: &impl Serialize) {
        if let Some(wire) = self.0.wire.borrow().as_ref().filter(|wire| wire.opened.get()) {
            let _ = wire.socket.send_with_str(&json::write(frame));
        }
    }

    /// Reconnects now instead of after the delay.
    pub(crate) fn hurry(&self) {
        if self.0.again.take().is_some() {
            connect(&self.0);
        } else {
            beat(&self.0);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.closed.set(true);
        self.0.again.take();
        hang_up(&self.0);
    }
}

fn connect(inner: &Rc<Inner>) {
    inner.again.take();
    let url = format!("{}{}", page::socket_origin(), inner.path);
    match WebSocket::new(&url) {
        Ok(socket) => *inner.wire.borrow_mut() = Some(wire(inner, socket)),
        Err(_) => later(inner),
    }
}

fn wire(inner: &Rc<Inner>, socket: WebSocket) -> Wire {
    let opened = Rc::new(Cell::new(false));
    let patience = Rc::new(RefCell::new(None));

    let (weak, is_open) = (Rc::downgrade(inner), opened.clone());
    let on_open = Closure::<dyn FnMut()>::new(move || {
        let Some(inner) = weak.upgrade() else { return };
        is_open.set(true);
        inner.backoff.set(Backoff::default());
        start_heart(&inner);
        (inner.notify)(News::Opened);
    });
    let (weak, waits) = (Rc::downgrade(inner), patience.clone());
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let (Some(inner), Some(text)) = (weak.upgrade(), message.data().as_string()) else {
            return;
        };
        waits.take();
        if text != "pong" {
            (inner.notify)(News::Frame(text));
        }
    });
    let weak = Rc::downgrade(inner);
    let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |closed: CloseEvent| {
        if let Some(inner) = weak.upgrade() {
            // An erased conversation is not reconnected.
            inner.closed.set(inner.closed.get() || closed.code() == GONE);
            broke(&inner);
        }
    });
    socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    Wire {
        socket,
        opened,
        heartbeat: None,
        patience,
        _on_open: on_open,
        _on_message: on_message,
        _on_close: on_close,
    }
}

fn start_heart(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let heartbeat = Interval::new(ms(PING_EVERY), move || {
        if let Some(inner) = weak.upgrade() {
            beat(&inner);
        }
    });
    if let Some(wire) = inner.wire.borrow_mut().as_mut() {
        wire.heartbeat = Some(heartbeat);
    }
}

/// Sends a ping; a connection that did not answer the last one is replaced.
fn beat(inner: &Rc<Inner>) {
    let wire = inner.wire.borrow();
    let Some(wire) = wire.as_ref().filter(|wire| wire.opened.get()) else { return };
    if wire.patience.borrow().is_some() {
        return;
    }
    let _ = wire.socket.send_with_str("ping");
    let weak = Rc::downgrade(inner);
    let give_up = Timeout::new(ms(PONG_WITHIN), move || {
        if let Some(inner) = weak.upgrade() {
            broke(&inner);
        }
    });
    *wire.patience.borrow_mut() = Some(give_up);
}

fn broke(inner: &Rc<Inner>) {
    let Some(was_open) = hang_up(inner) else { return };
    if !inner.closed.get() {
        later(inner);
        (inner.notify)(News::Broke { was_open });
    }
}

/// Drops the connection; returns whether it was ever open, if there was one. Its callbacks may be
/// running right now, so they are dropped in a later task.
fn hang_up(inner: &Rc<Inner>) -> Option<bool> {
    let wire = inner.wire.take()?;
    wire.socket.set_onopen(None);
    wire.socket.set_onmessage(None);
    wire.socket.set_onclose(None);
    let _ = wire.socket.close();
    let was_open = wire.opened.get();
    Timeout::new(0, move || drop(wire)).forget();
    Some(was_open)
}

fn ms(length: Millis) -> u32 {
    u32::try_from(length.0).unwrap_or(u32::MAX)
}

fn later(inner: &Rc<Inner>) {
    let mut backoff = inner.backoff.get();
    let wait = backoff.next(page::random());
    inner.backoff.set(backoff);
    let weak = Rc::downgrade(inner);
    let again = Timeout::new(wait, move || {
        if let Some(inner) = weak.upgrade() {
            connect(&inner);
        }
    });
    *inner.again.borrow_mut() = Some(again);
}
