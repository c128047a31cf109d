//! How sure a share is, and a difference of two shares. All are in hundredths of a percent.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is at most 1, and no site has that many visits"
)]

use serde::{Deserialize, Serialize};

/// One, in hundredths of a percent.
pub(super) const WHOLE: f64 = 10_000.0;
/// An interval of this many standard errors holds the true share 95 times in 100.
pub(super) const Z: f64 = 1.959_964;

/// A share, and the interval that holds the true one 95 times in 100 (Wilson's), in hundredths of a
/// percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rate {
    pub rate: u32,
    pub low: u32,
    pub high: u32,
}

/// By how much B is above A: the interval that holds the true difference 95 times in 100
/// (Newcombe's, from Wilson's), in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    pub low: i32,
    pub high: i32,
}

/// A share that was seen, with its interval, from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) rate: f64,
    low: f64,
    high: f64,
    /// The middle of the interval, which is never 0 or 1.
    pub(super) middle: f64,
}

impl Seen {
    /// `hits` of `visits`; nothing if nobody was there.
    pub(super) fn new(hits: u64, visits: u64) -> Option<Self> {
        if visits == 0 {
            return None;
        }
        let (n, square) = (visits as f64, Z * Z);
        let rate = hits.min(visits) as f64 / n;
        let middle = (rate + square / (2.0 * n)) / (1.0 + square / n);
        let spread = (rate * (1.0 - rate) / n + square / (4.0 * n * n)).sqrt();
        let half = Z * spread / (1.0 + square / n);
        // Rounding must not put the share outside of its interval.
        let low = (middle - half).clamp(0.0, rate);
        Some(Self { rate, low, high: (middle + half).clamp(rate, 1.0), middle })
    }

    pub(super) fn rate(self) -> Rate {
        let hundredths = |share: f64| (share * WHOLE).round() as u32;
        Rate { rate: hundredths(self.rate), low: hundredths(self.low), high: hundredths(self.high) }
    }

    /// By how much `b` is above `self`.
    pub(super) fn difference(self, b: Self) -> Difference {
        let a = self;
        let seen = b.rate - a.rate;
        let below = (b.rate - b.low).hypot(a.high - a.rate);
        let above = (b.high - b.rate).hypot(a.rate - a.low);
        let hundredths = |points: f64| (points * WHOLE).round() as i32;
        Difference { low: hundredths(seen - below), high: hundredths(seen + above) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of R. G. Newcombe, Statistics in Medicine 17 (1998): 857–872, method 3.
    #[test]
    fn a_share_has_wilsons_interval() {
        for (hits, visits, low, high) in
            [(81, 263, 2_553, 3_662), (15, 148, 624, 1_605), (0, 20, 0, 1_611), (1, 29, 61, 1_718)]
        {
            let rate = Seen::new(hits, visits).unwrap().rate();
            assert_eq!((rate.low, rate.high), (low, high), "{hits} of {visits}");
        }
        assert!(Seen::new(0, 0).is_none());
    }

    /// The examples of R. G. Newcombe, Statistics in Medicine 17 (1998): 873–890, method 10.
    #[test]
    fn a_difference_has_newcombes_interval() {
        for (b, a, low, high) in [
            ((56, 70), (48, 80), 524, 3_339),
            ((9, 10), (3, 10), 1_705, 8_090),
            ((6, 7), (2, 7), 582, 8_062),
            ((5, 56), (0, 29), -381, 1_926),
            ((0, 10), (0, 20), -1_611, 2_775),
            ((0, 10), (0, 10), -2_775, 2_775),
            ((10, 10), (0, 20), 6_791, 10_000),
            ((10, 10), (0, 10), 6_075, 10_000),
        ] {
            let seen = |(hits, visits)| Seen::new(hits, visits).unwrap();
            let difference = seen(a).difference(seen(b));
            assert_eq!((difference.low, difference.high), (low, high), "{b:?} and {a:?}");
        }
    }
}
