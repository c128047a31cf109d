//! Which cards exist, and the text of each.

use super::inside;
use super::{Cards, Changes, quoted};
use crate::stream::Card;
use serde_json::Value;

pub(super) fn compare(before: &Cards<'_>, after: &Cards<'_>, changes: &mut Changes) {
    if before.first != after.first {
        changes.seen(format!("It begins at “{}” now, not at “{}”.", after.first, before.first));
    }
    for card in &after.read {
        changes.about(card.id());
        match before.card(card.id()) {
            None => added(card, changes),
            Some(before) => inside::compare(before, card, changes),
        }
    }
    for card in before.read.iter().filter(|card| after.card(card.id()).is_none()) {
        changes.about(card.id());
        let message = format!("The {} is gone{}.", kind(card), saying(card));
        changes.add(is_seen(card), message);
    }
    broken(before, after, changes);
}

fn added(card: &Card, changes: &mut Changes) {
    let message = format!("There is a new {}{}.", kind(card), saying(card));
    changes.add(is_seen(card), message);
}

/// Cards that can't be parsed can't be compared either.
fn broken(before: &Cards<'_>, after: &Cards<'_>, changes: &mut Changes) {
    changes.card = None;
    for card in after.broken.iter().filter(|card| !before.broken.contains(card)) {
        let id = card.get("id").and_then(Value::as_str).unwrap_or_default();
        let id = quoted(id);
        changes.seen(format!("The card {id} can't be read, so it was not compared. Check it."));
    }
    for card in before.broken.iter().filter(|card| !after.broken.contains(card)) {
        let id = quoted(card.get("id").and_then(Value::as_str).unwrap_or_default());
        changes.seen(format!("The card {id} could not be read before."));
    }
}

/// Whether the visitor sees the card. A condition is not seen, but decides where they go.
const fn is_seen(card: &Card) -> bool {
    !matches!(card, Card::Goal(_) | Card::Action(_))
}

/// The name of the card's type.
pub(super) const fn kind(card: &Card) -> &'static str {
    match card {
        Card::Message(_) => "message",
        Card::Question(_) => "question",
        Card::Capture(_) => "information capture",
        Card::Condition(_) => "condition",
        Card::Goal(_) => "goal",
        Card::Action(_) => "action",
        Card::LiveChat(_) => "live chat",
    }
}

fn saying(card: &Card) -> String {
    match card {
        Card::Goal(goal) => format!(": {}", quoted(&goal.goal)),
        Card::Action(action) => {
            format!(": {} becomes {}", action.attribute.as_str(), quoted(&action.value))
        }
        card if card.text().is_empty() => String::new(),
        card => format!(": {}", quoted(card.text())),
    }
}
