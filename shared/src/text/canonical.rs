//! The canonical form of a dialogue's document: equal documents give the same bytes.

use crate::stream::Shape;
use serde_json::{Map, Value};

/// The document in canonical form: known fields in the order of `docs/streams.md`, unknown fields
/// after them in alphabetical order, two spaces of indentation, and a line break at the end.
pub fn canonical(document: &Value) -> String {
    let is_stream = document.get("cards").is_some() && document.get("stream").is_none();
    let shape = if is_stream { Shape::Stream } else { Shape::Document };
    let mut text = String::new();
    write(&mut text, shape, document, 0);
    text.push('\n');
    text
}

fn write(text: &mut String, shape: Shape, value: &Value, depth: usize) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            text.push('{');
            for (index, (key, inner)) in in_order(shape, object).into_iter().enumerate() {
                begin_line(text, index, depth + 1);
                text.push_str(&Value::from(key).to_string());
                text.push_str(": ");
                write(text, shape.inside(key), inner, depth + 1);
            }
            end_line(text, depth);
            text.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                begin_line(text, index, depth + 1);
                write(text, shape, item, depth + 1);
            }
            end_line(text, depth);
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

fn in_order(shape: Shape, object: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let order = shape.fields(object).unwrap_or(&["type", "id"]);
    let position = |key: &str| order.iter().position(|order| *order == key).unwrap_or(order.len());
    let mut fields: Vec<(&str, &Value)> = object.iter().map(|(k, v)| (k.as_str(), v)).collect();
    fields.sort_by_key(|(key, _)| (position(key), *key));
    fields
}

fn begin_line(text: &mut String, index: usize, depth: usize) {
    if index > 0 {
        text.push(',');
    }
    end_line(text, depth);
}

fn end_line(text: &mut String, depth: usize) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Stream, check_document};
    use proptest::prelude::*;
    use serde_json::json;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 60, 6, |inner| {
            let keys = prop_oneof![
                prop::sample::select(vec!["type", "id", "next", "cards", "stream", "when", "all"])
                    .prop_map(str::to_owned),
                any::<String>(),
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map(keys, inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_the_same_document_and_stays_the_same(document in any_json()) {
            let text = canonical(&document);
            let read: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&read, &document);
            prop_assert_eq!(canonical(&read), text);
        }
    }

    #[test]
    fn fields_are_in_the_order_of_the_types() {
        let written = json!({ "first": "ask", "cards": [
            { "type": "question", "id": "ask", "text": "?", "store": "topic", "responses": [
                { "id": "a", "label": "A", "value": "1", "next": "who" }] },
            { "type": "capture", "id": "who", "text": "?", "next": "which", "fields": [
                { "field": "size", "label": "S", "required": true, "type": "text",
                  "options": ["S"], "skip_if_set": true }] },
            { "type": "condition", "id": "which", "else": { "next": "goal" }, "branches": [
                { "when": { "attribute": "size", "operator": "is", "value": "S" }, "next": "act" }] },
            { "type": "action", "id": "act", "attribute": "size", "value": "M", "next": "goal" },
            { "type": "goal", "id": "goal", "goal": "g", "next": "say" },
            { "type": "message", "id": "say", "text": "Hi", "next": "call" },
            { "type": "live_chat", "id": "call", "text": "!", "route": { "by": "team", "team": "team_a" } },
        ]});
        let stream: Stream = check_document(&written, crate::quota::Package::Prime).stream.unwrap();
        let compact = |text: &str| text.split_whitespace().collect::<String>();
        let by_types = serde_json::to_string(&stream).unwrap();
        assert_eq!(compact(&canonical(&written)), compact(&by_types));
    }

    #[test]
    fn unknown_fields_come_last_and_are_kept() {
        let text =
            canonical(&json!({ "b": 1, "name": "N", "a": [], "stream": {}, "$schema": "s" }));
        let expected = "{\n  \"$schema\": \"s\",\n  \"name\": \"N\",\n  \"stream\": {},\n  \"a\": [],\n  \"b\": 1\n}\n";
        assert_eq!(text, expected);
    }
}
