//! Personalisation: `{{person.first_name|there}}` becomes what is known, or its default.

use crate::person::{Field, Values};

/// Fills the tokens of a card's text with what is known of the visitor. A token that names nothing
/// we know stays as the author wrote it, so that they see it in the preview.
pub fn fill(text: &str, known: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, token) = rest.split_at(start);
        filled.push_str(before);
        let Some(end) = token.find("}}") else {
            rest = token;
            break;
        };
        match value(&token[2..end], known) {
            Some(value) => filled.push_str(value),
            None => filled.push_str(&token[..end + 2]),
        }
        rest = &token[end + 2..];
    }
    filled.push_str(rest);
    filled
}

fn value<'v>(token: &'v str, known: &'v Values) -> Option<&'v str> {
    let (name, default) = token.split_once('|').unwrap_or((token, ""));
    let field = Field::from_word(name.trim().strip_prefix("person.")?)?;
    let value = known.get(&field).map(String::as_str).filter(|value| !value.is_empty());
    Some(value.unwrap_or(default.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Values {
        Values::from([(Field::FirstName, "Ada".to_owned())])
    }

    #[test]
    fn a_token_becomes_what_is_known() {
        assert_eq!(fill("Hi {{person.first_name|there}}!", &ada()), "Hi Ada!");
    }

    #[test]
    fn a_token_becomes_its_default_when_nothing_is_known() {
        assert_eq!(fill("Hi {{person.first_name|there}}!", &Values::new()), "Hi there!");
        assert_eq!(fill("Hi {{ person.company }}.", &ada()), "Hi .");
    }

    #[test]
    fn what_is_no_token_stays_as_written() {
        for text in ["{{", "}}", "{{person.shoe_size|9}}", "a {{ b", "{{x}} {{"] {
            assert_eq!(fill(text, &ada()), text);
        }
    }

    #[test]
    fn a_value_is_never_read_as_a_token() {
        let sly = Values::from([(Field::FirstName, "{{person.email|x}}".to_owned())]);
        assert_eq!(fill("{{person.first_name}}", &sly), "{{person.email|x}}");
    }
}
