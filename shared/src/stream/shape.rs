//! The fields of each object in a dialogue's document, in their order: one table for writing
//! documents in canonical form and for finding unknown fields.

use serde_json::{Map, Value};

/// The type of an object in a dialogue's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The whole document: a stream and its audience.
    Document,
    Stream,
    /// A card of any type.
    Card,
    /// A response of a question card.
    Response,
    /// A field of a capture card.
    Field,
    /// A branch of a condition card.
    Branch,
    /// The else branch of a condition card.
    Otherwise,
    /// A test, an event, or a group of them.
    Condition,
    /// The route of a live chat card.
    Route,
    /// The trigger of a conversational flow.
    Trigger,
    /// An object of unknown type.
    Unknown,
}

impl Shape {
    /// The fields that such an object can have, in their order; `None` if its type is unknown.
    pub fn fields(self, object: &Map<String, Value>) -> Option<&'static [&'static str]> {
        let string = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
        Some(match self {
            Self::Document => &[
                "$schema",
                "name",
                "priority",
                "pages",
                "not_pages",
                "visitors",
                "when",
                "trigger",
                "poke",
                "promises",
                "language",
                "stream",
                "translations",
            ],
            Self::Stream => &["$schema", "first", "cards"],
            Self::Card => match string("type") {
                "message" => &["type", "id", "text", "next"],
                "question" => &["type", "id", "text", "store", "responses"],
                "capture" => &["type", "id", "text", "fields", "next"],
                "condition" => &["type", "id", "branches", "else"],
                "goal" => &["type", "id", "goal", "next"],
                "document" => {
                    &["type", "id", "text", "title", "address", "size", "must_open", "next"]
                }
                "action" => &["type", "id", "attribute", "value", "next"],
                // It has no `next`; a document that has one gets a finding of its own.
                "live_chat" => &["type", "id", "text", "route", "fallback_form", "next"],
                _ => return None,
            },
            Self::Response => &["id", "label", "value", "next"],
            Self::Field => {
                &["field", "label", "required", "type", "options", "values", "skip_if_set"]
            }
            Self::Branch => &["when", "next"],
            Self::Otherwise => &["next"],
            Self::Condition if object.contains_key("all") => &["all"],
            Self::Condition if object.contains_key("any") => &["any"],
            Self::Condition if object.contains_key("event") => &["event", "at_least"],
            Self::Condition => &["attribute", "operator", "value"],
            Self::Route => match string("by") {
                "agent" => &["by", "agent"],
                "team" => &["by", "team"],
                _ => &["by"],
            },
            Self::Trigger => match string("on") {
                "click" | "submit" => &["on", "selector"],
                "time" => &["on", "seconds"],
                "scroll" => &["on", "percent"],
                _ => &["on"],
            },
            Self::Unknown => return None,
        })
    }

    /// The type of the objects in a field, or in the field's list.
    #[must_use]
    pub fn inside(self, field: &str) -> Self {
        match (self, field) {
            (Self::Document, "stream") => Self::Stream,
            (Self::Document | Self::Branch, "when") | (Self::Condition, "all" | "any") => {
                Self::Condition
            }
            (Self::Document, "trigger") => Self::Trigger,
            (Self::Stream, "cards") => Self::Card,
            (Self::Card, "responses") => Self::Response,
            (Self::Card, "fields") => Self::Field,
            (Self::Card, "branches") => Self::Branch,
            (Self::Card, "else") => Self::Otherwise,
            (Self::Card, "route") => Self::Route,
            _ => Self::Unknown,
        }
    }
}
