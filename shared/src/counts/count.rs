//! Counts: what is counted of a dialogue, and which events of a conversation count.

use crate::event::{Event, Logged};
use crate::id::{CardId, ResponseId, Version};
use crate::person::Field;
use crate::stream::{Card, Stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Prefixes of goals, cards and questions in the text form of a count; no other count has a slash.
const GOAL: &str = "goal/";
const REACHED: &str = "reached/";
const PASSED: &str = "passed/";
const DOWNLOADED: &str = "downloaded/";
const ASKED: &str = "asked/";
const ANSWERED: &str = "answered/";
const CHOSEN: &str = "chosen/";

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
    /// The visitor passed any goal.
    Converted,
    /// The visitor passed a goal with this name.
    Goal(String),
    /// The visitor reached this card, after a response.
    Reached(CardId),
    /// The visitor did what this card waits for, or opened its document.
    Passed(CardId),
    /// The visitor downloaded the document of this card.
    Downloaded(CardId),
    /// The visitor saw this question of this version, after a response or with it.
    Asked(Version, CardId),
    /// The visitor chose any response of this question.
    Answered(Version, CardId),
    /// The visitor chose this response of this question.
    Chosen(Version, CardId, ResponseId),
}

/// The text is no count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not counted: use triggered, engaged, completed, acquired, converted, goal/ and the goal's \
     name, reached/, passed/ or downloaded/ and the card's id, or asked/, answered/ or chosen/ with the version, the \
     card's id and the response's"
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
            "converted" => Ok(Self::Converted),
            other => {
                let card = |prefix| CardId::parse(other.strip_prefix(prefix)?).ok();
                let goal = || other.strip_prefix(GOAL).map(|goal| Self::Goal(goal.to_owned()));
                let found = goal().or_else(|| card(REACHED).map(Self::Reached));
                let found = found.or_else(|| card(PASSED).map(Self::Passed));
                let found = found.or_else(|| card(DOWNLOADED).map(Self::Downloaded));
                let found = found.or_else(|| of_question(other));
                found.ok_or_else(|| NoCount(other.chars().take(24).collect()))
            }
        }
    }
}

/// Reads a count of a question: its version, its card, and for a choice the response.
fn of_question(text: &str) -> Option<Count> {
    let read = |rest: &str| {
        let (version, card) = rest.split_once('/')?;
        Some((Version(version.parse().ok()?), CardId::parse(card).ok()?))
    };
    let asked =
        || read(text.strip_prefix(ASKED)?).map(|(version, card)| Count::Asked(version, card));
    let answered =
        || read(text.strip_prefix(ANSWERED)?).map(|(version, card)| Count::Answered(version, card));
    let chosen = || {
        let (question, response) = text.strip_prefix(CHOSEN)?.rsplit_once('/')?;
        let (version, card) = read(question)?;
        Some(Count::Chosen(version, card, ResponseId::parse(response).ok()?))
    };
    asked().or_else(answered).or_else(chosen)
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
            Self::Converted => f.write_str("converted"),
            Self::Goal(goal) => write!(f, "{GOAL}{goal}"),
            Self::Reached(card) => write!(f, "{REACHED}{card}"),
            Self::Passed(card) => write!(f, "{PASSED}{card}"),
            Self::Downloaded(card) => write!(f, "{DOWNLOADED}{card}"),
            Self::Asked(version, card) => write!(f, "{ASKED}{}/{card}", version.0),
            Self::Answered(version, card) => write!(f, "{ANSWERED}{}/{card}", version.0),
            Self::Chosen(version, card, response) => {
                write!(f, "{CHOSEN}{}/{card}/{response}", version.0)
            }
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
        Event::Captured { values, .. }
        | Event::AnswerCorrected { values, .. }
        | Event::MessageLeft { values, .. } => {
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
    /// The version that the conversation began with.
    version: Option<Version>,
}

impl Counted {
    /// Folds further events of a conversation along this stream in; returns the counts that they add.
    pub fn note(&mut self, stream: &Stream, events: &[Logged]) -> Vec<Count> {
        let mut added = Vec::new();
        for logged in events {
            let steps = self.steps(stream, &logged.event);
            for count in counted(&logged.event).into_iter().chain(steps) {
                if self.has_room_for(&count) && self.reported.insert(count.clone()) {
                    added.push(count);
                }
            }
        }
        added
    }

    /// The counts of cards that an event adds.
    fn steps(&mut self, stream: &Stream, event: &Event) -> Vec<Count> {
        let mut steps = Vec::new();
        match event {
            Event::Started { version, .. } => self.version = Some(*version),
            Event::Captured { card, .. } => self.filling = Some(card.clone()),
            Event::Answered { card, response } => {
                steps.push(Count::Passed(card.clone()));
                // What is not counted as asked is not counted as answered.
                let is_asked = |version: &Version| {
                    self.reported.contains(&Count::Asked(*version, card.clone()))
                };
                if let Some(version) = self.version.filter(is_asked) {
                    steps.push(Count::Answered(version, card.clone()));
                    steps.push(Count::Chosen(version, card.clone(), response.clone()));
                }
            }
            Event::AvailabilityChecked { card, .. } | Event::DocumentOpened { card } => {
                steps.push(Count::Passed(card.clone()));
            }
            Event::DocumentDownloaded { card } => steps.push(Count::Downloaded(card.clone())),
            Event::Shown { card } | Event::GoalReached { card, .. } => {
                steps.extend(self.filling.take().map(Count::Passed));
                steps.push(Count::Reached(card.clone()));
                if matches!(stream.card(card), Some(Card::Question(_))) {
                    steps.extend(self.version.map(|version| Count::Asked(version, card.clone())));
                }
            }
            Event::Completed { .. } => steps.extend(self.filling.take().map(Count::Passed)),
            _ => {}
        }
        steps
    }

    fn has_room_for(&self, count: &Count) -> bool {
        let is_card = |reported: &&Count| matches!(reported, Count::Reached(_));
        match count {
            Count::Reached(_) => self.reported.iter().filter(is_card).count() < MAX_CARDS,
            Count::Asked(_, card) => self.reported.contains(&Count::Reached(card.clone())),
            _ => true,
        }
    }
}

impl Count {
    /// Whether it is a count of a card.
    pub const fn is_card_count(&self) -> bool {
        matches!(
            self,
            Self::Reached(_)
                | Self::Passed(_)
                | Self::Downloaded(_)
                | Self::Asked(..)
                | Self::Answered(..)
                | Self::Chosen(..)
        )
    }
}
