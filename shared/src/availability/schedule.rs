//! A weekly schedule in a time zone, and the instants at which it changes.

use super::draft::Draft;
use super::finding::Findings;
use super::week::{DAY, Week};
use super::zone::Zone;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The weekly hours of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Schedule {
    zone: Zone,
    week: Week,
}

impl Schedule {
    /// A schedule of this week in this zone.
    pub const fn new(zone: Zone, week: Week) -> Self {
        Self { zone, week }
    }

    /// The time zone of its times.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The blocks of the week.
    pub const fn week(&self) -> &Week {
        &self.week
    }

    /// Whether the local time of day is in a block.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.zone.stretches(at).next().is_some_and(|stretch| self.week.holds(stretch.wall_clock()))
    }

    /// The first instant after `at` at which [`Self::holds`] changes, because time reaches a
    /// boundary or because the clocks are changed. `None` if it never does.
    pub fn changes_after(&self, at: Timestamp) -> Option<Timestamp> {
        let now = self.holds(at);
        self.zone.stretches(at).find_map(|stretch| {
            if self.week.holds(stretch.wall_clock()) != now {
                return Some(stretch.from);
            }
            stretch.after(self.week.changes_in(stretch.wall_clock())?)
        })
    }
}

impl Zone {
    /// The first instant after `at` on a later calendar day: midnight, or if the clocks are changed
    /// over midnight, the instant of the change.
    pub fn midnight_after(&self, at: Timestamp) -> Timestamp {
        let mut stretches = self.stretches(at).peekable();
        let today = stretches.peek().map_or(0, |stretch| stretch.wall_clock().div_euclid(DAY));
        let tomorrow = (today + 1).saturating_mul(DAY);
        let midnight = stretches.find_map(|stretch| {
            stretch.after(tomorrow.saturating_sub(stretch.wall_clock()).max(0))
        });
        midnight.unwrap_or(Timestamp(u64::MAX)) // after the end of the calendar
    }
}

impl TryFrom<Draft> for Schedule {
    type Error = Findings;
    fn try_from(draft: Draft) -> Result<Self, Findings> {
        draft.check()
    }
}

impl From<Schedule> for Draft {
    fn from(schedule: Schedule) -> Self {
        Self::from(&schedule)
    }
}
