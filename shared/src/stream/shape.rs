//! What may stand where in a dialogue's document, and in which order: one table for whoever writes
//! such a document out, and for whoever looks for what nobody reads.

use serde_json::{Map, Value};

/// What an object in a dialogue's document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The document: a stream, and who meets it.
    Document,
    /// A stream.
    Stream,
    /// A card, by its type.
    Card,
    /// A response of a question.
    Response,
    /// A field of an information capture card.
    Field,
    /// A branch of a condition card.
    Branch,
    /// The last branch of a condition card.
    Otherwise,
    /// A test, an event, or a group of them.
    Condition,
    /// How a live chat card finds its agent.
    Route,
    /// What sets a conversational flow off.
    Trigger,
    /// Nothing we know.
    Unknown,
}

impl Shape {
    /// The fields that such an object can have, in the order they are written; `None` where that
    /// can't be said.
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
                "stream",
            ],
            Self::Stream => &["$schema", "first", "cards"],
            Self::Card => match string("type") {
                "message" => &["type", "id", "text", "next"],
                "question" => &["type", "id", "text", "store", "responses"],
                "capture" => &["type", "id", "text", "fields", "next"],
                "condition" => &["type", "id", "branches", "else"],
                "goal" => &["type", "id", "goal", "next"],
                "action" => &["type", "id", "attribute", "value", "next"],
                // It has no `next`; one that is written has a finding of its own.
                "live_chat" => &["type", "id", "text", "route", "next"],
                _ => return None,
            },
            Self::Response => &["id", "label", "value", "next"],
            Self::Field => &["field", "label", "required", "type", "options", "skip_if_set"],
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

    /// What stands in one of its fields, or in the list there.
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
