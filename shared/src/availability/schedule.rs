//! A weekly schedule in a time zone, and the instants at which it changes.

use super::draft::Draft;
use super::finding::Findings;
use super::week::{DAY, Week};
use super::zone::Zone;
use crate::counts::Day as CalendarDay;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most closed days of a schedule.
pub const MAX_CLOSED_DAYS: usize = 100;

/// The weekly hours of an agent or a site, and the days on which they have none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Schedule {
    zone: Zone,
    week: Week,
    /// Days in the zone without any hours, from midnight to midnight: holidays.
    closed: BTreeSet<CalendarDay>,
}

impl Schedule {
    /// A schedule of this week in this zone.
    pub const fn new(zone: Zone, week: Week) -> Self {
        Self { zone, week, closed: BTreeSet::new() }
    }

    /// The same schedule with these closed days.
    #[must_use]
    pub fn with_closed(self, closed: BTreeSet<CalendarDay>) -> Self {
        Self { closed, ..self }
    }

    /// The days without any hours.
    pub const fn closed(&self) -> &BTreeSet<CalendarDay> {
        &self.closed
    }

    /// The time zone of its times.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The blocks of the week.
    pub const fn week(&self) -> &Week {
        &self.week
    }

    /// Whether the local time of day is in a block, on a day that is not closed.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.week_holds(at) && !self.closed.contains(&self.zone.day(at))
    }

    /// The first instant after `at` at which [`Self::holds`] changes, because time reaches a
    /// boundary, because the clocks are changed, or because a closed day begins or ends. `None` if it
    /// never does.
    pub fn changes_after(&self, at: Timestamp) -> Option<Timestamp> {
        let now = self.holds(at);
        let mut from = at;
        loop {
            // Each step passes an edge of the week or of a closed day. What the week does within closed
            // days changes nothing, so those are passed at once.
            let next =
                self.week_changes_after(from).into_iter().chain(self.closed_edge(from)).min()?;
            if self.holds(next) != now {
                return Some(next);
            }
            from = if self.closed.contains(&self.zone.day(next)) {
                self.zone.begin(self.zone.day(next).after(1)) - Millis(1)
            } else {
                next
            };
        }
    }

    /// When the next closed day begins or ends.
    fn closed_edge(&self, at: Timestamp) -> Option<Timestamp> {
        let today = self.zone.day(at);
        let later = self.closed.range(today..);
        let edges = later.flat_map(|day| [self.zone.begin(*day), self.zone.begin(day.after(1))]);
        edges.filter(|edge| *edge > at).min()
    }

    fn week_holds(&self, at: Timestamp) -> bool {
        self.zone.stretches(at).next().is_some_and(|stretch| self.week.holds(stretch.wall_clock()))
    }

    fn week_changes_after(&self, at: Timestamp) -> Option<Timestamp> {
        let now = self.week_holds(at);
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
