//! Tokens: `{{person.first_name|there}}` is replaced by the attribute, or by its default;
//! `{{site.back_at|soon}}` by when people are back.

use crate::person::{Attributes, Field};
use crate::prelude::*;

/// What tokens are replaced by.
#[derive(Debug, Clone, Copy)]
pub struct Values<'v> {
    pub attributes: &'v Attributes,
    /// When people are back, as it is to be read; empty if that is not known.
    pub back_at: &'v str,
}

impl<'v> From<&'v Attributes> for Values<'v> {
    fn from(attributes: &'v Attributes) -> Self {
        Self { attributes, back_at: "" }
    }
}

impl Values<'_> {
    fn get(&self, name: &TokenName) -> &str {
        match name {
            TokenName::Field(field) => self.attributes.get(field).map_or("", String::as_str),
            TokenName::BackAt => self.back_at,
        }
    }
}

/// Fills in the tokens of a card's text. A malformed token stays as the author wrote it, so that
/// they see it in the preview. Values are escaped, so that they are never read as markup.
pub fn fill<'v>(text: &str, values: impl Into<Values<'v>>) -> String {
    fill_by(text, values.into(), super::markup::escape)
}

/// The same for a text without markup: values are not escaped.
#[cfg(feature = "serde")]
pub fn fill_plain<'v>(text: &str, values: impl Into<Values<'v>>) -> String {
    fill_by(text, values.into(), String::push_str)
}

fn fill_by(text: &str, values: Values<'_>, write_value: impl Fn(&mut String, &str)) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside, after)) = next_token(rest) {
        filled.push_str(before);
        match Token::parse(inside) {
            Some(token) => match values.get(&token.name) {
                "" => filled.push_str(token.default),
                value => write_value(&mut filled, value),
            },
            None => {
                for part in ["{{", inside, "}}"] {
                    filled.push_str(part);
                }
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// What replaces it.
    pub name: TokenName,
    /// The replacement if that is not known.
    pub default: &'t str,
}

/// What a token is replaced by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenName {
    /// The value of a field.
    Field(Field),
    /// When people are back: what the edge found out for the last condition that asked who is available
    /// or whether the site is open.
    BackAt,
}

impl<'t> Token<'t> {
    fn parse(inside: &'t str) -> Option<Self> {
        let bar = inside.bytes().position(|byte| byte == b'|');
        let name = inside.get(..bar.unwrap_or(inside.len()))?.trim();
        let default = bar.and_then(|bar| inside.get(bar + 1..)).unwrap_or_default().trim();
        let name = match name {
            "site.back_at" => return Some(Self { name: TokenName::BackAt, default }),
            "company.name" => "company",
            name => name.strip_prefix("person.")?,
        };
        Some(Self { name: TokenName::Field(Field::from_name(name)?), default })
    }
}

/// The tokens of a text. A malformed token is `Err` with the text between its braces.
pub fn tokens(text: &str) -> Vec<Result<Token<'_>, &str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, inside, after)) = next_token(rest) {
        found.push(Token::parse(inside).ok_or(inside));
        rest = after;
    }
    found
}

/// The text before the next token, in it, and after it. On bytes and without slices that could
/// panic, because the searchers of `str` and the panic messages would add 8 KB to the widget.
pub(super) fn next_token(text: &str) -> Option<(&str, &str, &str)> {
    let start = pair(text, b'{')?;
    let inside = text.get(start + 2..)?;
    // The closing pair must not overlap the opening one.
    let end = pair(inside, b'}')?;
    Some((text.get(..start)?, inside.get(..end)?, inside.get(end + 2..)?))
}

fn pair(text: &str, delimiter: u8) -> Option<usize> {
    text.as_bytes().windows(2).position(|two| two == [delimiter, delimiter])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Attributes {
        let topic = Field::from_name("topic").unwrap();
        Attributes::from([(Field::FirstName, "Ada".to_owned()), (topic, "ovens".to_owned())])
    }

    #[test]
    fn a_token_is_replaced_by_its_attribute() {
        assert_eq!(fill("Hi {{person.first_name|there}}!", &ada()), "Hi Ada!");
        assert_eq!(fill("About {{person.topic|us}}", &ada()), "About ovens");
    }

    #[test]
    fn a_token_without_an_attribute_is_replaced_by_its_default() {
        assert_eq!(fill("Hi {{person.first_name|there}}!", &Attributes::new()), "Hi there!");
        assert_eq!(fill("Hi {{ person.company }}.", &ada()), "Hi .");
        assert_eq!(fill("At {{company.name | work}}.", &ada()), "At work.");
        assert_eq!(fill("{{person.shoe_size|9}}", &ada()), "9");
    }

    #[test]
    fn a_plain_text_takes_attributes_unescaped() {
        let starry = Attributes::from([(Field::FirstName, "*Ada*".to_owned())]);
        assert_eq!(fill_plain("Hi {{person.first_name|there}}", &starry), "Hi *Ada*");
        assert_eq!(fill_plain("Hi {{person.email|there}}", &starry), "Hi there");
    }

    #[test]
    fn when_people_are_back_is_a_token_of_its_own() {
        let attributes = ada();
        let values = Values { attributes: &attributes, back_at: "Monday, 9:00" };
        let text = "Hi {{person.first_name}}, back {{site.back_at|soon}}.";
        assert_eq!(fill_plain(text, values), "Hi Ada, back Monday, 9:00.");
        assert_eq!(fill_plain(text, &attributes), "Hi Ada, back soon.");
    }

    #[test]
    fn a_malformed_token_stays_as_written() {
        for text in ["{{", "}}", "{{person.Shoe Size|9}}", "a {{ b", "{{x}} {{"] {
            assert_eq!(fill(text, &ada()), text);
        }
        assert_eq!(
            tokens("{{x}} {{person.email|-}} {{"),
            [Err("x"), Ok(Token { name: TokenName::Field(Field::Email), default: "-" })]
        );
    }

    #[test]
    fn a_value_is_never_read_as_a_token() {
        let sly = Attributes::from([(Field::FirstName, "{{person.email|x}}".to_owned())]);
        let filled = fill("{{person.first_name}}", &sly);
        assert_eq!(super::super::plain(&filled), "{{person.email|x}}");
    }
}
