//! The chat panel in the visitor's browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the panel into the page's `#bellhop` element.
#[wasm_bindgen]
pub fn start() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.get_element_by_id("bellhop")) {
        root.set_text_content(Some("Hello"));
    }
}
