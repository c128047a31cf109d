//! The wire without serde, for the widget: typed getters over a value that somebody else parsed
//! (the browser's own `JSON.parse`), and a writer of the few things it sends. serde would double
//! the widget's size (`docs/size.md`); that both read and write the same is proved in `tests`.

mod event;
mod frame;
mod stream;
#[cfg(test)]
mod tests;
mod visit;
mod write;

use std::collections::BTreeMap;

use crate::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, OfferId, RequestId, ResponseId, Seq,
    SiteId, Version, VisitId, VisitorId,
};
use crate::person::{Field, Values};
use crate::time::Timestamp;

pub use write::{Object, begin, frame};

/// A parsed JSON value.
pub trait Json: Sized {
    /// The value under that key; `None` where there is none, or it is `null`.
    fn get(&self, key: &str) -> Option<Self>;
    /// The text, if it is one.
    fn text(&self) -> Option<String>;
    /// The number, if it is whole and not negative.
    fn whole(&self) -> Option<u64>;
    /// The boolean, if it is one.
    fn flag(&self) -> Option<bool>;
    /// The items, if it is an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// The keys, if it is an object.
    fn keys(&self) -> Vec<String>;
}

/// What can be read from JSON. `None`: it is not one of these; unknown fields are passed over.
pub trait Lean: Sized {
    /// Reads it.
    fn read<J: Json>(json: &J) -> Option<Self>;
}

/// Reads the field of an object.
fn field<T: Lean>(json: &impl Json, key: &str) -> Option<T> {
    T::read(&json.get(key)?)
}

/// Reads the field of an object that may be absent; one that is there must be right.
#[expect(clippy::option_option, reason = "the outer one is failure, the inner one absence")]
fn perhaps<T: Lean>(json: &impl Json, key: &str) -> Option<Option<T>> {
    match json.get(key) {
        None => Some(None),
        Some(value) => T::read(&value).map(Some),
    }
}

macro_rules! ids {
    ($($id:ident),+) => {
        $(impl Lean for $id {
            fn read<J: Json>(json: &J) -> Option<Self> {
                Self::parse(json.text()?).ok()
            }
        })+
    };
}

ids!(
    SiteId,
    ConversationId,
    AgentId,
    VisitorId,
    DialogueId,
    RequestId,
    OfferId,
    CardId,
    ResponseId,
    ClientKey,
    VisitId
);

impl Lean for String {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.text()
    }
}

impl Lean for bool {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.flag()
    }
}

impl Lean for Seq {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.whole().map(Self)
    }
}

impl Lean for Timestamp {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.whole().map(Self)
    }
}

impl Lean for Version {
    fn read<J: Json>(json: &J) -> Option<Self> {
        u32::try_from(json.whole()?).ok().map(Self)
    }
}

impl<T: Lean> Lean for Vec<T> {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.items()?.iter().map(T::read).collect()
    }
}

impl Lean for Values {
    fn read<J: Json>(json: &J) -> Option<Self> {
        let mut values = BTreeMap::new();
        for key in json.keys() {
            values.insert(Field::from_word(&key)?, field(json, &key)?);
        }
        Some(values)
    }
}
