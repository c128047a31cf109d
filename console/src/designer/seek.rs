//! Finding cards by what they say.

use super::card::{Kind, list, text, title};
use super::draft::{Draft, Key};
use serde_json::Value;

/// The cards that say something, in the author's order; small and capital letters are the same.
pub(crate) fn seek(draft: &Draft, words: &str) -> Vec<Key> {
    let words = words.trim().to_lowercase();
    if words.is_empty() {
        return Vec::new();
    }
    let says = |card: &Value| {
        let labels = ["responses", "fields"].into_iter().flat_map(|name| list(card, name));
        let labels = labels.map(|one| text(one, "label").to_owned());
        let own = [title(card), text(card, "id").to_owned(), Kind::of(card).name().to_owned()];
        own.into_iter().chain(labels).any(|said| said.to_lowercase().contains(&words))
    };
    draft.cards.iter().filter(|entry| says(&entry.card)).map(|entry| entry.key).collect()
}
