//! What is counted, and what of a conversation's log counts as what.

use crate::event::{Event, Logged};
use crate::id::CardId;
use crate::person::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// What goals and cards begin with where a count is text; no other count has a slash.
const GOAL: &str = "goal/";
const REACHED: &str = "reached/";
const PASSED: &str = "passed/";

/// How many cards of a conversation are told of at most; who comes to more has seen enough of them.
pub const MAX_CARDS: usize = 100;

/// One thing that can be counted of a dialogue, once for each visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Count {
    /// It was shown to a visitor.
    Triggered,
    /// A visitor responded for the first time; opening the panel is no response.
    Engaged,
    /// A visitor came to the end of a branch, whichever.
    Completed,
    /// A visitor left an e-mail address: a person was acquired.
    Acquired,
    /// A visitor passed a goal of that name.
    Goal(String),
    /// A visitor came to a card, having responded somewhere.
    Reached(CardId),
    /// A visitor did what a card waits for.
    Passed(CardId),
}

/// A text that names nothing that is counted.
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

/// What an event of a conversation counts as, if as anything.
pub fn counted(event: &Event) -> Option<Count> {
    match event {
        // The first response makes the conversation.
        Event::Started { .. } => Some(Count::Engaged),
        Event::Completed { .. } => Some(Count::Completed),
        Event::GoalReached { goal, .. } => Some(Count::Goal(goal.clone())),
        // An empty value was skipped.
        Event::Captured { values, .. } => {
            values.get(&Field::Email).filter(|email| !email.is_empty()).map(|_| Count::Acquired)
        }
        _ => None,
    }
}

/// What a conversation's log has come to so far: its fold, so that each thing is told once however
/// often it happens, and nothing is told again after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    reported: BTreeSet<Count>,
    /// The capture card that the visitor is filling in: it is passed when something comes after it.
    filling: Option<CardId>,
}

impl Counted {
    /// Folds further events in, and gives what they add.
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

    /// What an event says of the visitor's way from card to card.
    fn steps(&mut self, event: &Event) -> Vec<Count> {
        let mut steps = Vec::new();
        match event {
            Event::Captured { card, .. } => self.filling = Some(card.clone()),
            Event::Answered { card, .. } => steps.push(Count::Passed(card.clone())),
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
    /// Whether it is about one card of a stream.
    pub const fn is_card_count(&self) -> bool {
        matches!(self, Self::Reached(_) | Self::Passed(_))
    }
}
