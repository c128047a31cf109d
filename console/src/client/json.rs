//! JSON, parsed by the browser.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;

/// Parses a value; `None` if the text is not JSON or has another shape.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}

/// Serializes a value; empty if that fails, which our types never do.
pub(crate) fn write(value: &impl Serialize) -> String {
    let value = value.serialize(&Serializer::json_compatible()).ok();
    let text = value.and_then(|value| js_sys::JSON::stringify(&value).ok());
    text.map(String::from).unwrap_or_default()
}
