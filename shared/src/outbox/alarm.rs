//! When the alarm of an object fires, as far as its memory knows.

use crate::time::{Millis, Timestamp};

/// The alarm of one object. After a start nothing is known, and it is set again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Alarm(Option<Timestamp>);

impl Alarm {
    /// The time to set the alarm to, so that it fires by `at`. `None` if it fires earlier anyway: an
    /// alarm that fires too early does no harm.
    ///
    /// The time is always in the future (WIRE-13).
    pub fn earlier(self, at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let at = at.max(now + Millis(1));
        self.0.is_none_or(|set| at < set).then_some(at)
    }

    /// It was set.
    pub fn set(&mut self, at: Timestamp) {
        self.0 = Some(at);
    }

    /// It has fired, and is no longer set.
    pub fn fired(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_800_000_000_000);

    #[test]
    fn an_alarm_is_only_set_to_an_earlier_time() {
        let (mut alarm, minute) = (Alarm::default(), Millis::minutes(1));
        assert_eq!(alarm.earlier(NOON + minute, NOON), Some(NOON + minute));
        alarm.set(NOON + minute);
        assert_eq!(alarm.earlier(NOON + minute, NOON), None);
        assert_eq!(alarm.earlier(NOON + minute + minute, NOON), None);
        let sooner = NOON + Millis(minute.0 - 1);
        assert_eq!(alarm.earlier(sooner, NOON), Some(sooner));
        alarm.fired();
        assert_eq!(alarm.earlier(NOON + minute, NOON), Some(NOON + minute));
    }

    #[test]
    fn an_alarm_that_fires_to_the_millisecond_is_not_set_to_that_moment_again() {
        let mut alarm = Alarm::default();
        alarm.set(NOON);
        alarm.fired();
        assert_eq!(alarm.earlier(NOON, NOON), Some(NOON + Millis(1)));
        let late = NOON + Millis(40);
        assert_eq!(alarm.earlier(NOON, late), Some(late + Millis(1)));
    }
}
