//! The document of a new flow.

use crate::texts::t;
use serde_json::{Value, json};

/// A flow with one question, triggered when the page loads until the author changes that.
pub(crate) fn flow() -> Value {
    json!({
        "name": t!("dialogues-blank-flow"),
        "trigger": { "on": "load" },
        "stream": { "first": "hello", "cards": [
            { "type": "question", "id": "hello", "text": t!("dialogues-blank-hello"), "responses": [
                { "id": "yes", "label": t!("dialogues-blank-yes"), "next": "more" },
                { "id": "no", "label": t!("dialogues-blank-no"), "next": "bye" },
            ]},
            { "type": "message", "id": "more", "text": t!("dialogues-blank-more") },
            { "type": "message", "id": "bye", "text": t!("dialogues-blank-bye") },
        ]},
    })
}

/// Sets the name and puts it last in the order; an empty name keeps the default.
pub(crate) fn named(mut written: Value, name: &str, last: Option<u32>) -> Value {
    if let Some(fields) = written.as_object_mut() {
        if !name.trim().is_empty() {
            fields.insert("name".to_owned(), name.trim().into());
        }
        let priority = last.map_or(10, |last| last.saturating_add(10));
        fields.insert("priority".to_owned(), priority.into());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::protocol::DialogueDraft;
    use shared::quota::Package;

    #[test]
    fn a_flow_can_be_published_and_comes_last() {
        let written = named(flow(), " Hello ", Some(30));
        let draft: DialogueDraft = serde_json::from_value(written).unwrap();
        assert_eq!((draft.name.as_str(), draft.priority), ("Hello", 40));
        let checked = draft.check(Package::Select);
        assert!(checked.ready.is_some_and(|ready| ready.trigger.is_some()));
        assert_eq!(named(flow(), "", None)["name"], "New flow");
    }
}
