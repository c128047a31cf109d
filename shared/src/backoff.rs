//! How long to wait before something that failed is tried again: each failure in a row doubles the
//! pause, up to a longest one.

use crate::time::Millis;

/// A back-off: the pause after the first failure, and the longest pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    base: Millis,
    max: Millis,
}

impl Backoff {
    /// A back-off that begins with `base` and never waits longer than `max`.
    pub const fn new(base: Millis, max: Millis) -> Self {
        Self { base, max }
    }

    /// The longest pause.
    pub const fn longest(self) -> Millis {
        self.max
    }

    /// The pause after that many failures in a row; the first one is 1.
    pub const fn pause(self, failures: u32) -> Millis {
        let doublings = failures.saturating_sub(1);
        // 2^20 times any base is far beyond any longest pause.
        let factor = 1_u64 << if doublings < 20 { doublings } else { 20 };
        let pause = self.base.0.saturating_mul(factor);
        if pause < self.max.0 { Millis(pause) } else { self.max }
    }

    /// The pause, spread so that many clients do not come back in the same moment. `random` is any
    /// random number: 0 gives half the pause, the largest gives all of it. A pause is never shorter
    /// than `base`.
    pub fn jittered(self, failures: u32, random: u32) -> Millis {
        let pause = self.pause(failures).0;
        let half = pause / 2;
        Millis(half + share(pause - half, random)).max(self.base)
    }
}

/// `whole * random / u32::MAX`, without overflow and without `u128`, whose division the widget would download.
const fn share(whole: u64, random: u32) -> u64 {
    const ALL: u64 = u32::MAX as u64;
    let random = random as u64;
    whole / ALL * random + whole % ALL * random / ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff::new(Millis::seconds(2), Millis::seconds(60));

    #[test]
    fn each_failure_doubles_the_pause_up_to_the_longest() {
        let pauses = [0, 1, 2, 3, 5, 6, 40, u32::MAX].map(|failures| BACKOFF.pause(failures).0);
        assert_eq!(pauses, [2_000, 2_000, 4_000, 8_000, 32_000, 60_000, 60_000, 60_000]);
    }

    #[test]
    fn jitter_gives_between_half_and_all_of_the_pause() {
        let jittered = |failures, random| BACKOFF.jittered(failures, random).0;
        assert_eq!(jittered(3, 0), 4_000);
        assert_eq!(jittered(3, u32::MAX / 2), 5_999);
        assert_eq!(jittered(3, u32::MAX), 8_000);
        assert_eq!(jittered(1, 0), 2_000, "never shorter than the first pause");
    }

    #[test]
    fn extreme_values_do_not_overflow() {
        let endless = Backoff::new(Millis(u64::MAX / 2), Millis(u64::MAX));
        assert_eq!(endless.pause(3), Millis(u64::MAX));
        assert_eq!(endless.jittered(3, u32::MAX), Millis(u64::MAX));
    }
}
