//! What a browser tells by itself: that a dialogue was shown, or came to its end without a response,
//! so that there is no conversation that could tell.

use super::{Count, Mark};
use crate::event::words;
use crate::id::{DialogueId, VisitId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many marks a beacon carries at most: more than a page view ever makes.
pub const MAX_MARKS: usize = 50;

words!(
    /// What a browser may count by itself; anything else its conversation tells.
    Seen {
        /// A dialogue was shown.
        Triggered = "triggered",
        /// It came to the end of a branch without asking anything.
        Completed = "completed",
    }
);

/// `POST /v1/sites/{site}/counts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beacon {
    /// The visit it happened in.
    pub visit: VisitId,
    /// What happened.
    pub marks: Vec<SeenMark>,
}

/// One thing a browser saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenMark {
    /// Of which dialogue.
    pub dialogue: DialogueId,
    /// What.
    pub count: Seen,
}

/// A beacon with more than it may carry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A beacon has at most {MAX_MARKS} marks, not {given}. Send them in parts.")]
pub struct TooManyMarks {
    /// How many it has.
    pub given: usize,
}

impl From<Seen> for Count {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Triggered => Self::Triggered,
            Seen::Completed => Self::Completed,
        }
    }
}

impl Beacon {
    /// Its marks, for a beacon that came at that moment.
    pub fn marks(self, at: Timestamp) -> Result<Vec<Mark>, TooManyMarks> {
        if self.marks.len() > MAX_MARKS {
            return Err(TooManyMarks { given: self.marks.len() });
        }
        let Self { visit, marks } = self;
        let mark = |SeenMark { dialogue, count }| Mark {
            dialogue,
            visit: visit.clone(),
            count: count.into(),
            at,
        };
        Ok(marks.into_iter().map(mark).collect())
    }
}
