//! The names of countries, as the browser knows them.

use crate::texts;
use js_sys::{Array, Function, Object, Reflect};
use std::cell::OnceCell;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static NAMES: OnceCell<Option<JsValue>> = const { OnceCell::new() };
}

/// The name of a country by its code, in the page's language; `None` from a browser that knows no names.
pub(crate) fn name(code: &str) -> Option<String> {
    NAMES.with(|names| {
        let format = names.get_or_init(display_names).as_ref()?;
        let name: Function = Reflect::get(format, &"of".into()).ok()?.dyn_into().ok()?;
        name.call1(format, &code.into()).ok()?.as_string()
    })
}

fn display_names() -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    Reflect::construct(&make, &Array::of2(&texts::language().as_str().into(), &options)).ok()
}
