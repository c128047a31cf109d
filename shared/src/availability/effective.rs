//! Whether an agent may be offered a chat now, why not, and until when that holds.

use super::schedule::Schedule;
use super::zone::Zone;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// The inbox's availability toggle, as the agent last set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toggle {
    pub available: bool,
    pub set: Timestamp,
}

impl Toggle {
    /// The toggle after the agent has set it; `None` if it now agrees with the schedule, so that
    /// nothing is overridden.
    pub fn manual(now: Timestamp, schedule: Option<&Schedule>, available: bool) -> Option<Self> {
        let without = AvailabilityState::new(now, schedule, None).available();
        (available != without).then_some(Self { available, set: now })
    }

    /// When it stops overriding the schedule: at the next block boundary or at midnight in the
    /// agent's zone, whichever comes first. Without a schedule it is midnight in UTC.
    pub fn ends(&self, schedule: Option<&Schedule>) -> Timestamp {
        let Some(schedule) = schedule else { return Zone::utc().midnight_after(self.set) };
        let midnight = schedule.zone().midnight_after(self.set);
        schedule.changes_after(self.set).map_or(midnight, |boundary| midnight.min(boundary))
    }
}

/// What decides about an agent's availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum AvailabilityState {
    /// Nothing: they have no schedule, and no toggle that still holds.
    #[default]
    Nothing,
    /// The agent's schedule decides.
    Schedule {
        available: bool,
        /// When the schedule changes; `None` if never.
        until: Option<Timestamp>,
    },
    /// The agent has switched it by hand.
    Toggle {
        available: bool,
        /// When it stops overriding the schedule.
        until: Timestamp,
    },
}

impl AvailabilityState {
    /// What decides at this time.
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

    /// Whether the agent is available by schedule or toggle.
    pub const fn available(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Schedule { available, .. } | Self::Toggle { available, .. } => *available,
        }
    }

    /// Whether a chat may be offered, or why not.
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

    /// When the state changes by itself.
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Nothing => None,
            Self::Schedule { until, .. } => *until,
            Self::Toggle { until, .. } => Some(*until),
        }
    }
}

/// How an agent can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Since when no browser of theirs is connected; `None` while one is.
    pub gone_since: Option<Timestamp>,
    /// Whether a push notification reaches one of their devices.
    pub push: bool,
}

impl Presence {
    /// When offers stop reaching the agent; `None` if they reach them as long as this holds.
    pub fn lost_at(&self, grace: Millis) -> Option<Timestamp> {
        self.gone_since.filter(|_| !self.push).map(|since| since + grace)
    }
}

/// Why no chat may be offered to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnavailableReason {
    /// They have no schedule and have not switched themselves available.
    NoSchedule,
    /// Their schedule has no hours now.
    OffSchedule,
    /// They have switched themselves unavailable.
    SwitchedOff,
    /// Their browsers have been gone for longer than the grace period, and no push reaches them.
    Gone,
}

/// The availability of an agent, and until when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// Whether a chat may be offered, or why not.
    pub verdict: Result<(), UnavailableReason>,
    /// The availability by schedule and toggle, connected or not.
    pub state: AvailabilityState,
    /// The next time at which any of it changes by itself.
    pub changes_at: Option<Timestamp>,
}

/// Whether chats may be offered to an agent, from schedule, toggle and presence.
pub fn availability(
    now: Timestamp,
    schedule: Option<&Schedule>,
    toggle: Option<&Toggle>,
    presence: Presence,
    grace: Millis,
) -> Availability {
    let state = AvailabilityState::new(now, schedule, toggle);
    let verdict = state.verdict(now, presence, grace);
    // If the agent is not available anyway, their absence changes nothing.
    let lost_at = presence.lost_at(grace).filter(|_| verdict.is_ok());
    let changes_at = state.until().into_iter().chain(lost_at).min();
    Availability { verdict, state, changes_at }
}
