//! The one function: who may be offered a chat now, why not, and until when that holds.

use super::schedule::Schedule;
use super::zone::Zone;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// The inbox's toggle, as it was last set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toggle {
    pub available: bool,
    pub set: Timestamp,
}

impl Toggle {
    /// The toggle as it is after somebody set it; `None`: they said what the schedule says anyway,
    /// so it has been changed back.
    pub fn manual(now: Timestamp, schedule: Option<&Schedule>, available: bool) -> Option<Self> {
        let without = AvailabilityState::new(now, schedule, None).available();
        (available != without).then_some(Self { available, set: now })
    }

    /// When it stops overriding the schedule: at the next block boundary or at midnight in the
    /// agent's zone, whichever comes first. Without a schedule there is only midnight, in UTC.
    pub fn ends(&self, schedule: Option<&Schedule>) -> Timestamp {
        let Some(schedule) = schedule else { return Zone::utc().midnight_after(self.set) };
        let midnight = schedule.zone().midnight_after(self.set);
        schedule.changes_after(self.set).map_or(midnight, |boundary| midnight.min(boundary))
    }
}

/// Whose word it is that an agent is available or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum AvailabilityState {
    /// Nobody's: no schedule, and no toggle that still holds.
    #[default]
    Nothing,
    /// The schedule's.
    Schedule {
        available: bool,
        /// When it says something else; `None`: never.
        until: Option<Timestamp>,
    },
    /// The toggle's.
    Toggle {
        available: bool,
        /// When it stops overriding the schedule.
        until: Timestamp,
    },
}

impl AvailabilityState {
    /// What is said now.
    pub fn new(now: Timestamp, schedule: Option<&Schedule>, toggle: Option<&Toggle>) -> Self {
        let toggled = toggle.map(|toggle| (toggle.available, toggle.ends(schedule)));
        if let Some((available, until)) = toggled.filter(|(_, until)| now < *until) {
            return Self::Toggle { available, until };
        }
        schedule.map_or(Self::Nothing, |schedule| Self::Schedule {
            available: schedule.holds(now),
            until: schedule.changes_after(now),
        })
    }

    /// Whether the agent is said to be available.
    pub const fn available(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Schedule { available, .. } | Self::Toggle { available, .. } => *available,
        }
    }

    /// Whether chats may be offered to the agent as long as this word holds, or why not.
    pub fn verdict(
        &self,
        now: Timestamp,
        presence: Presence,
        grace: Millis,
    ) -> Result<(), UnavailableReason> {
        match self {
            Self::Nothing => Err(UnavailableReason::NoSchedule),
            Self::Schedule { available: false, .. } => Err(UnavailableReason::OffSchedule),
            Self::Toggle { available: false, .. } => Err(UnavailableReason::SwitchedOff),
            _ if presence.lost_at(grace).is_some_and(|lost| lost <= now) => {
                Err(UnavailableReason::Gone)
            }
            _ => Ok(()),
        }
    }

    /// When another word will hold.
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Nothing => None,
            Self::Schedule { until, .. } => *until,
            Self::Toggle { until, .. } => Some(*until),
        }
    }
}

/// Where an agent can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Since when no browser of theirs is connected; `None` while one is.
    pub gone_since: Option<Timestamp>,
    /// Whether a notification can be pushed to them.
    pub push: bool,
}

impl Presence {
    /// When a bell would offer where nobody hears it; `None`: somebody does as long as this holds.
    pub fn lost_at(&self, grace: Millis) -> Option<Timestamp> {
        self.gone_since.filter(|_| !self.push).map(|since| since + grace)
    }
}

/// Why no chat may be offered to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnavailableReason {
    /// They have no schedule, and did not say that they are available.
    NoSchedule,
    /// The local time lies in no block of their schedule.
    OffSchedule,
    /// They said that they are not available.
    SwitchedOff,
    /// Their browsers have all been gone for longer than the grace period, and push reaches none.
    Gone,
}

/// Whether chats may be offered to an agent, and until when that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// Whether it may, or why not.
    pub verdict: Result<(), UnavailableReason>,
    /// What schedule and toggle say, wherever the agent is.
    pub state: AvailabilityState,
    /// The next instant at which time alone changes any of it.
    pub changes_at: Option<Timestamp>,
}

/// Whether chats may be offered to an agent, from everything that has a say in it.
pub fn availability(
    now: Timestamp,
    schedule: Option<&Schedule>,
    toggle: Option<&Toggle>,
    presence: Presence,
    grace: Millis,
) -> Availability {
    let state = AvailabilityState::new(now, schedule, toggle);
    let verdict = state.verdict(now, presence, grace);
    // Whoever is not available anyway is not lost by going.
    let lost_at = presence.lost_at(grace).filter(|_| verdict.is_ok());
    let changes_at = state.until().into_iter().chain(lost_at).min();
    Availability { verdict, state, changes_at }
}
