//! What is counted, and what of a conversation's log counts as what.

use crate::event::{Event, Logged};
use crate::person::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// What goals begin with where a count is text; no other count has a slash.
const GOAL: &str = "goal/";

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
}

/// A text that names nothing that is counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not counted: use triggered, engaged, completed, acquired, or goal/ and the goal's name"
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
            other => match other.strip_prefix(GOAL) {
                Some(goal) => Ok(Self::Goal(goal.to_owned())),
                None => Err(NoCount(other.chars().take(24).collect())),
            },
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
pub struct Counted(BTreeSet<Count>);

impl Counted {
    /// Folds further events in, and gives what they add.
    pub fn note(&mut self, events: &[Logged]) -> Vec<Count> {
        let counts = events.iter().filter_map(|logged| counted(&logged.event));
        counts.filter(|count| self.0.insert(count.clone())).collect()
    }
}
