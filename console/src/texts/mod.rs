//! The texts of the console: one catalogue for each language, in `console/texts`, in Fluent's format.
//!
//! `t!("id")` is the text of an id, `t!("id", name = value)` one with values in it. English is built in; another
//! language is one file beside the wasm, which is loaded before the page is drawn. So the language never changes
//! while a page shows, and a text without values lives as long as the page.

mod catalogue;
mod language;
pub(crate) mod served;
#[cfg(test)]
mod tests;

pub(crate) use self::catalogue::Catalogue;
pub(crate) use self::language::{NAMES, load, remember};
pub(crate) use fluent_bundle::FluentValue as Value;

use shared::protocol::ConsoleLanguage;
use shared::protocol::bounds::Bounds;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

thread_local! {
    /// The catalogue of the page's language.
    static CATALOGUE: OnceCell<Catalogue> = const { OnceCell::new() };
    /// The texts without values that were asked for.
    static TEXTS: RefCell<HashMap<&'static str, &'static str>> = RefCell::new(HashMap::new());
}

/// The text of an id in the page's language: a `&'static str`, or a `String` if values are given.
macro_rules! t {
    ($id:literal) => {
        $crate::texts::text($id)
    };
    ($id:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::texts::sentence(
            $id,
            &[$((stringify!($name), $crate::texts::ToValue::to_value(&$value))),+],
        )
    };
}
pub(crate) use t;

/// What can be written into a text. It is borrowed, as by `format!`.
pub(crate) trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::from(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::from(self.as_str())
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

macro_rules! numbers {
    ($($number:ty)+) => {
        $(impl ToValue for $number {
            fn to_value(&self) -> Value<'_> {
                Value::from(*self)
            }
        })+
    };
}
impl ToValue for Bounds {
    fn to_value(&self) -> Value<'_> {
        Value::from(t!("common-range", min = self.min, max = self.max))
    }
}

numbers!(u8 u16 u32 u64 usize i32 i64 f64);

/// Uses a catalogue from now on. The first one stays.
pub(crate) fn install(catalogue: Catalogue) {
    CATALOGUE.with(|own| own.set(catalogue).ok());
}

/// The language of the page.
pub(crate) fn language() -> ConsoleLanguage {
    with_catalogue(|catalogue| catalogue.language)
}

/// A plain number, such as 12345 or 4.5, as the page's language writes it.
pub(crate) fn number(plain: impl ToString) -> String {
    catalogue::separated(&plain.to_string(), language())
}

/// The text of an id.
pub(crate) fn text(id: &'static str) -> &'static str {
    TEXTS.with_borrow_mut(|texts| {
        *texts.entry(id).or_insert_with(|| Box::leak(sentence(id, &[]).into_boxed_str()))
    })
}

/// The text of an id with values in it.
pub(crate) fn sentence(id: &'static str, values: &[(&'static str, Value)]) -> String {
    with_catalogue(|catalogue| catalogue.write(id, values)).unwrap_or_else(|| id.to_owned())
}

/// A part of a text: words, or the place of a value that the page draws itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Words(String),
    /// The position among the names that were given.
    Drawn(usize),
}

/// The text of an id in pieces, cut where the values of these names are.
pub(crate) fn pieces(id: &'static str, names: &[&'static str]) -> Vec<Piece> {
    let mark = |index: usize| format!("{MARK}{index}{MARK}");
    let values: Vec<_> =
        names.iter().enumerate().map(|(index, name)| (*name, Value::from(mark(index)))).collect();
    let text = sentence(id, &values);
    let piece = |(at, part): (usize, &str)| match part.parse() {
        Ok(index) if at % 2 == 1 => Piece::Drawn(index),
        _ => Piece::Words(part.to_owned()),
    };
    text.split(MARK).enumerate().map(piece).collect()
}

/// Stands before and after the number of a value that the page draws itself.
const MARK: char = '\u{fffc}';

fn with_catalogue<T>(read: impl FnOnce(&Catalogue) -> T) -> T {
    CATALOGUE.with(|own| read(own.get_or_init(Catalogue::english)))
}
