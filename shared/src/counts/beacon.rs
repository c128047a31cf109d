//! What a browser tells by itself: that a dialogue was shown, or came to its end without a response,
//! so that there is no conversation that could tell.

use super::{AnalyticsEvent, Count};
use crate::event::string_enum;
use crate::id::{DialogueId, VisitId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many marks a beacon carries at most: more than a page view ever makes.
pub const MAX_EVENTS: usize = 50;

string_enum!(
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Beacon {
    /// The visit it happened in.
    pub visit: VisitId,
    pub events: Vec<BeaconEvent>,
}

/// One thing a browser saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BeaconEvent {
    pub dialogue: DialogueId,
    pub count: Seen,
}

/// A beacon with more than it may carry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A beacon has at most {MAX_EVENTS} events, not {actual}. Send them in parts.")]
pub struct TooManyEvents {
    /// How many it has.
    pub actual: usize,
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
    pub fn events(self, at: Timestamp) -> Result<Vec<AnalyticsEvent>, TooManyEvents> {
        if self.events.len() > MAX_EVENTS {
            return Err(TooManyEvents { actual: self.events.len() });
        }
        let Self { visit, events } = self;
        let event = |BeaconEvent { dialogue, count }| AnalyticsEvent {
            dialogue,
            visit: visit.clone(),
            count: count.into(),
            at,
        };
        Ok(events.into_iter().map(event).collect())
    }
}
