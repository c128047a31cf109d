//! Beacons: what a browser reports itself, because there is no conversation yet: a dialogue was
//! shown, or came to its end without a response.

use super::{AnalyticsEvent, Count};
use crate::event::string_enum;
use crate::id::{DialogueId, VisitId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most events in a beacon; more than a page view ever makes.
pub const MAX_EVENTS: usize = 50;

string_enum!(
    /// The events that a browser may report. All others come from conversations.
    Seen {
        /// A dialogue was shown.
        Triggered = "triggered",
        /// It reached the end of a branch without asking anything.
        Completed = "completed",
    }
);

/// What `POST /v1/sites/{site}/counts` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Beacon {
    pub visit: VisitId,
    pub events: Vec<BeaconEvent>,
}

/// One event that a browser reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BeaconEvent {
    pub dialogue: DialogueId,
    pub count: Seen,
}

/// The beacon has too many events.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A beacon has at most {MAX_EVENTS} events, not {actual}. Send them in parts.")]
pub struct TooManyEvents {
    /// The number of events.
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
    /// The analytics events of a beacon that arrived at this time.
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
            version: None,
        };
        Ok(events.into_iter().map(event).collect())
    }
}
