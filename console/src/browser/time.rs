//! The browser's clock and calendar.

use crate::texts;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use shared::protocol::ConsoleLanguage;
use shared::time::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// The browser's current time.
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ms since 1970")]
    Timestamp(Date::now() as u64)
}

/// The number of the day since 1970, in the browser's time zone.
pub(crate) fn day(at: Timestamp) -> i64 {
    let date = date(at);
    let local = date.get_time() - date.get_timezone_offset() * 60_000.0;
    #[expect(clippy::cast_possible_truncation, reason = "days since 1970")]
    let day = (local / 86_400_000.0).floor() as i64;
    day
}

/// Formats a moment for the reader's locale, with options of `Intl.DateTimeFormat`.
pub(crate) fn write(at: Timestamp, options: &[(&str, &str)]) -> String {
    let format = Intl::DateTimeFormat::new(&languages(), &object(options));
    format.format().call1(&JsValue::UNDEFINED, &date(at)).ok().and_then(text).unwrap_or_default()
}

/// Formats a relative time for the reader's locale.
pub(crate) fn ago(count: f64, unit: &str) -> String {
    let options = object(&[("numeric", "auto"), ("style", "narrow")]);
    let format = Intl::RelativeTimeFormat::new(&languages(), &options);
    let written = Reflect::get(&format, &"format".into()).ok().and_then(|write| {
        let write: Function = write.dyn_into().ok()?;
        write.call2(&format, &(-count).into(), &unit.into()).ok()
    });
    written.and_then(text).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "ms since 1970")]
fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

/// The IANA name of the browser's time zone.
pub(crate) fn zone() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let name = Reflect::get(&options, &"timeZone".into()).ok().and_then(text);
    name.unwrap_or_else(|| "UTC".to_owned())
}

/// The time zones that the browser knows; empty if it can't list them.
pub(crate) fn zones() -> Vec<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok();
    let list = intl.and_then(|intl| {
        let list = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?;
        list.dyn_into::<Function>().ok()?.call1(&intl, &"timeZone".into()).ok()
    });
    let list = list.and_then(|list| list.dyn_into::<Array>().ok());
    let mut names: Vec<String> = list.iter().flat_map(Array::iter).filter_map(text).collect();
    if !names.iter().any(|name| name == "UTC") {
        names.push("UTC".to_owned());
    }
    names
}

fn text(value: JsValue) -> Option<String> {
    value.as_string()
}

/// Dates are in the language of the texts, and in the reader's variant of it if the browser has one.
fn languages() -> Array {
    let language = texts::language();
    let own = web_sys::window().and_then(|window| window.navigator().language());
    let own = own.filter(|own| own.starts_with(language.as_str()));
    let own = own.unwrap_or_else(|| match language {
        ConsoleLanguage::English => "en-GB".to_owned(),
        ConsoleLanguage::German => "de".to_owned(),
    });
    Array::of1(&own.into())
}

fn object(options: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in options {
        // Setting a property of a fresh object never fails.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}
