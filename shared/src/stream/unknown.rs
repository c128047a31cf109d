//! Unknown fields in a document. Without a finding, a typing error would be ignored silently.

use super::check::short;
use super::finding::Code;
use super::shape::Shape;
use serde_json::Value;

/// The most unknown fields that are reported for a card, or for the rest of a document.
const MOST: usize = 20;
/// Longer names are no typing errors.
const MAX_NAME_CHARS: usize = 24;

/// All unknown fields in a value of this shape, with their paths. Cards are skipped, because each
/// is checked separately.
pub fn unknown_fields(shape: Shape, value: &Value) -> Vec<Code> {
    let mut found = Vec::new();
    visit(shape, value, "", &mut found);
    found
}

fn visit(shape: Shape, value: &Value, at: &str, found: &mut Vec<Code>) {
    let Value::Object(object) = value else { return };
    let Some(fields) = shape.fields(object) else { return };
    for (name, inner) in object {
        if found.len() >= MOST {
            return;
        }
        if !fields.contains(&name.as_str()) {
            let suggestion = suggestion(name, fields);
            found.push(Code::UnknownField { name: short(name), at: at.to_owned(), suggestion });
            continue;
        }
        let shape = shape.inside(name);
        match inner {
            Value::Array(items) if shape != Shape::Card => {
                for (index, item) in items.iter().enumerate() {
                    visit(shape, item, &format!("{at}{name}[{index}]."), found);
                }
            }
            inner if shape != Shape::Stream => visit(shape, inner, &format!("{at}{name}."), found),
            _ => {}
        }
    }
}

/// The known field that was probably meant.
fn suggestion(name: &str, fields: &[&'static str]) -> Option<&'static str> {
    if !(3..=MAX_NAME_CHARS).contains(&name.chars().count()) {
        return None;
    }
    let name: Vec<char> = name.to_lowercase().replace('-', "_").chars().collect();
    let slips = if name.len() < 5 { 1 } else { 2 };
    let far = |field: &&'static str| distance(&name, &field.chars().collect::<Vec<_>>());
    let nearest = fields.iter().copied().min_by_key(far)?;
    (far(&nearest) <= slips).then_some(nearest)
}

/// The edit distance: how many characters must be inserted, removed, replaced or swapped with the
/// next one.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut best = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && one[i - 1] == *b && other[j - 1] == *a {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = core::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(card: Value) -> Vec<String> {
        unknown_fields(Shape::Card, &card).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_typo_is_reported_with_the_closest_field() {
        for (slip, field) in
            [("nxt", "next"), ("Text", "text"), ("tetx", "text"), ("nextt", "next")]
        {
            let found = found(json!({"type": "message", "id": "a", "text": "Hi", slip: "b"}));
            assert!(
                found[0].contains(slip) && found[0].contains(&format!("“{field}”")),
                "{found:?}"
            );
        }
        let field = json!({"field": "email", "label": "E-mail", "skipIfSet": true});
        let found = found(json!({"type": "capture", "id": "a", "text": "", "fields": [field]}));
        assert!(found[0].contains("“fields[0].skipIfSet”") && found[0].contains("“skip_if_set”"));
    }

    #[test]
    fn an_unknown_field_without_a_close_match_is_only_reported() {
        let found = found(json!({"type": "goal", "id": "a", "goal": "g", "x": 1, "colour": "red"}));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|sentence| !sentence.contains("mean")), "{found:?}");
    }

    #[test]
    fn a_thousand_unknown_fields_are_reported_as_twenty() {
        let fields: serde_json::Map<String, Value> =
            (0..1_000).map(|n| (format!("field{n}"), json!(n))).collect();
        let mut card = Value::Object(fields);
        card["type"] = json!("message");
        assert_eq!(found(card).len(), 20);
    }
}
