//! Where cards can be inserted or moved to, and why not elsewhere.

use super::card::Kind;
use super::draft::{Draft, Key};
use super::graph::{Graph, Leads};
use super::ops;
use super::slots::Slot;
use crate::texts::t;
use serde_json::Value;

/// The largest number of cards a stream can be published with.
pub(crate) const MAX_CARDS: usize = 500;

/// A position where cards can be inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// Before the first card.
    Start,
    /// On a way out of a card: at the end of its branch, or between the card and its successor.
    Slot(Key, Slot),
    /// Below a live chat card.
    Below(Key),
}

/// What is inserted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Load {
    /// A new card.
    New(Kind),
    /// An existing card, with or without everything below it.
    Move(Key, Whole),
    /// Copied cards, the topmost first.
    Copied(Vec<Value>),
}

/// How much is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    /// The card and everything below it.
    Branch,
    /// The card only; its successor moves up.
    Card,
}

/// Why an edit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EditError {
    /// A live chat card is always the last of its branch.
    #[error("{}", t!("designer-drop-below-chat"))]
    BelowLiveChat,
    /// A live chat card can't be inserted between others.
    #[error("{}", t!("designer-drop-chat-between"))]
    LiveChatBetween,
    /// The inserted cards have no open end that the successor could follow.
    #[error("{}", t!("designer-drop-no-end"))]
    NoOpenEnd,
    #[error("{}", t!("designer-drop-itself"))]
    IntoItself,
    #[error("{}", t!("designer-drop-there"))]
    There,
    /// The first card can't be moved with everything below it.
    #[error("{}", t!("designer-drop-first"))]
    First,
    /// The stream would loop without asking the visitor anything.
    #[error("{}", t!("designer-drop-circle"))]
    Circle,
    #[error("{}", t!("designer-drop-too-many", most = MAX_CARDS))]
    TooMany,
    /// The card was removed in the meantime.
    #[error("{}", t!("designer-drop-gone"))]
    Gone,
}

/// Checks whether something can be inserted there; returns why not.
pub(crate) fn can_drop(draft: &Draft, load: &Load, target: Target) -> Result<(), EditError> {
    ops::insert(draft, load, target).map(|_| ())
}

/// The quick checks, which need no trial edit: what can be inserted at all, and where it can't.
pub(super) fn allowed(
    draft: &Draft,
    graph: &Graph,
    load: &Load,
    target: Target,
) -> Result<(), EditError> {
    let index = |key| draft.index(key).ok_or(EditError::Gone);
    if let Target::Below(key) = target {
        index(key)?;
        return Err(EditError::BelowLiveChat);
    }
    let added = match load {
        Load::New(_) => 1,
        Load::Move(..) => 0,
        Load::Copied(cards) => cards.len(),
    };
    if added > 0 && draft.cards.len() + added > MAX_CARDS {
        return Err(EditError::TooMany);
    }
    let from = match target {
        Target::Slot(key, slot) => {
            let from = index(key)?;
            if !graph.slots[from].iter().any(|(other, _)| *other == slot) {
                return Err(if draft.kind(key) == Kind::LiveChat {
                    EditError::BelowLiveChat
                } else {
                    EditError::Gone
                });
            }
            Some((from, slot))
        }
        _ => None,
    };
    let Load::Move(key, whole) = load else { return Ok(()) };
    let moved = index(*key)?;
    let there = match from {
        Some(holder) => graph.parent[moved] == Some(holder),
        None => graph.first == Some(moved),
    };
    if there {
        return Err(EditError::There);
    }
    match whole {
        Whole::Branch if graph.first == Some(moved) => Err(EditError::First),
        Whole::Branch if from.is_some_and(|(from, _)| graph.below(moved).contains(&from)) => {
            Err(EditError::IntoItself)
        }
        Whole::Card if from.is_some_and(|(from, _)| from == moved) => Err(EditError::IntoItself),
        _ => Ok(()),
    }
}

/// Returns the card that follows a way out.
pub(super) fn follower(graph: &Graph, from: usize, slot: Slot) -> Option<usize> {
    let (_, leads) = graph.slots[from].iter().find(|(other, _)| *other == slot)?;
    match leads {
        Leads::To(to) => Some(*to),
        Leads::End | Leads::Void(_) => None,
    }
}
