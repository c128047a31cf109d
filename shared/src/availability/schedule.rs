//! A weekly schedule in a zone, and the instants at which it changes its word.

use super::draft::Draft;
use super::finding::Findings;
use super::week::{DAY, Week};
use super::zone::Zone;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// When an agent is available each week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Schedule {
    zone: Zone,
    week: Week,
}

impl Schedule {
    /// A schedule of that week in that zone.
    pub const fn new(zone: Zone, week: Week) -> Self {
        Self { zone, week }
    }

    /// Where the clock hangs that it goes by.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Its blocks.
    pub const fn week(&self) -> &Week {
        &self.week
    }

    /// Whether the local time of day lies in a block.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.zone.stretches(at).next().is_some_and(|stretch| self.week.holds(stretch.wall_clock()))
    }

    /// The first instant after that one at which [`Self::holds`] says something else; by a clock
    /// that runs into a boundary, or by one that is put over it. `None`: it never does.
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
    /// The first instant after that one that belongs to a later day of the calendar: midnight, or
    /// where clocks are put over midnight, the instant they are.
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
