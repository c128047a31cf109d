//! Tests of the designer's model.

mod arts;
mod canvas;
mod cards;
mod mending;
mod sync;

use super::{Draft, Key, Target};
use crate::designer::Slot;
use serde_json::{Value, json};

/// Returns a draft of that stream.
fn draft(stream: &Value) -> Draft {
    let whole = json!({ "name": "Hello", "owner": { "of": "nobody" }, "stream": stream });
    Draft::open(&whole.to_string()).unwrap()
}

/// A question that leads to a capture and a live chat, or to a last message.
fn advised() -> Draft {
    draft(&json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "Talk?", "responses": [
            { "id": "yes", "label": "Yes", "next": "who" },
            { "id": "no", "label": "No", "next": "bye" },
        ]},
        { "type": "capture", "id": "who", "text": "Who?", "next": "call", "fields": [
            { "field": "email", "label": "E-mail", "required": true },
        ]},
        { "type": "live_chat", "id": "call", "route": { "by": "round_robin" } },
        { "type": "message", "id": "bye", "text": "Bye!" },
    ]}))
}

fn key(draft: &Draft, id: &str) -> Key {
    draft.by_id(id).unwrap_or_else(|| panic!("no card {id}"))
}

fn slot_target(draft: &Draft, id: &str, slot: Slot) -> Target {
    Target::Slot(key(draft, id), slot)
}
