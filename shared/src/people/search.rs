//! Full-text search in people and conversations: what is indexed, how typed text becomes a query,
//! and how matches are highlighted.

use super::words::{can_be_found, indexed, spellings};
use crate::event::{Event, Logged};
use crate::id::AgentId;
use crate::person::{Attributes, Field};
use serde::{Deserialize, Serialize};

/// How much text of a conversation is indexed, in characters, from its beginning.
pub const MAX_INDEXED_CHARS: usize = 8_000;
/// Most terms in a query.
const MAX_TERMS: usize = 8;
/// Longest term in characters.
const MAX_TERM_CHARS: usize = 60;

/// A piece of a search result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Piece {
    pub text: String,
    /// Whether the piece is a match.
    #[serde(default, skip_serializing_if = "is_not")]
    pub hit: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks it")]
const fn is_not(hit: &bool) -> bool {
    !*hit
}

/// The query for typed text; `None` if there is nothing to search for. Every word must match, and what
/// is in quotes as a whole; the last word as a prefix, because it may not be finished. A single letter
/// is not a prefix, because half of all words begin with it.
#[must_use]
pub fn query(typed: &str) -> Option<String> {
    let typed = typed.replace(['“', '”', '„', '«', '»'], "\"");
    let parts = typed.split('"').zip([false, true].into_iter().cycle());
    let terms = parts.flat_map(|(part, whole)| {
        let words: Vec<&str> =
            if whole { vec![part.trim()] } else { part.split_whitespace().collect() };
        words.into_iter().map(move |word| (word, whole))
    });
    let terms = terms.filter(|(term, _)| can_be_found(term)).take(MAX_TERMS);
    let terms: Vec<(&str, bool)> = terms.collect();
    let (last, whole) = terms.last()?;
    let letters = last.chars().filter(|c| c.is_alphanumeric());
    let goes_on = !whole && letters.take(2).count() == 2;
    let written = |(nth, (term, _)): (usize, &(&str, bool))| {
        let prefix = if goes_on && nth + 1 == terms.len() { "*" } else { "" };
        let spellings = spellings(&short(term)).into_iter();
        let spellings: Vec<String> =
            spellings.map(|spelling| format!("\"{spelling}\"{prefix}")).collect();
        match spellings.as_slice() {
            [only] => only.clone(),
            several => format!("({})", several.join(" OR ")),
        }
    };
    let written: Vec<String> = terms.iter().enumerate().map(written).collect();
    Some(written.join(" AND "))
}

/// A term without control characters, cut to a bearable length. In quotes, the index reads none of it as an
/// operator.
fn short(term: &str) -> String {
    term.chars().filter(|c| !c.is_control()).take(MAX_TERM_CHARS).collect()
}

/// An agent's id as one search term, whatever characters it has. An agent who may search only their
/// own conversations searches for this term as well.
#[must_use]
pub fn agent_term(agent: &AgentId) -> String {
    let hex = agent.as_str().bytes().map(|byte| format!("{byte:02x}"));
    format!("a{}", hex.collect::<String>())
}

/// The text that finds a person: the name first, then all other attributes.
#[must_use]
pub fn search_text(fields: &Attributes) -> String {
    let value = |field: &Field| fields.get(field).map(String::as_str);
    let standard = Field::STANDARD.iter().filter_map(value);
    let own = fields.iter().filter_map(|(field, value)| match field {
        Field::Custom(_) => Some(value.as_str()),
        _ => None,
    });
    let terms: Vec<&str> = standard.chain(own).filter(|value| !value.trim().is_empty()).collect();
    indexed(&plain(&terms.join(" ")))
}

/// The text of a conversation that is indexed.
#[must_use]
pub fn said<'l>(log: impl IntoIterator<Item = &'l Logged>) -> String {
    let mut text = String::new();
    let mut left = MAX_INDEXED_CHARS;
    for logged in log {
        let (Event::Said { text: said, .. }
        | Event::MessageLeft { text: said, .. }
        | Event::Rated { comment: said, .. }) = &logged.event
        else {
            continue;
        };
        if left == 0 {
            break;
        }
        if !text.is_empty() && !said.is_empty() {
            text.push('\n');
        }
        let part: String = said.chars().take(left).collect();
        left -= part.chars().count();
        text.push_str(&plain(&part));
    }
    indexed(&text)
}

