//! What the panel in a frame shows. The frame is of our own origin, so the console can look.

use super::panel::find_frame;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element};

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

/// Adds a rule to the style sheet of the panel, once it is loaded. Returns whether it is there.
pub(crate) fn add_rule(frame: &str, rule: &str) -> bool {
    let add = || {
        let document = JsValue::from(document(frame)?);
        let sheets = Reflect::get(&document, &"styleSheets".into()).ok()?;
        let sheet = Reflect::get_u32(sheets.dyn_ref()?, 0).ok()?;
        let insert: Function = Reflect::get(&sheet, &"insertRule".into()).ok()?.dyn_into().ok()?;
        insert.call1(&sheet, &rule.into()).ok()
    };
    add().is_some()
}
