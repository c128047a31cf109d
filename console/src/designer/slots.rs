//! The ways out of a card.

use super::card::{Kind, list};
use super::draft::object;
use serde_json::Value;

/// One way out of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Slot {
    /// The only way out of a card without branches.
    Next,
    /// The response of that index.
    Response(usize),
    /// The condition's branch of that index.
    Branch(usize),
    /// Taken if no branch of the condition matches.
    Else,
}

/// Returns every way out of a card, in order.
pub(crate) fn slots(card: &Value) -> Vec<Slot> {
    match Kind::from_card(card) {
        Kind::LiveChat => Vec::new(),
        Kind::Question => (0..list(card, "responses").len()).map(Slot::Response).collect(),
        Kind::Condition => {
            let branches = (0..list(card, "branches").len()).map(Slot::Branch);
            branches.chain([Slot::Else]).collect()
        }
        _ => vec![Slot::Next],
    }
}

/// Returns the id of the card that a way out leads to.
pub(crate) fn next(card: &Value, slot: Slot) -> Option<&str> {
    let holder = match slot {
        Slot::Next => card,
        Slot::Response(index) => card.get("responses")?.get(index)?,
        Slot::Branch(index) => card.get("branches")?.get(index)?,
        Slot::Else => card.get("else")?,
    };
    holder.get("next")?.as_str()
}

/// Connects a way out to that id; `None` ends the branch. Does nothing if the way out doesn't
/// exist.
pub(crate) fn set_next(card: &mut Value, slot: Slot, to: Option<&str>) {
    let holder = match slot {
        Slot::Next => Some(&mut *card),
        Slot::Response(index) => card.get_mut("responses").and_then(|list| list.get_mut(index)),
        Slot::Branch(index) => card.get_mut("branches").and_then(|list| list.get_mut(index)),
        Slot::Else if to.is_none() => card.get_mut("else"),
        Slot::Else => Some(object(card).entry("else").or_insert(Value::Null)),
    };
    let Some(holder) = holder else { return };
    match to {
        Some(id) => {
            object(holder).insert("next".to_owned(), id.into());
        }
        None => {
            if let Some(holder) = holder.as_object_mut() {
                holder.remove("next");
            }
        }
    }
}

/// Returns the way out that continues when a card is inserted in between: the else branch of a
/// condition, the first response of a question.
pub(super) fn main_slot(card: &Value) -> Option<Slot> {
    let all = slots(card);
    if Kind::from_card(card) == Kind::Condition {
        all.last().copied()
    } else {
        all.first().copied()
    }
}
