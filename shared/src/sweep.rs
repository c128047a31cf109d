//! The sweep: once an hour the deployment wakes the objects of its sites, so that an alarm which the
//! runtime has given up is set again. The runtime gives up an alarm that has failed seven times.

use crate::id::SiteId;
use crate::protocol::bounds::IDLE_MINUTES;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// How often all sites are swept.
pub const SWEEP_EVERY: Millis = Millis::minutes(60);

/// How long the sweep rests between two batches of sites.
const REST: Millis = Millis::minutes(1);

/// How many sites are swept at a time.
pub const SITES_AT_A_TIME: usize = 100;

/// How many conversations of a site are woken at a time, the longest silent ones first.
pub const CONVERSATIONS_AT_A_TIME: u64 = 50;

/// By how much an alarm is late that was not only delayed.
pub const LATE: Millis = Millis::minutes(5);

/// Where the sweep is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// When it goes on.
    pub at: Timestamp,
    /// The last site that was swept; none at the beginning of a round.
    pub after: Option<SiteId>,
}

impl Sweep {
    /// Begins in a deployment that had none.
    pub fn new(now: Timestamp) -> Self {
        Self { at: now + SWEEP_EVERY, after: None }
    }

    /// Whether it goes on now. If the clock was put back it does not wait until that time comes again.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.at <= now || self.at > now + SWEEP_EVERY
    }

    /// Goes on after these sites, which were read after `self.after`.
    #[must_use]
    pub fn next(&self, now: Timestamp, swept: &[SiteId]) -> Self {
        match swept.last() {
            Some(last) if swept.len() >= SITES_AT_A_TIME => {
                Self { at: now + REST, after: Some(last.clone()) }
            }
            _ => Self::new(now),
        }
    }
}

/// Before which time a conversation that waits or is live was last active, if it must have ended since.
pub fn must_have_ended_before(now: Timestamp) -> Timestamp {
    now - Millis::minutes(IDLE_MINUTES.max) - LATE
}

/// By how much an alarm for this deadline is late, if it was not only delayed.
pub fn lateness(deadline: Option<Timestamp>, now: Timestamp) -> Option<Millis> {
    deadline.map(|deadline| now.since(deadline)).filter(|late| *late >= LATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_800_000_000_000);

    fn sites(count: usize) -> Vec<SiteId> {
        (0..count).map(|n| SiteId::parse(format!("site_{n:04}")).unwrap()).collect()
    }

    #[test]
    fn a_round_goes_through_all_sites_and_then_rests_for_an_hour() {
        let begun = Sweep::new(NOON);
        assert!(!begun.is_due(NOON) && begun.is_due(NOON + SWEEP_EVERY));
        let full = sites(SITES_AT_A_TIME);
        let on = begun.next(NOON, &full);
        assert_eq!(on.after.as_ref(), full.last());
        assert!(on.is_due(NOON + REST));
        assert_eq!(on.next(NOON, &sites(3)), Sweep::new(NOON));
        assert_eq!(on.next(NOON, &[]), Sweep::new(NOON));
    }

    #[test]
    fn a_clock_that_was_put_back_does_not_stop_it() {
        assert!(Sweep::new(NOON).is_due(NOON - Millis::minutes(24 * 60)));
    }

    #[test]
    fn only_what_is_much_too_late_counts_as_given_up() {
        assert_eq!(lateness(None, NOON), None);
        assert_eq!(lateness(Some(NOON), NOON + Millis(1)), None);
        assert_eq!(lateness(Some(NOON), NOON + LATE), Some(LATE));
        assert!(must_have_ended_before(NOON) < NOON - Millis::minutes(120));
    }
}
