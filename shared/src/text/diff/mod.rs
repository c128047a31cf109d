//! The differences between two versions of a dialogue, as sentences about what a visitor sees.

mod audience;
mod cards;
mod inside;

use super::File;
use crate::id::CardId;
use crate::stream::Card;
use crate::wording::{Phrases, english};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A difference between two texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The card's id; `None` for the dialogue as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Whether a visitor can notice it. They don't notice stored values, goals and names.
    pub seen: bool,
    pub message: String,
}

/// All differences. The order of fields and cards in the file makes no difference.
pub fn diff(before: &File, after: &File) -> Vec<Change> {
    diff_in(before, after, &english)
}

/// The same, in the sentences of `say`.
pub fn diff_in(before: &File, after: &File, say: Phrases<'_>) -> Vec<Change> {
    let mut changes = Changes { all: Vec::new(), card: None, say };
    audience::compare(&before.draft, &after.draft, &mut changes);
    cards::compare(&Cards::new(before), &Cards::new(after), &mut changes);
    changes.all
}

/// The differences found so far.
struct Changes<'s> {
    all: Vec<Change>,
    card: Option<String>,
    say: Phrases<'s>,
}

impl Changes<'_> {
    /// Sets the card that the next differences are about.
    fn about(&mut self, card: &CardId) {
        self.card = Some(card.to_string());
    }

    fn seen(&mut self, id: &'static str, english: &str, values: &[&str]) {
        self.add(true, (self.say)(id, english, values));
    }

    fn unseen(&mut self, id: &'static str, english: &str, values: &[&str]) {
        self.add(false, (self.say)(id, english, values));
    }

    /// A text in quotes, cut for a sentence.
    fn quoted(&self, text: &str) -> String {
        const MOST: usize = 80;
        let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() > MOST {
            line = line.chars().take(MOST).chain(['…']).collect();
        }
        (self.say)("quoted", "“{0}”", &[&line])
    }

    /// Texts in quotes, one after the other.
    fn list<'t>(&self, texts: impl Iterator<Item = &'t str>) -> String {
        texts.map(|text| self.quoted(text)).collect::<Vec<_>>().join(", ")
    }

    /// The target of a branch as a text.
    fn leads(&self, next: Option<&CardId>) -> String {
        next.map_or_else(
            || (self.say)("the-end", "the end", &[]),
            |card| (self.say)("quoted", "“{0}”", &[card.as_str()]),
        )
    }

    fn add(&mut self, seen: bool, message: String) {
        self.all.push(Change { card: self.card.clone(), seen, message });
    }
}

/// The cards of a stream, each parsed separately, so that one broken card doesn't hide the others.
struct Cards<'f> {
    first: &'f str,
    /// The cards that could be parsed.
    read: Vec<Card>,
    /// The other cards.
    broken: Vec<&'f Value>,
}

impl<'f> Cards<'f> {
    fn new(file: &'f File) -> Self {
        let stream = &file.draft.stream;
        let written = stream.get("cards").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut cards = Self {
            first: stream.get("first").and_then(Value::as_str).unwrap_or_default(),
            read: Vec::new(),
            broken: Vec::new(),
        };
        for written in written {
            match Card::deserialize(written) {
                Ok(card) => cards.read.push(card),
                Err(_) => cards.broken.push(written),
            }
        }
        cards
    }

    fn card(&self, id: &CardId) -> Option<&Card> {
        self.read.iter().find(|card| card.id() == id)
    }
}

#[cfg(test)]
mod tests;
