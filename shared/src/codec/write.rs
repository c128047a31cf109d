//! Writes what the widget sends.

use crate::event::Page;
use crate::id::{CardId, ClientKey, DialogueId, ResponseId, Seq, Version, VisitId};
use crate::person::Attributes;
use crate::prelude::*;

/// A JSON object that is written field by field.
#[derive(Debug)]
#[must_use]
pub struct Object(String);

impl Object {
    /// An object with a `type`, as everything on the wire has.
    pub fn typed(tag: &str) -> Self {
        Self::empty().text("type", tag)
    }

    /// An empty object.
    pub fn empty() -> Self {
        Self("{".to_owned())
    }

    /// Adds a string.
    pub fn text(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        quote(&mut self.0, value);
        self
    }

    /// Adds a number.
    pub fn whole(mut self, key: &str, value: u64) -> Self {
        self.key(key);
        digits(&mut self.0, value);
        self
    }

    /// Adds a boolean.
    pub fn flag(mut self, key: &str, value: bool) -> Self {
        self.key(key);
        self.0.push_str(if value { "true" } else { "false" });
        self
    }

    /// Adds a value of any type.
    pub fn value(mut self, key: &str, value: &impl Encode) -> Self {
        self.key(key);
        value.write(&mut self.0);
        self
    }

    /// Adds a value, unless it need not be written.
    pub fn unless(self, skip: bool, key: &str, value: &impl Encode) -> Self {
        if skip { self } else { self.value(key, value) }
    }

    /// Adds an object.
    pub fn object(self, key: &str, value: Self) -> Self {
        self.json(key, &value.end())
    }

    /// Adds a value that is written already.
    pub fn json(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        self.0.push_str(value);
        self
    }

    /// The finished text.
    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        quote(&mut self.0, key);
        self.0.push(':');
    }
}

/// Writes a JSON string: quotes, backslashes and control characters are escaped.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                for nibble in [c as u32 >> 4, c as u32 & 15] {
                    out.push(char::from_digit(nibble, 16).unwrap_or('0'));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Writes a number without the formatting machinery, which would make the widget larger.
pub fn digits(out: &mut String, number: u64) {
    if number > 9 {
        digits(out, number / 10);
    }
    let digit = u32::try_from(number % 10).unwrap_or_default();
    out.push(char::from_digit(digit, 10).unwrap_or('0'));
}

/// A type that can be written as JSON.
pub trait Encode {
    /// Writes the value to the end of a text.
    fn write(&self, out: &mut String);
}

impl Encode for String {
    fn write(&self, out: &mut String) {
        quote(out, self);
    }
}

impl Encode for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Encode for Seq {
    fn write(&self, out: &mut String) {
        digits(out, self.0);
    }
}

impl Encode for Attributes {
    fn write(&self, out: &mut String) {
        out.push_str(&by_field(self).end());
    }
}

macro_rules! ids {
    ($($id:ident),+) => {
        $(impl Encode for $id {
            fn write(&self, out: &mut String) {
                quote(out, self.as_str());
            }
        })+
    };
}

ids!(CardId, ClientKey, ResponseId);

/// The first response that asks for a person. Other first responses are written as their frame.
pub fn open(id: &ClientKey) -> String {
    Object::typed("open").value("id", id).end()
}

/// The start of a conversation, without the first response.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'b> {
    /// The idempotency key.
    pub key: &'b ClientKey,
    pub visit: &'b VisitId,
    /// The dialogue that the visitor sees.
    pub dialogue: &'b DialogueId,
    /// The version that they see.
    pub version: Version,
    pub page: &'b Page,
    /// The attributes when the dialogue began.
    pub page_attributes: &'b Attributes,
}

/// The body that starts a conversation.
pub fn begin(beginning: Beginning<'_>, first: &str) -> String {
    let Beginning { key, visit, dialogue, version, page: where_from, page_attributes } = beginning;
    Object::empty()
        .text("key", key.as_str())
        .text("visit", visit.as_str())
        .text("dialogue", dialogue.as_str())
        .whole("version", version.0.into())
        .value("page", where_from)
        .object("page_attributes", by_field(page_attributes))
        .json("first", first)
        .end()
}

fn by_field(values: &Attributes) -> Object {
    let mut object = Object::empty();
    for (field, value) in values {
        object = object.text(field.as_str(), value);
    }
    object
}
