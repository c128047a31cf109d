//! Estimates the edge's clock.

use shared::time::Timestamp;

/// The difference between the edge's clock and the browser's; countdowns use the edge's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Clock {
    ahead: i64,
}

impl Clock {
    /// Updates the difference from a frame's time and the browser's current time.
    pub(crate) fn learn(&mut self, edge: Timestamp, here: Timestamp) {
        self.ahead = signed(edge) - signed(here);
    }

    /// Converts a time of the browser's clock to the edge's.
    pub(crate) fn edge(self, here: Timestamp) -> Timestamp {
        Timestamp(u64::try_from(signed(here) + self.ahead).unwrap_or_default())
    }
}

fn signed(time: Timestamp) -> i64 {
    i64::try_from(time.0).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::time::Millis;

    #[test]
    fn a_countdown_does_not_depend_on_the_browsers_clock() {
        for here in [0, 40_000, 1_000_000] {
            let mut clock = Clock::default();
            clock.learn(Timestamp(50_000), Timestamp(here));
            let left = Timestamp(95_000).since(clock.edge(Timestamp(here + 5_000)));
            assert_eq!(left, Millis::seconds(40));
        }
    }
}
