//! Streams: the graph of a dialogue's cards, and the check before publishing.

mod card;
#[cfg(feature = "serde")]
mod cards;
#[cfg(feature = "serde")]
mod check;
#[cfg(feature = "serde")]
mod document;
#[cfg(feature = "serde")]
mod finding;
#[cfg(feature = "serde")]
mod graph;
#[cfg(feature = "serde")]
mod routes;
#[cfg(feature = "serde")]
mod shape;
#[cfg(feature = "serde")]
mod translation;
#[cfg(feature = "serde")]
mod unknown;
#[cfg(feature = "serde")]
mod ways;

pub use card::{
    ActionCard, Branch, CaptureCard, CaptureField, Card, ConditionCard, DocumentCard, GoalCard,
    LiveChatCard, MessageCard, Otherwise, QuestionCard, Response, Route,
};
#[cfg(feature = "serde")]
pub use cards::MAX_TEXT_CHARS;
#[cfg(feature = "serde")]
pub use check::{Checked, check_document};
#[cfg(feature = "serde")]
pub use document::{DocumentAddress, MAX_TITLE_CHARS, documents_in};
#[cfg(feature = "serde")]
pub use finding::{Code, Finding, Severity};
#[cfg(feature = "serde")]
pub use routes::{routes_in, routes_of};
#[cfg(feature = "serde")]
pub use shape::Shape;
#[cfg(feature = "serde")]
pub use translation::{TextId, Texts, Translations, texts};
#[cfg(feature = "serde")]
pub use unknown::unknown_fields;
#[cfg(feature = "serde")]
pub(crate) use ways::tests;
#[cfg(feature = "serde")]
pub use ways::{Act, Covered, Explored, MAX_STEPS, Search, Target, Way, Ways};

use crate::id::CardId;
use crate::prelude::*;

/// A dialogue's cards, and the first of them.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stream {
    /// The card that a visitor sees first.
    pub first: CardId,
    /// All cards, in the author's order.
    pub cards: Vec<Card>,
}

impl Stream {
    /// The card with this id.
    pub fn card(&self, id: &CardId) -> Option<&Card> {
        self.cards.iter().find(|card| card.id() == id)
    }
}
