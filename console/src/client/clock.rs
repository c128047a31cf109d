//! The edge's clock, seen from here.

use shared::time::Timestamp;

/// How far the browser's clock is from the edge's: countdowns go by the edge's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Clock {
    ahead: i64,
}

impl Clock {
    /// Learns from what the edge just said and what the browser's clock shows.
    pub(crate) fn learn(&mut self, edge: Timestamp, here: Timestamp) {
        self.ahead = signed(edge) - signed(here);
    }

    /// What time it is at the edge when the browser's clock shows `here`.
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
    fn a_countdown_is_right_whatever_the_browser_believes() {
        for here in [0, 40_000, 1_000_000] {
            let mut clock = Clock::default();
            clock.learn(Timestamp(50_000), Timestamp(here));
            let left = Timestamp(95_000).since(clock.edge(Timestamp(here + 5_000)));
            assert_eq!(left, Millis::seconds(40));
        }
    }
}
