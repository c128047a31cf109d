//! Replaces what is about visitors in an export, for a copy to try things with. The same value is replaced
//! by the same other one, so that people and their conversations stay together.

use crate::hex::hex;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::protocol::ExportedRows;

/// The site's tables that are about visitors. Agents, dialogues and settings stay as they are.
const OF_VISITORS: [&str; 12] = [
    "audit",
    "blocked",
    "chat",
    "conversation",
    "conversation_search",
    "indexed",
    "outbox",
    "person",
    "person_search",
    "talked",
    "visited",
    "visitor",
];

/// Fields that name somebody or say something of them, wherever they are.
const NAMES: [&str; 7] = ["domain", "email", "first_name", "last_name", "name", "phone", "said"];

/// Fields that hold what somebody wrote.
const TEXTS: [&str; 5] = ["note", "reason", "response", "text", "title"];

/// Objects whose values are all about the visitor.
const ATTRIBUTES: [&str; 6] =
    ["attributes", "fields", "overrides", "page_attributes", "profile", "values"];

/// The stream of a conversation is the site's own text.
const OF_THE_SITE: [&str; 2] = ["stream", "dialogue"];

/// Replaces what is about visitors in these rows.
pub(super) fn hide(rows: &mut ExportedRows) {
    if rows.object == "site" && !OF_VISITORS.contains(&rows.table.as_str()) {
        return;
    }
    for row in &mut rows.rows {
        for (column, value) in rows.columns.iter().zip(row) {
            if rows.table == "file_part" && column == "body" {
                *value = json!({ "base64": "" });
            } else {
                replace(column, value, false);
            }
        }
    }
}

fn replace(key: &str, value: &mut Value, is_attribute: bool) {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(mut inner @ (Value::Object(_) | Value::Array(_))) => {
                replace(key, &mut inner, is_attribute);
                *text = inner.to_string();
            }
            _ => *text = replaced(key, text, is_attribute),
        },
        Value::Array(items) => {
            items.iter_mut().for_each(|item| replace(key, item, is_attribute));
        }
        Value::Object(fields) => {
            for (key, value) in
                fields.iter_mut().filter(|(key, _)| !OF_THE_SITE.contains(&key.as_str()))
            {
                let is_attribute = is_attribute || ATTRIBUTES.contains(&key.as_str());
                replace(key, value, is_attribute);
            }
        }
        _ => {}
    }
}

fn replaced(key: &str, text: &str, is_attribute: bool) -> String {
    if text.is_empty() {
        String::new()
    } else if text.contains('@') && (is_attribute || NAMES.contains(&key)) {
        format!("{}@example.invalid", code(text))
    } else if is_attribute || NAMES.contains(&key) {
        code(text)
    } else if TEXTS.contains(&key) {
        let hidden = |letter: char| if letter.is_alphanumeric() { 'x' } else { letter };
        text.chars().map(hidden).collect()
    } else if matches!(key, "url" | "referrer") {
        // The path may name somebody, too.
        text.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
    } else if key == "disposition" {
        "attachment".to_owned()
    } else {
        text.to_owned()
    }
}

/// A word that stands for a value, whatever its letters' case.
fn code(text: &str) -> String {
    let digest = Sha256::digest(text.trim().to_lowercase().as_bytes());
    format!("x{}", hex(&digest[..5]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_addresses_and_texts_are_replaced_and_the_same_ones_alike() {
        let body = json!({
            "type": "said", "text": "I am Eve, eve@example.com", "by": "visitor",
            "attributes": { "email": "Eve@example.com", "topic": "Sales" },
            "stream": { "cards": [{ "text": "Who are you?" }] },
        });
        let mut rows = ExportedRows {
            object: "conv_a".to_owned(),
            table: "event".to_owned(),
            columns: vec!["seq".to_owned(), "body".to_owned()],
            rows: vec![vec![json!(1), json!(body.to_string())]],
        };
        hide(&mut rows);
        let after: Value = serde_json::from_str(rows.rows[0][1].as_str().unwrap()).unwrap();
        assert_eq!(after["text"], "x xx xxx, xxx@xxxxxxx.xxx");
        assert_eq!(after["by"], "visitor");
        assert_eq!(after["stream"], body["stream"]);
        let email = after["attributes"]["email"].as_str().unwrap();
        assert_eq!(email, format!("{}@example.invalid", code("eve@example.com")));
        assert_ne!(after["attributes"]["topic"], "Sales");
    }

    #[test]
    fn what_is_of_the_site_stays() {
        let rows = ExportedRows {
            object: "site".to_owned(),
            table: "agent".to_owned(),
            columns: vec!["email".to_owned()],
            rows: vec![vec![json!("ada@example.com")]],
        };
        let mut after = rows.clone();
        hide(&mut after);
        assert_eq!(after, rows);
    }
}
