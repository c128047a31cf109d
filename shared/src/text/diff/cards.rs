//! Which cards exist, and the text of each.

use super::inside;
use super::{Cards, Changes};
use crate::stream::Card;
use serde_json::Value;

pub(super) fn compare(before: &Cards<'_>, after: &Cards<'_>, changes: &mut Changes<'_>) {
    if before.first != after.first {
        changes.seen(
            "first",
            "It begins at “{0}” now, not at “{1}”.",
            &[after.first, before.first],
        );
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
        let (kind, saying) = (kind(card, changes), saying(card, changes));
        let message = (changes.say)("card-gone", "The {0} is gone{1}.", &[&kind, &saying]);
        changes.add(is_seen(card), message);
    }
    broken(before, after, changes);
}

fn added(card: &Card, changes: &mut Changes<'_>) {
    let (kind, saying) = (kind(card, changes), saying(card, changes));
    let message = (changes.say)("card-new", "There is a new {0}{1}.", &[&kind, &saying]);
    changes.add(is_seen(card), message);
}

/// Cards that can't be parsed can't be compared either.
fn broken(before: &Cards<'_>, after: &Cards<'_>, changes: &mut Changes<'_>) {
    changes.card = None;
    for card in after.broken.iter().filter(|card| !before.broken.contains(card)) {
        let id = card.get("id").and_then(Value::as_str).unwrap_or_default();
        let id = changes.quoted(id);
        changes.seen(
            "card-unreadable",
            "The card {0} can't be read, so it was not compared. Check it.",
            &[&id],
        );
    }
    for card in before.broken.iter().filter(|card| !after.broken.contains(card)) {
        let id = changes.quoted(card.get("id").and_then(Value::as_str).unwrap_or_default());
        changes.seen("card-was-unreadable", "The card {0} could not be read before.", &[&id]);
    }
}

/// Whether the visitor sees the card. A condition is not seen, but decides where they go.
const fn is_seen(card: &Card) -> bool {
    !matches!(card, Card::Goal(_) | Card::Action(_))
}

/// The name of the card's type.
pub(super) fn kind(card: &Card, changes: &Changes<'_>) -> String {
    let (id, english) = match card {
        Card::Message(_) => ("message", "message"),
        Card::Question(_) => ("question", "question"),
        Card::Capture(_) => ("capture", "information capture"),
        Card::Condition(_) => ("condition", "condition"),
        Card::Goal(_) => ("goal", "goal"),
        Card::Action(_) => ("action", "action"),
        Card::Document(_) => ("document", "document"),
        Card::LiveChat(_) => ("live-chat", "live chat"),
    };
    (changes.say)(id, english, &[])
}

fn saying(card: &Card, changes: &Changes<'_>) -> String {
    match card {
        Card::Goal(goal) => format!(": {}", changes.quoted(&goal.goal)),
        Card::Action(action) => {
            let value = changes.quoted(&action.value);
            (changes.say)("becomes", ": {0} becomes {1}", &[action.attribute.as_str(), &value])
        }
        Card::Document(document) => format!(": {}", changes.quoted(&document.title)),
        card if card.text().is_empty() => String::new(),
        card => format!(": {}", changes.quoted(card.text())),
    }
}