/// The text without the characters that mark matches and hidden words.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::words::{HIGHLIGHT, pieces};
    use super::*;
    use crate::event::Author;
    use crate::id::Seq;
    use crate::time::Timestamp;
    use proptest::prelude::*;

    #[test]
    fn search_matches_each_word_and_the_last_as_a_prefix() {
        assert_eq!(query("ada  lovel").as_deref(), Some("\"ada\" AND \"lovel\"*"));
        assert_eq!(query("ada@example.com").as_deref(), Some("\"ada@example.com\"*"));
        assert_eq!(query(" -- \" * ").as_deref(), None);
        assert_eq!(query("a OR b").as_deref(), Some("\"a\" AND \"OR\" AND \"b\""));
        let long = query(&"word ".repeat(40)).unwrap();
        assert_eq!(long.matches("word").count(), MAX_TERMS);
    }

    #[test]
    fn what_is_in_quotes_matches_as_a_whole_and_a_word_in_all_its_spellings() {
        assert_eq!(
            query("\"answer number 1\" ad").as_deref(),
            Some("\"answer number 1\" AND \"ad\"*")
        );
        assert_eq!(query("“number 1”").as_deref(), Some("\"number 1\""));
        assert_eq!(
            query("an der straße").as_deref(),
            Some("\"an\" AND \"der\" AND (\"straße\"* OR \"strasse\"*)")
        );
    }

    #[test]
    fn an_agent_is_one_search_term() {
        let term = |id: &str| agent_term(&AgentId::parse(id).unwrap());
        assert!(term("agent_a-b").chars().all(|c| c.is_ascii_hexdigit()));
        assert_ne!(term("agent_a"), term("agent_a-b"));
        assert!(!term("agent_ab").starts_with(&format!("{} ", term("agent_a"))));
    }

    #[test]
    fn a_person_is_found_by_all_attributes_the_name_first() {
        let fields = [
            ("email", "ada@x.de"),
            ("first_name", "Ada"),
            ("bakery_size", "2 to 5"),
            ("last_name", "Love\u{2}lace"),
            ("phone", " "),
        ];
        let fields = fields.map(|(f, v)| (Field::from_name(f).unwrap(), v.to_owned()));
        assert_eq!(search_text(&Attributes::from(fields)), "Ada Love lace ada@x.de 2 to 5");
    }

    #[test]
    fn the_beginning_of_a_long_chat_is_indexed() {
        let line = |n: u64, text: &str| {
            let event = Event::Said { by: Author::Visitor, text: text.to_owned(), file: None };
            Logged { seq: Seq(n), at: Timestamp(n), id: None, event }
        };
        let log = [line(1, "Hello"), line(2, &"é".repeat(9_000)), line(3, "late")];
        let indexed = said(&log);
        assert!(indexed.starts_with("Hello\néé") && !indexed.contains("late"));
        assert_eq!(indexed.chars().count(), MAX_INDEXED_CHARS + 1);
    }

    #[test]
    fn a_search_result_is_split_at_its_highlights() {
        let piece = |text: &str, hit| Piece { text: text.to_owned(), hit };
        assert_eq!(
            pieces("…about \u{2}hats\u{3} and \u{2}more\u{3}"),
            [
                piece("…about ", false),
                piece("hats", true),
                piece(" and ", false),
                piece("more", true)
            ]
        );
        assert_eq!(pieces("plain"), [piece("plain", false)]);
        assert_eq!(pieces(""), []);
    }

    proptest! {
        #[test]
        fn any_input_becomes_quoted_terms(typed in any::<String>()) {
            if let Some(query) = query(&typed) {
                prop_assert_eq!(query.matches('"').count() % 2, 0);
                let outside: String = query.split('"').step_by(2).collect();
                let operators = outside.replace("AND", "").replace("OR", "");
                prop_assert!(operators.chars().all(|c| " ()*".contains(c)), "{}", query);
                prop_assert!(!query.chars().any(char::is_control));
            }
        }

        #[test]
        fn no_indexed_text_has_a_highlight_character(text in any::<String>()) {
            let event = Event::Said { by: Author::Visitor, text, file: None };
            let logged = Logged { seq: Seq(1), at: Timestamp(1), id: None, event };
            prop_assert!(!said([&logged]).contains([HIGHLIGHT.0, HIGHLIGHT.1]));
        }
    }
}
