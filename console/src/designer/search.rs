//! Searches the cards by their texts.

use super::card::{Kind, list, text, title};
use super::draft::{Draft, Key};
use serde_json::Value;

/// Returns the cards whose texts contain the query, in the author's order, ignoring case.
pub(crate) fn search(draft: &Draft, query: &str) -> Vec<Key> {
    let query = query.trim().to_lowercase();
    if query.is_empty() {
        return Vec::new();
    }
    let says = |card: &Value| {
        let labels = ["responses", "fields"].into_iter().flat_map(|name| list(card, name));
        let labels = labels.map(|one| text(one, "label").to_owned());
        let own =
            [title(card), text(card, "id").to_owned(), Kind::from_card(card).name().to_owned()];
        own.into_iter().chain(labels).any(|said| said.to_lowercase().contains(&query))
    };
    draft.cards.iter().filter(|entry| says(&entry.card)).map(|entry| entry.key).collect()
}
