//! Writes what the widget sends.

use crate::event::Page;
use crate::id::{ClientKey, DialogueId, Version, VisitId};
use crate::person::Attributes;
use crate::prelude::*;
use crate::protocol::ClientFrame;

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

    /// Adds a string, unless it is empty.
    pub fn text_unless_empty(self, key: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.text(key, value) }
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

    /// Adds an object.
    pub fn object(mut self, key: &str, value: Self) -> Self {
        self.key(key);
        self.0.push_str(&value.end());
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

/// A frame in the wire format.
pub fn frame(frame: &ClientFrame) -> Object {
    match frame {
        ClientFrame::Resume { after } => Object::typed("resume").whole("after", after.0),
        ClientFrame::Answer { id, card, response } => Object::typed("answer")
            .text("id", id.as_str())
            .text("card", card.as_str())
            .text("response", response.as_str()),
        ClientFrame::Capture { id, card, values } => Object::typed("capture")
            .text("id", id.as_str())
            .text("card", card.as_str())
            .object("values", by_field(values)),
        ClientFrame::Say { id, text } => {
            Object::typed("say").text("id", id.as_str()).text("text", text)
        }
        #[cfg(feature = "serde")]
        ClientFrame::Page { page: at } => Object::typed("page").object("page", page(at)),
        ClientFrame::LeaveMessage { id, values, text } => Object::typed("leave_message")
            .text("id", id.as_str())
            .object("values", by_field(values))
            .text("text", text),
        ClientFrame::Typing { on } => Object::typed("typing").flag("on", *on),
        ClientFrame::Seen { seq } => Object::typed("seen").whole("seq", seq.0),
        ClientFrame::Leave { id } => Object::typed("leave").text("id", id.as_str()),
        ClientFrame::End { id } => Object::typed("end").text("id", id.as_str()),
        #[cfg(feature = "serde")]
        ClientFrame::Note { id, text } => {
            Object::typed("note").text("id", id.as_str()).text("text", text)
        }
        #[cfg(feature = "serde")]
        ClientFrame::Draft { id, draft } => {
            let texts = Object::empty().text("text", &draft.text).text("note", &draft.note);
            Object::typed("draft").text("id", id.as_str()).object("draft", texts)
        }
    }
}

/// The first response that asks for a person. Other first responses are written as their [`frame`].
pub fn open(id: &ClientKey) -> Object {
    Object::typed("open").text("id", id.as_str())
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
pub fn begin(beginning: Beginning<'_>, first: Object) -> String {
    let Beginning { key, visit, dialogue, version, page: where_from, page_attributes } = beginning;
    Object::empty()
        .text("key", key.as_str())
        .text("visit", visit.as_str())
        .text("dialogue", dialogue.as_str())
        .whole("version", version.0.into())
        .object("page", page(where_from))
        .object("page_attributes", by_field(page_attributes))
        .object("first", first)
        .end()
}

fn page(page: &Page) -> Object {
    Object::empty()
        .text("url", &page.url)
        .text_unless_empty("title", &page.title)
        .text_unless_empty("referrer", &page.referrer)
}

fn by_field(values: &Attributes) -> Object {
    values.iter().fold(Object::empty(), |object, (field, value)| object.text(field.as_str(), value))
}
