//! An edge in this page for the panel in a frame: it takes the place of the frame's `fetch` and `WebSocket`, so what the
//! panel sends never leaves the browser. The frame is of our own origin, so the console can do that.

use super::panel::find_frame;
use js_sys::{Array, Function, JsString, Object, Promise, Proxy, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// What answers the panel.
pub(crate) trait PanelEdge: 'static {
    /// Answers a request by its path and body, with a status and a body.
    fn answer(&mut self, path: &str, body: &str) -> (u16, String);

    /// Answers a frame.
    fn receive(&mut self, text: &str) -> Vec<String>;
}

/// An edge, and the panel's socket to it.
pub(crate) struct InPage<E> {
    edge: Rc<RefCell<E>>,
    socket: Rc<RefCell<Option<Object>>>,
}

impl<E> Clone for InPage<E> {
    fn clone(&self) -> Self {
        Self { edge: self.edge.clone(), socket: self.socket.clone() }
    }
}

impl<E: PanelEdge> InPage<E> {
    pub(crate) fn new(edge: E) -> Self {
        Self { edge: Rc::new(RefCell::new(edge)), socket: Rc::default() }
    }

    /// Changes something at the edge, and sends the frames that follow.
    pub(crate) fn tell(&self, change: impl FnOnce(&mut E) -> Vec<String>) {
        let frames = change(&mut self.edge.borrow_mut());
        self.send(frames);
    }

    /// Looks at something of the edge.
    pub(crate) fn peek<T>(&self, look: impl FnOnce(&E) -> T) -> T {
        look(&self.edge.borrow())
    }

    /// Takes the place of the network in a frame. Returns whether it did.
    pub(crate) fn take_over(&self, frame: &str) -> bool {
        let Some(window) = find_frame(frame).and_then(|frame| frame.content_window()) else {
            return false;
        };
        let (fetch, socket) = (self.fetch(&window), self.socket(&window));
        socket.is_some_and(|socket| {
            Reflect::set(&window, &"fetch".into(), &fetch).unwrap_or_default()
                && Reflect::set(&window, &"WebSocket".into(), &socket).unwrap_or_default()
        })
    }

    fn fetch(&self, window: &JsValue) -> JsValue {
        let (this, window) = (self.clone(), window.clone());
        let fetch = move |address: JsValue, init: JsValue| {
            let path = JsString::from(address).as_string().unwrap_or_default();
            let body = Reflect::get(&init, &"body".into()).ok().and_then(|body| body.as_string());
            let (status, text) = this.edge.borrow_mut().answer(&path, &body.unwrap_or_default());
            match response(&window, status, &text) {
                Some(response) => Promise::resolve(&response),
                None => Promise::reject(&JsValue::NULL),
            }
        };
        Closure::<dyn FnMut(JsValue, JsValue) -> Promise>::new(fetch).into_js_value()
    }

    /// A constructor of sockets: the frame's own one, which constructs ours.
    fn socket(&self, window: &JsValue) -> Option<JsValue> {
        let real: Function =
            Reflect::get(window, &"WebSocket".into()).ok()?.dyn_into::<Function>().ok()?;
        let this = self.clone();
        let construct = move || this.open();
        let construct = Closure::<dyn FnMut() -> Object>::new(construct).into_js_value();
        let handler = Object::new();
        Reflect::set(&handler, &"construct".into(), &construct).ok()?;
        Some(Proxy::new(&real, &handler).into())
    }

    fn open(&self) -> Object {
        let socket = Object::new();
        let set = |name: &str, value: &JsValue| {
            let _ = Reflect::set(&socket, &name.into(), value);
        };
        let this = self.clone();
        let send = move |text: String| {
            let this = this.clone();
            // Not inside the call: the panel is in the middle of something.
            spawn_local(async move {
                let frames = this.edge.borrow_mut().receive(&text);
                this.send(frames);
            });
        };
        let this = self.clone();
        let closed = socket.clone();
        let close = move || {
            let _ = Reflect::set(&closed, &"readyState".into(), &3.into());
            let is_ours =
                this.socket.borrow().as_ref().is_some_and(|ours| Object::is(ours, &closed));
            if is_ours {
                this.socket.replace(None);
            }
        };
        set("send", &Closure::<dyn FnMut(String)>::new(send).into_js_value());
        set("close", &Closure::<dyn FnMut()>::new(close).into_js_value());
        set("readyState", &1.into());
        self.socket.replace(Some(socket.clone()));
        let opened = socket.clone();
        spawn_local(async move { call(&opened, "onopen", &JsValue::UNDEFINED) });
        socket
    }

    /// Sends frames to the panel, once what goes on now is done.
    fn send(&self, frames: Vec<String>) {
        let Some(socket) = self.socket.borrow().clone() else { return };
        spawn_local(async move {
            for frame in frames {
                let message = Object::new();
                let _ = Reflect::set(&message, &"data".into(), &frame.into());
                call(&socket, "onmessage", &message);
            }
        });
    }
}

fn response(window: &JsValue, status: u16, text: &str) -> Option<JsValue> {
    let class: Function = Reflect::get(window, &"Response".into()).ok()?.dyn_into().ok()?;
    let init = Object::new();
    Reflect::set(&init, &"status".into(), &status.into()).ok()?;
    Reflect::construct(&class, &Array::of2(&text.into(), &init)).ok()
}

/// Calls a handler of a socket, if it is set.
fn call(socket: &Object, name: &str, argument: &JsValue) {
    let handler = Reflect::get(socket, &name.into()).ok();
    if let Some(handler) = handler.and_then(|handler| handler.dyn_into::<Function>().ok()) {
        let _ = handler.call1(socket, argument);
    }
}
