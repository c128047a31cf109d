//! How long things take: of all of them together, without any being left out.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How long something took, over many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spread {
    /// How many times.
    pub n: u64,
    /// Half of them took no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median: Option<Millis>,
    /// Nine of ten took no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p90: Option<Millis>,
}

/// Times that are being gathered: each one, for a median of medians would be none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spreading(Vec<u32>);

impl Spreading {
    /// Adds one; what lasts longer than 49 days lasts 49 days.
    pub fn add(&mut self, took: Millis) {
        self.0.push(u32::try_from(took.0).unwrap_or(u32::MAX));
    }

    /// What they come to. Each figure is one of the times, by the nearest rank.
    pub fn spread(mut self) -> Spread {
        self.0.sort_unstable();
        let rank = |percent: usize| {
            let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
            self.0.get(place).map(|took| Millis(u64::from(*took)))
        };
        Spread { n: self.0.len() as u64, median: rank(50), p90: rank(90) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(times: &[u64]) -> (u64, Option<u64>, Option<u64>) {
        let mut spreading = Spreading::default();
        for took in times {
            spreading.add(Millis(*took));
        }
        let Spread { n, median, p90 } = spreading.spread();
        (n, median.map(|took| took.0), p90.map(|took| took.0))
    }

    #[test]
    fn half_took_no_longer_than_the_median_and_nine_of_ten_than_the_other() {
        assert_eq!(spread(&[]), (0, None, None));
        assert_eq!(spread(&[7]), (1, Some(7), Some(7)));
        assert_eq!(spread(&[9, 1]), (2, Some(1), Some(9)));
        assert_eq!(spread(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), (10, Some(5), Some(9)));
        assert_eq!(spread(&[u64::MAX]).1, Some(u64::from(u32::MAX)));
    }
}
