//! The clock. Only shells read it and pass the time to `shared`.

use shared::time::Timestamp;
use wasm_bindgen::JsValue;
use worker::js_sys::Date;

pub(crate) fn now() -> Timestamp {
    Timestamp(worker::Date::now().as_millis())
}

/// A timestamp in UTC for people and programs.
pub(crate) fn readable(at: Timestamp) -> String {
    Date::new(&JsValue::from_f64(at.0 as f64)).to_iso_string().into()
}
