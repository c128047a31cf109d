//! Time as an argument. The shells read the clock, and pass the time to this crate.

use core::fmt;
use core::ops::{Add, Sub};

/// A point in time, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Timestamp(pub u64);

/// A duration in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Millis(pub u64);

impl Millis {
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds * 1_000)
    }

    pub const fn minutes(minutes: u64) -> Self {
        Self::seconds(minutes * 60)
    }
}

/// By how much two readings of a clock may disagree without the clock having been put back.
pub const CLOCK_TOLERANCE: Millis = Millis::minutes(1);

impl Timestamp {
    /// Whether this stored time has not come yet, because the clock was put back since. Nothing may
    /// wait until it comes again: that can take as long as the clock was put back.
    pub fn is_ahead_of(self, now: Self) -> bool {
        self > now + CLOCK_TOLERANCE
    }

    /// Whether the clock was put back since it showed this time. Meanwhile it has come to `now`, and
    /// `elapsed` has really passed.
    #[must_use]
    pub fn was_before_set_back(self, elapsed: Millis, now: Self) -> bool {
        (self + elapsed).is_ahead_of(now)
    }

    /// Time since `earlier`; zero if it is in the future, because clocks jump.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Millis> for Timestamp {
    type Output = Self;
    fn add(self, length: Millis) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Sub<Millis> for Timestamp {
    type Output = Self;
    fn sub(self, length: Millis) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

impl fmt::Debug for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}
