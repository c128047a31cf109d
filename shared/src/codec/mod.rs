//! The wire format without serde, for the widget: typed getters over a value that the browser's
//! `JSON.parse` has parsed, and a writer for the few things that the widget sends. serde would
//! double the widget's size (`docs/size.md`). `codec_derive` writes both for a type from its
//! declaration and its `serde` attributes, so that no field is named twice; what serde reads by a
//! rule of its own is written by hand here. The tests in `tests` prove that both read and write the
//! same.

mod condition;
mod strings;
mod style;
#[cfg(test)]
mod tests;
#[cfg(feature = "serde")]
mod value;
mod write;

use core::cell::Cell;

use crate::audience::Attribute;
use crate::id::{
    self, AgentId, CardId, ClientKey, ConversationId, DialogueId, FileId, ResponseId, Seq,
    SessionId, SiteId, TeamId, Version, VisitId, VisitorId,
};
use crate::person::{Attributes, Field};
use crate::prelude::*;
use crate::time::{Millis, Timestamp};

pub use write::{Beginning, Encode, Object, begin, digits, open};

/// A parsed JSON value.
pub trait Json: Sized {
    /// The value of a key; `None` if it is missing or `null`.
    fn get(&self, key: &str) -> Option<Self>;
    /// The string, if it is one.
    fn text(&self) -> Option<String>;
    /// The number, if it is a non-negative integer.
    fn whole(&self) -> Option<u64>;
    /// The boolean, if it is one.
    fn flag(&self) -> Option<bool>;
    /// The items, if it is an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// The keys, if it is an object.
    fn keys(&self) -> Vec<String>;
}

/// Reads a value; `None` if it is not of this type. Unknown fields are ignored.
pub fn read<T: Decode, J: Json>(json: J) -> Option<T> {
    let failed = Cell::new(false);
    let value = T::read(&Reader { json: Some(json), failed: &failed });
    (!failed.get()).then_some(value)
}

/// Writes a value.
pub fn write(value: &impl Encode) -> String {
    let mut text = String::new();
    value.write(&mut text);
    text
}

/// A type that can be read from JSON.
pub trait Decode {
    /// Reads a value. If that fails, it returns any value and records the failure in the reader,
    /// because an early return at every field would double the code.
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self;
}

/// A value that is being read, and whether reading has failed.
#[derive(Debug)]
pub struct Reader<'f, J> {
    json: Option<J>,
    failed: &'f Cell<bool>,
}

impl<J: Json> Reader<'_, J> {
    pub(crate) fn fail(&self) {
        self.failed.set(true);
    }

    /// The value of a key, which may be missing.
    fn child(&self, key: &str) -> Self {
        Self { json: self.json.as_ref().and_then(|json| json.get(key)), failed: self.failed }
    }

    fn is_there(&self) -> bool {
        self.json.is_some()
    }

    /// Records a failure if there is no value.
    pub(crate) fn must_be_there(&self) {
        if !self.is_there() {
            self.fail();
        }
    }

    /// Reads this value, which must be of the given type.
    fn must<T: Default>(&self, read: fn(&J) -> Option<T>) -> T {
        self.json.as_ref().and_then(read).unwrap_or_else(|| {
            self.fail();
            T::default()
        })
    }

    pub(crate) fn text(&self) -> String {
        self.must(J::text)
    }

    fn whole(&self) -> u64 {
        self.must(J::whole)
    }

    /// Reads this string as an id with the given prefix.
    fn id(&self, prefix: &str) -> String {
        let text = self.text();
        if !id::fits(&text, prefix) {
            self.fail();
        }
        text
    }

    /// Reads a required field.
    pub(crate) fn field<T: Decode>(&self, key: &str) -> T {
        T::read(&self.child(key))
    }

    /// Reads an optional field; if it is present, it must be valid.
    pub(crate) fn perhaps<T: Decode>(&self, key: &str) -> Option<T> {
        let child = self.child(key);
        child.is_there().then(|| T::read(&child))
    }

    /// Records a failure if a name is unknown.
    fn named<T>(&self, named: Option<T>) -> Option<T> {
        if named.is_none() {
            self.fail();
        }
        named
    }

    /// Reads the string field that distinguishes variants.
    pub(crate) fn string(&self, key: &str) -> String {
        self.child(key).text()
    }
}

macro_rules! ids {
    ($($id:ty),+) => {
        $(impl Decode for $id {
            fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
                Self::trusted(reader.id(<$id>::PREFIX))
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
    CardId,
    ResponseId,
    ClientKey,
    VisitId,
    SessionId,
    TeamId,
    FileId
);

#[cfg(feature = "serde")]
ids!(id::RequestId, id::OfferId);

#[cfg(not(feature = "serde"))]
impl Decode for id::UnreadId {
    fn read<J: Json>(_: &Reader<'_, J>) -> Self {
        Self
    }
}

impl Decode for String {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        reader.text()
    }
}

impl Decode for bool {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        reader.must(J::flag)
    }
}

impl Decode for u64 {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        reader.whole()
    }
}

impl Decode for Seq {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self(reader.whole())
    }
}

impl Decode for Timestamp {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self(reader.whole())
    }
}

impl Decode for Millis {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self(reader.whole())
    }
}

impl Decode for Version {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self(u32::try_from(reader.whole()).unwrap_or_else(|_| {
            reader.fail();
            0
        }))
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        let mut items = Self::new();
        for json in reader.must(J::items) {
            items.push(T::read(&Reader { json: Some(json), failed: reader.failed }));
        }
        items
    }
}

impl Decode for Field {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        reader.named(Self::from_name(&reader.text())).unwrap_or(Self::Email)
    }
}

impl Decode for Attribute {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        reader.named(Self::from_name(&reader.text())).unwrap_or(Self::City)
    }
}

impl Decode for Attributes {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        let mut values = Self::new();
        for key in reader.must(|json| Some(json.keys())) {
            if let Some(field) = reader.named(Field::from_name(&key)) {
                values.insert(field, reader.string(&key));
            }
        }
        values
    }
}
