//! What the panel in a frame shows. The frame is of our own origin, so the console can look.

use super::panel::find_frame;
use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event};

fn document(frame: &str) -> Option<Document> {
    find_frame(frame)?.content_document()
}

/// The texts of the matching elements in a frame.
pub(crate) fn texts(frame: &str, selector: &str) -> Vec<String> {
    all(frame, selector).iter().filter_map(|element| element.text_content()).collect()
}

/// An attribute of the matching elements in a frame.
pub(crate) fn attributes(frame: &str, selector: &str, name: &str) -> Vec<String> {
    all(frame, selector).iter().filter_map(|element| element.get_attribute(name)).collect()
}

fn all(frame: &str, selector: &str) -> Vec<Element> {
    let found = document(frame).and_then(|document| document.query_selector_all(selector).ok());
    let Some(found) = found else { return Vec::new() };
    // A frame has classes of its own, so its elements are no instances of ours.
    (0..found.length()).filter_map(|index| Some(found.item(index)?.unchecked_into())).collect()
}

/// Clicks the first matching element in a frame.
pub(crate) fn click(frame: &str, selector: &str) {
    if let Some(element) = all(frame, selector).first() {
        call(element, "click");
    }
}

/// Clicks the matching element with this text in a frame.
pub(crate) fn click_text(frame: &str, selector: &str, text: &str) {
    let all = all(frame, selector);
    let found = all.iter().find(|element| element.text_content().as_deref() == Some(text));
    if let Some(element) = found {
        call(element, "click");
    }
}

/// Fills in the first matching field in a frame, and sends its form.
pub(crate) fn fill(frame: &str, selector: &str, value: &str) {
    let fields = all(frame, selector);
    let Some(field) = fields.first() else { return };
    let _ = Reflect::set(field, &"value".into(), &value.into());
    if let Ok(event) = Event::new("input") {
        event.init_event_with_bubbles("input", true);
        let _ = field.dispatch_event(&event);
    }
    if let Ok(Some(form)) = field.closest("form") {
        call(&form, "requestSubmit");
    }
}

fn call(element: &Element, method: &str) {
    let function = Reflect::get(element, &method.into()).ok();
    if let Some(function) = function.and_then(|function| function.dyn_into::<Function>().ok()) {
        let _ = function.call0(element);
    }
}
