//! How long a session lasts.

use crate::time::{Millis, Timestamp};

/// How long a session lasts at most, however much it is used.
pub const LIFETIME: Millis = Millis::minutes(14 * 24 * 60);
/// How long a session lasts without being used.
pub const IDLE: Millis = Millis::minutes(7 * 24 * 60);
/// How often a use is written down: each time would be a write for every request.
const PRECISION: Millis = Millis::minutes(60);

/// When a session began and was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    pub signed_in_at: Timestamp,
    /// Up to an hour before the last use.
    pub last_used_at: Timestamp,
}

impl SessionTimes {
    /// A session that begins now.
    pub const fn begin(now: Timestamp) -> Self {
        Self { signed_in_at: now, last_used_at: now }
    }

    /// When it ends, if it is not used any more.
    pub fn ends_at(self) -> Timestamp {
        (self.signed_in_at + LIFETIME).min(self.last_used_at + IDLE)
    }

    /// The times to write down after a use; `None` if those that are known are precise enough.
    #[must_use]
    pub fn used(self, now: Timestamp) -> Option<Self> {
        let due = now.since(self.last_used_at) >= PRECISION;
        due.then_some(Self { last_used_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 60 * 60 * 1_000;
    const DAY: u64 = 24 * HOUR;

    #[test]
    fn a_session_ends_after_a_week_without_use() {
        let times = SessionTimes::begin(Timestamp(DAY));
        assert_eq!(times.ends_at(), Timestamp(8 * DAY));
        let times = times.used(Timestamp(6 * DAY)).unwrap();
        assert_eq!(times.ends_at(), Timestamp(13 * DAY));
    }

    #[test]
    fn a_session_ends_after_two_weeks_of_use() {
        let mut times = SessionTimes::begin(Timestamp(0));
        for hour in 1..14 * 24 {
            times = times.used(Timestamp(hour * HOUR)).unwrap();
            assert!(times.ends_at() <= Timestamp(14 * DAY));
        }
        assert_eq!(times.ends_at(), Timestamp(14 * DAY));
    }

    #[test]
    fn a_use_is_written_at_most_once_an_hour_and_never_an_earlier_one() {
        let times = SessionTimes::begin(Timestamp(DAY));
        assert_eq!(times.used(Timestamp(DAY + HOUR - 1)), None);
        let later = SessionTimes { last_used_at: Timestamp(DAY + HOUR), ..times };
        assert_eq!(times.used(Timestamp(DAY + HOUR)), Some(later));
        // The clock was put back.
        assert_eq!(later.used(Timestamp(DAY)), None);
    }
}
