//! Dialogues as files: the canonical form, and the differences of two files.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::streams::any_stream;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::stream::Card;
use shared::text::{File, canonical, diff};

fn cards(stream: &Value) -> Vec<Card> {
    let read = |card: &Value| serde_json::from_value(card.clone()).unwrap();
    let mut cards: Vec<Card> = stream["cards"].as_array().unwrap().iter().map(read).collect();
    cards.sort_by(|a, b| a.id().cmp(b.id()));
    cards
}

fn file(stream: &Value) -> File {
    File::read(&json!({ "name": "a", "stream": stream }).to_string()).unwrap()
}

proptest! {
    #[test]
    fn two_streams_differ_exactly_when_a_difference_is_reported(
        one in any_stream(), other in any_stream(), picked in any::<prop::sample::Index>(),
    ) {
        prop_assert_eq!(diff(&file(&one), &file(&one)), []);
        let said = !diff(&file(&one), &file(&other)).is_empty();
        prop_assert_eq!(said, cards(&one) != cards(&other));
        // Changing a single card must also be reported.
        let there = other["cards"].as_array().unwrap();
        let card = &there[picked.index(there.len())];
        let mut mixed = one.clone();
        let index = mixed["cards"].as_array().unwrap().iter().position(|own| own["id"] == card["id"]);
        if let Some(index) = index {
            mixed["cards"][index] = card.clone();
            let changes = diff(&file(&one), &file(&mixed));
            prop_assert_eq!(!changes.is_empty(), cards(&one) != cards(&mixed));
            let id = card["id"].as_str();
            prop_assert!(changes.iter().all(|change| change.card.as_deref() == id), "{:?}", changes);
        }
    }

    #[test]
    fn a_written_file_has_the_same_dialogue_and_the_same_bytes(stream in any_stream()) {
        let whole = json!({ "stream": stream, "name": "a", "mine": [1, 2.5] });
        let text = canonical(&whole);
        let read = File::read(&text).unwrap();
        prop_assert_eq!(&read.document, &whole);
        prop_assert_eq!(canonical(&read.document), text);
    }
}
