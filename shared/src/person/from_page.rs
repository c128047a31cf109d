//! Attributes that a page passes to the widget.

use super::{Attributes, Field};
use crate::plain_text::clean_line;
use crate::prelude::*;
use serde_json::{Map, Value};

/// Most fields that a page can pass.
const MAX_FIELDS: usize = 50;

/// The valid part of the attributes that a page passes or a browser has stored: known field names
/// with valid values. The rest is ignored, so that a page that passes too much still gets its chat.
pub fn from_page(claims: &Map<String, Value>) -> Attributes {
    let read = |(name, value): (&String, &Value)| {
        let field = Field::from_name(name)?;
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        let value = field.check(&clean_line(&value)).ok().filter(|value| !value.is_empty())?;
        Some((field, value))
    };
    claims.iter().filter_map(read).take(MAX_FIELDS).collect()
}

/// The valid part of attributes that a browser sends back.
pub fn revalidate(values: Attributes) -> Attributes {
    let clean = |(field, value): (Field, String)| (field, clean_line(&value));
    let fits = |(field, value): &(Field, String)| {
        !value.is_empty() && field.check(value).is_ok_and(|checked| checked == *value)
    };
    values.into_iter().map(clean).filter(fits).take(MAX_FIELDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn invalid_attributes_are_ignored_and_the_rest_is_used() {
        let claims = json!({
            "email": " ada@example.com ", "phone": "no number", "seats": 12, "trial": true,
            "country": "DE", "Company": "x", "plan": "", "nested": {}, "job_title": "a".repeat(201),
        });
        let accepted = from_page(claims.as_object().unwrap());
        let pairs: Vec<_> = accepted.iter().map(|(f, v)| format!("{}={v}", f.as_str())).collect();
        assert_eq!(pairs, ["email=ada@example.com", "seats=12", "trial=true"]);
        // Values that were accepted are accepted again unchanged, so browser and edge begin with
        // the same state.
        let again = serde_json::to_value(&accepted).unwrap();
        assert_eq!(from_page(again.as_object().unwrap()), accepted);
        assert_eq!(revalidate(accepted.clone()), accepted);
        assert!(revalidate(Attributes::from([(Field::Email, "nobody".to_owned())])).is_empty());
        let many = (0..90).map(|n| (format!("f{n}"), json!("x"))).collect();
        assert_eq!(from_page(&many).len(), 50);
    }
}
