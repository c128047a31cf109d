//! The visitor's panel in a frame, controlled by the console instead of a website's loader.

use crate::browser::page::window;
use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use shared::api::{Endpoint, GetPanel};
use shared::id::SiteId;
use shared::language::Language;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort};

/// The panel's message that it is ready.
const READY: &str = "bellhop:ready";

/// The frame's address; after the `#` are the site and the language.
pub(crate) fn address(site: &SiteId, language: Language) -> String {
    let origin = window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    let panel = GetPanel { site: site.clone() }.path();
    format!("{panel}#{origin},{}", language.as_str())
}

/// The connection to the panel in a frame, until it is dropped.
pub(crate) struct Panel {
    port: Rc<RefCell<Option<MessagePort>>>,
    on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Panel {
    /// Waits until the panel is ready, then posts the first message, built at that moment.
    pub(crate) fn await_in<T: Serialize>(
        frame: &'static str,
        first: impl Fn() -> Option<T> + 'static,
    ) -> Self {
        let port = Rc::new(RefCell::new(None));
        let port_slot = port.clone();
        let on_message = move |event: MessageEvent| {
            let panel = find_frame(frame).and_then(|frame| frame.content_window());
            let from = event.source().map(JsValue::from);
            if from.is_none() || from != panel.clone().map(JsValue::from) {
                return;
            }
            if event.data().as_string().as_deref() != Some(READY) || port_slot.borrow().is_some() {
                return;
            }
            let (Some(panel), Some(first)) = (panel, first()) else { return };
            let Ok(channel) = MessageChannel::new() else { return };
            let Some(message) = plain(&first) else { return };
            let ports = Array::of1(&channel.port2());
            if panel.post_message_with_transfer(&message, &event.origin(), &ports).is_ok() {
                // We don't need the panel's messages, but an unstarted port would queue them.
                channel.port1().start();
                *port_slot.borrow_mut() = Some(channel.port1());
            }
        };
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(on_message);
        if let Some(window) = window() {
            let listen = on_message.as_ref().unchecked_ref();
            let _ = window.add_event_listener_with_callback("message", listen);
        }
        Self { port, on_message }
    }

    /// Posts a message to the panel, once it is ready.
    pub(crate) fn post_message(&self, message: &impl Serialize) {
        if let (Some(port), Some(message)) = (&*self.port.borrow(), plain(message)) {
            let _ = port.post_message(&message);
        }
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        if let Some(window) = window() {
            let listen = self.on_message.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback("message", listen);
        }
        if let Some(port) = self.port.borrow_mut().take() {
            port.close();
        }
    }
}

pub(super) fn find_frame(frame: &str) -> Option<HtmlIFrameElement> {
    window()?.document()?.query_selector(frame).ok().flatten()?.dyn_into().ok()
}

/// Converts a message to plain objects, as the loader posts them.
fn plain(value: &impl Serialize) -> Option<JsValue> {
    let value = value.serialize(&Serializer::json_compatible()).ok()?;
    let whole = Object::new();
    // Absent values are removed, because the loader never posts `null` for them.
    for entry in Object::entries(value.dyn_ref::<Object>()?).iter() {
        let (key, value) = (Reflect::get_u32(&entry, 0).ok()?, Reflect::get_u32(&entry, 1).ok()?);
        if !value.is_null() && !value.is_undefined() {
            Reflect::set(&whole, &key, &value).ok()?;
        }
    }
    Some(whole.into())
}
