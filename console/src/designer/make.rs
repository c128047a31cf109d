//! New cards, with defaults that most authors can keep.

use super::card::{Kind, list, text};
use super::draft::fresh;
use crate::texts::t;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Creates a card of that kind.
pub(super) fn card(kind: Kind, id: &str) -> Value {
    match kind {
        Kind::Message => json!({ "type": "message", "id": id, "text": "" }),
        Kind::Question => json!({ "type": "question", "id": id, "text": "", "responses": [
            { "id": "r_1", "label": t!("designer-yes-please") },
            { "id": "r_2", "label": t!("designer-no-thanks") },
        ]}),
        Kind::Capture => json!({ "type": "capture", "id": id, "text": "", "fields": [
            field("first_name"), field("email"),
        ]}),
        Kind::Condition => {
            json!({ "type": "condition", "id": id, "else": {}, "branches": [branch()] })
        }
        Kind::Document => json!({ "type": "document", "id": id, "title": "", "address": "" }),
        Kind::Goal => json!({ "type": "goal", "id": id, "goal": "" }),
        Kind::Action => json!({ "type": "action", "id": id, "attribute": "topic", "value": "" }),
        Kind::LiveChat | Kind::Other => {
            json!({ "type": "live_chat", "id": id, "route": { "by": "round_robin" } })
        }
    }
}

/// Creates a field of a capture card, with its default label.
pub(crate) fn field(name: &str) -> Value {
    json!({ "field": name, "label": label(name), "required": true })
}

/// The default label of a field.
pub(crate) fn label(name: &str) -> String {
    match name {
        "first_name" => t!("designer-your-first-name").to_owned(),
        "last_name" => t!("designer-your-last-name").to_owned(),
        "email" => t!("designer-your-email").to_owned(),
        "phone" => t!("designer-your-phone").to_owned(),
        "company" => t!("designer-your-company").to_owned(),
        "job_title" => t!("designer-your-job-title").to_owned(),
        other => {
            let text = other.replace('_', " ");
            let mut letters = text.chars();
            let first: String =
                letters.next().map(char::to_uppercase).into_iter().flatten().collect();
            first + letters.as_str()
        }
    }
}

/// Creates a field that the capture card does not ask for yet.
pub(crate) fn next_field(card: &Value) -> Value {
    const USUAL: [&str; 6] = ["first_name", "last_name", "email", "phone", "company", "job_title"];
    let used: BTreeSet<&str> = list(card, "fields").iter().map(|one| text(one, "field")).collect();
    match USUAL.iter().find(|name| !used.contains(*name)) {
        Some(name) => field(name),
        None => field(&fresh("field", &used)),
    }
}

/// Creates a response with an unused id.
pub(crate) fn response(card: &Value) -> Value {
    let ids_in_use = list(card, "responses").iter().map(|one| text(one, "id")).collect();
    json!({ "id": fresh("r", &ids_in_use), "label": "" })
}

/// Creates a branch of a condition.
pub(crate) fn branch() -> Value {
    json!({ "when": test() })
}

/// Creates a test of a condition.
pub(crate) fn test() -> Value {
    json!({ "attribute": "country", "operator": "is", "value": "" })
}
