//! Personalisation: `{{person.first_name|there}}` becomes what is known, or its default.

use crate::person::{Field, Values};
use crate::prelude::*;

/// Fills the tokens of a card's text with what is known of the visitor. A token that names nothing
/// we know stays as the author wrote it, so that they see it in the preview.
pub fn fill(text: &str, known: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside, after)) = next_token(rest) {
        filled.push_str(before);
        if let Some(value) = value(inside, known) {
            filled.push_str(value);
        } else {
            filled.push_str("{{");
            filled.push_str(inside);
            filled.push_str("}}");
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// What stands before the next token, in it, and after it. By bytes and without a slice that could
/// panic: the searchers of `str` and the words of its panics are 8 KB in the widget.
fn next_token(text: &str) -> Option<(&str, &str, &str)> {
    let start = pair(text, b'{')?;
    let inside = text.get(start + 2..)?;
    // The closing pair may share nothing with the opening one.
    let end = pair(inside, b'}')?;
    Some((text.get(..start)?, inside.get(..end)?, inside.get(end + 2..)?))
}

fn pair(text: &str, mark: u8) -> Option<usize> {
    text.as_bytes().windows(2).position(|two| two == [mark, mark])
}

fn value<'v>(token: &'v str, known: &'v Values) -> Option<&'v str> {
    let bar = token.bytes().position(|byte| byte == b'|');
    let name = token.get(..bar.unwrap_or(token.len()))?;
    let default = bar.and_then(|bar| token.get(bar + 1..)).unwrap_or_default();
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
