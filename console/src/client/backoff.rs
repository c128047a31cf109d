//! The delays before a lost connection is retried.

/// The shortest delay, in milliseconds.
const FIRST: u32 = 500;
/// The longest delay, in milliseconds.
const LONGEST: u32 = 15_000;

/// Exponential back-off with jitter, so that many tabs don't retry at the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Returns the next delay, in milliseconds; the jitter is in `0.0..1.0`.
    pub(crate) fn next(&mut self, jitter: f64) -> u32 {
        let full = FIRST.saturating_mul(1 << self.failures.min(5)).min(LONGEST);
        self.failures += 1;
        // Between half of the delay and all of it, but never below the shortest.
        let jittered = f64::from(full) * (0.5 + jitter.clamp(0.0, 1.0) / 2.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "≤ 15 000")]
        let wait = jittered as u32;
        wait.max(FIRST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_half_a_second_to_fifteen() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..8).map(|_| backoff.next(1.0)).collect();
        assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    }

    #[test]
    fn jitter_shortens_a_wait_by_half_at_most() {
        let mut backoff = Backoff { failures: 3 };
        assert_eq!(backoff.next(0.0), 2_000);
        assert_eq!(Backoff::default().next(0.0), 500);
    }
}
