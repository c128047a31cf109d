//! The names of countries, as the browser knows them.

use crate::texts;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A function that names countries by their code, in the console's language; `None` from a
/// browser that knows no names.
pub(crate) fn names() -> impl Fn(&str) -> Option<String> {
    let format = display_names();
    move |code: &str| {
        let format = format.as_ref()?;
        let name: Function = Reflect::get(format, &"of".into()).ok()?.dyn_into().ok()?;
        name.call1(format, &code.into()).ok()?.as_string()
    }
}

fn display_names() -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    Reflect::construct(&make, &Array::of2(&texts::language().as_str().into(), &options)).ok()
}
