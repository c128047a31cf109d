//! The graph of cards of a dialogue: its model, and what must hold before it is published.

mod card;
#[cfg(feature = "serde")]
mod cards;
#[cfg(feature = "serde")]
mod check;
#[cfg(feature = "serde")]
mod finding;
#[cfg(feature = "serde")]
mod graph;
#[cfg(feature = "serde")]
mod routes;
#[cfg(feature = "serde")]
mod shape;
#[cfg(feature = "serde")]
mod unknown;

pub use card::{
    ActionCard, Branch, CaptureCard, CaptureField, Card, ConditionCard, GoalCard, LiveChatCard,
    MessageCard, Otherwise, QuestionCard, Response, Route,
};
#[cfg(feature = "serde")]
pub use check::{Checked, check_document};
#[cfg(feature = "serde")]
pub use finding::{Code, Finding, Severity};
#[cfg(feature = "serde")]
pub use routes::routes_in;
#[cfg(feature = "serde")]
pub use shape::Shape;
#[cfg(feature = "serde")]
pub use unknown::unknown_fields;

use crate::id::CardId;
use crate::prelude::*;

/// The cards of a dialogue and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stream {
    /// The card a visitor meets first.
    pub first: CardId,
    /// All cards, in the author's order.
    pub cards: Vec<Card>,
}

impl Stream {
    /// The card of that id.
    pub fn card(&self, id: &CardId) -> Option<&Card> {
        self.cards.iter().find(|card| card.id() == id)
    }
}
