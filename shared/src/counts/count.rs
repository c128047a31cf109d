//! Counts: what is counted of a dialogue, and which events of a conversation count.

use crate::event::{Event, Logged};
use crate::id::CardId;
use crate::person::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Prefix of goals and cards in the text form of a count; no other count has a slash.
const GOAL: &str = "goal/";
const REACHED: &str = "reached/";
const PASSED: &str = "passed/";

/// Most cards that are counted for a conversation.
pub const MAX_CARDS: usize = 100;

/// Something that is counted of a dialogue, once for each visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Count {
    /// It was shown to a visitor.
    Triggered,
    /// The visitor responded for the first time. Opening the panel is no response.
    Engaged,
    /// The visitor reached the end of any branch.
    Completed,
    /// The visitor left an e-mail address, so a person was acquired.
    Acquired,
    /// The visitor passed a goal with this name.
    Goal(String),
    /// The visitor reached this card, after a response.
    Reached(CardId),
    /// The visitor did what this card waits for.
    Passed(CardId),
}

/// The text is no count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not counted: use triggered, engaged, completed, acquired, goal/ and the goal's name, or \
     reached/ or passed/ and the card's id"
)]
pub struct NoCount(String);

impl TryFrom<String> for Count {
    type Error = NoCount;
    fn try_from(text: String) -> Result<Self, NoCount> {
        match text.as_str() {
            "triggered" => Ok(Self::Triggered),
            "engaged" => Ok(Self::Engaged),
            "completed" => Ok(Self::Completed),
            "acquired" => Ok(Self::Acquired),
            other => {
                let card = |prefix| CardId::parse(other.strip_prefix(prefix)?).ok();
                let goal = || other.strip_prefix(GOAL).map(|goal| Self::Goal(goal.to_owned()));
                let found = goal().or_else(|| card(REACHED).map(Self::Reached));
                let found = found.or_else(|| card(PASSED).map(Self::Passed));
                found.ok_or_else(|| NoCount(other.chars().take(24).collect()))
            }
        }
    }
}

impl From<Count> for String {
    fn from(count: Count) -> Self {
        count.to_string()
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Triggered => f.write_str("triggered"),
            Self::Engaged => f.write_str("engaged"),
            Self::Completed => f.write_str("completed"),
            Self::Acquired => f.write_str("acquired"),
            Self::Goal(goal) => write!(f, "{GOAL}{goal}"),
            Self::Reached(card) => write!(f, "{REACHED}{card}"),
            Self::Passed(card) => write!(f, "{PASSED}{card}"),
        }
    }
}

/// What an event of a conversation counts as, if anything.
pub fn counted(event: &Event) -> Option<Count> {
    match event {
        // The first response starts the conversation.
        Event::Started { .. } => Some(Count::Engaged),
        Event::Completed { .. } => Some(Count::Completed),
        Event::GoalReached { goal, .. } => Some(Count::Goal(goal.clone())),
        // An empty value means that the field was skipped.
        Event::Captured { values, .. } | Event::MessageLeft { values, .. } => {
            values.get(&Field::Email).filter(|email| !email.is_empty()).map(|_| Count::Acquired)
        }
        _ => None,
    }
}

/// The counts of a conversation's log. It is a fold of the log, so each count is reported once,
/// however often it happens, and nothing is reported again after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    reported: BTreeSet<Count>,
    /// The capture card that the visitor is filling in. It is passed when the next event follows.
    filling: Option<CardId>,
}

impl Counted {
    /// Folds further events in; returns the counts that they add.
    pub fn note(&mut self, events: &[Logged]) -> Vec<Count> {
        let mut added = Vec::new();
        for logged in events {
            let steps = self.steps(&logged.event);
            for count in counted(&logged.event).into_iter().chain(steps) {
                if self.has_room_for(&count) && self.reported.insert(count.clone()) {
                    added.push(count);
                }
            }
        }
        added
    }

    /// The counts of cards that an event adds.
    fn steps(&mut self, event: &Event) -> Vec<Count> {
        let mut steps = Vec::new();
        match event {
            Event::Captured { card, .. } => self.filling = Some(card.clone()),
            Event::Answered { card, .. } | Event::AvailabilityChecked { card, .. } => {
                steps.push(Count::Passed(card.clone()));
            }
            Event::Shown { card } | Event::GoalReached { card, .. } => {
                steps.extend(self.filling.take().map(Count::Passed));
                steps.push(Count::Reached(card.clone()));
            }
            Event::Completed { .. } => steps.extend(self.filling.take().map(Count::Passed)),
            _ => {}
        }
        steps
    }

    fn has_room_for(&self, count: &Count) -> bool {
        let is_card = |reported: &&Count| matches!(reported, Count::Reached(_));
        !matches!(count, Count::Reached(_))
            || self.reported.iter().filter(is_card).count() < MAX_CARDS
    }
}

impl Count {
    /// Whether it is a count of a card.
    pub const fn is_card_count(&self) -> bool {
        matches!(self, Self::Reached(_) | Self::Passed(_))
    }
}
