//! What a page says it knows of its visitor.

use super::{Field, Values};
use crate::prelude::*;
use serde_json::{Map, Value};

/// How many fields a page can tell.
const MAX_FIELDS: usize = 50;

/// What can be believed to be meant of what a page, or a browser's memory of it, claims: names that
/// are fields, with values that they can have. The rest is left out: a page that tells too much
/// still gets its chat.
pub fn claimed(claims: &Map<String, Value>) -> Values {
    let read = |(name, value): (&String, &Value)| {
        let field = Field::from_word(name)?;
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        let value = field.check(&value).ok().filter(|value| !value.is_empty())?;
        Some((field, value))
    };
    claims.iter().filter_map(read).take(MAX_FIELDS).collect()
}

/// What can be believed of it when a browser repeats it.
pub fn repeated(values: Values) -> Values {
    let fits = |(field, value): &(Field, String)| {
        !value.is_empty() && field.check(value).is_ok_and(|checked| checked == *value)
    };
    values.into_iter().filter(fits).take(MAX_FIELDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_makes_no_sense_is_left_out_and_the_rest_is_taken() {
        let claims = json!({
            "email": " ada@example.com ", "phone": "no number", "seats": 12, "trial": true,
            "country": "DE", "Company": "x", "plan": "", "nested": {}, "job_title": "a".repeat(201),
        });
        let taken = claimed(claims.as_object().unwrap());
        let words: Vec<_> = taken.iter().map(|(f, v)| format!("{}={v}", f.as_str())).collect();
        assert_eq!(words, ["email=ada@example.com", "seats=12", "trial=true"]);
        // What was taken once is taken again as it is: browser and edge begin alike.
        let again = serde_json::to_value(&taken).unwrap();
        assert_eq!(claimed(again.as_object().unwrap()), taken);
        assert_eq!(repeated(taken.clone()), taken);
        assert!(repeated(Values::from([(Field::Email, "nobody".to_owned())])).is_empty());
        let many = (0..90).map(|n| (format!("f{n}"), json!("x"))).collect();
        assert_eq!(claimed(&many).len(), 50);
    }
}
