//! Percentiles of durations.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Percentiles of durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Percentiles {
    pub n: u64,
    /// Half of the values are at most this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median: Option<Millis>,
    /// The 90th percentile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p90: Option<Millis>,
}

/// Collected durations in ms. Each one is kept, because a median can't be computed from medians.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Durations(Vec<u32>);

impl Durations {
    /// Adds a duration; more than 49 days count as 49 days.
    pub fn add(&mut self, duration: Millis) {
        self.0.push(u32::try_from(duration.0).unwrap_or(u32::MAX));
    }

    /// The percentiles. Each is one of the durations, by the nearest-rank method.
    pub fn percentiles(mut self) -> Percentiles {
        self.0.sort_unstable();
        let rank = |percent: usize| {
            let index = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
            self.0.get(index).map(|duration| Millis(u64::from(*duration)))
        };
        Percentiles { n: self.0.len() as u64, median: rank(50), p90: rank(90) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percentiles(times: &[u64]) -> (u64, Option<u64>, Option<u64>) {
        let mut durations = Durations::default();
        for duration in times {
            durations.add(Millis(*duration));
        }
        let Percentiles { n, median, p90 } = durations.percentiles();
        (n, median.map(|duration| duration.0), p90.map(|duration| duration.0))
    }

    #[test]
    fn percentiles_use_the_nearest_rank() {
        assert_eq!(percentiles(&[]), (0, None, None));
        assert_eq!(percentiles(&[7]), (1, Some(7), Some(7)));
        assert_eq!(percentiles(&[9, 1]), (2, Some(1), Some(9)));
        assert_eq!(percentiles(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), (10, Some(5), Some(9)));
        assert_eq!(percentiles(&[u64::MAX]).1, Some(u64::from(u32::MAX)));
    }
}
