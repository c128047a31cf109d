//! The period of a report.

use crate::texts::t;
use shared::api::Period;
use shared::counts::{Day, MAX_DAYS};

/// A range of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) from: Day,
    /// Never before `from`.
    pub(crate) to: Day,
}

impl Range {
    /// Returns the last `days` days, including today.
    pub(crate) fn last(days: u32, today: Day) -> Self {
        Self { from: today.before(days.saturating_sub(1)), to: today }
    }

    /// Parses two typed days; the error is a sentence.
    pub(crate) fn read(from: &str, to: &str) -> Result<Self, String> {
        let day = |text: &str| {
            Day::try_from(text.to_owned()).map_err(|_| t!("reports-no-days").to_owned())
        };
        let (from, to) = (day(from)?, day(to)?);
        let range = Self { from, to };
        if to < from {
            return Err(t!("reports-wrong-days").to_owned());
        }
        if range.days() > u64::from(MAX_DAYS) {
            return Err(t!("reports-too-long", most = MAX_DAYS));
        }
        Ok(range)
    }

    /// The number of days.
    pub(crate) fn days(self) -> u64 {
        self.to.number() - self.from.number() + 1
    }

    /// Returns the period of the same length right before.
    pub(crate) fn before(self) -> Self {
        let days = u32::try_from(self.days()).unwrap_or(MAX_DAYS);
        Self { from: self.from.before(days), to: self.from.before(1) }
    }

    pub(crate) fn each(self) -> impl Iterator<Item = Day> {
        (self.from.number()..=self.to.number()).map(Day::numbered)
    }

    /// Converts it to the query of the API.
    pub(crate) fn period(self) -> Period {
        Period { from: Some(self.from.to_string()), to: Some(self.to.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn the_previous_period_has_the_same_length() {
        let week = Range::last(7, day("2026-03-03"));
        let period = |from: &str, to: &str| Period { from: Some(from.into()), to: Some(to.into()) };
        assert_eq!(week.period(), period("2026-02-25", "2026-03-03"));
        assert_eq!((week.days(), week.each().count()), (7, 7));
        assert_eq!(week.before().period(), period("2026-02-18", "2026-02-24"));
        let one = Range::last(1, day("2026-01-01"));
        assert_eq!(one.before().period(), period("2025-12-31", "2025-12-31"));
    }

    #[test]
    fn an_invalid_period_is_refused_with_a_sentence() {
        assert!(Range::read("2026-01-01", "2026-01-31").is_ok());
        assert!(Range::read("2026-01-02", "2026-01-01").unwrap_err().contains("before"));
        assert!(Range::read("", "2026-01-01").unwrap_err().contains("Choose"));
        assert!(Range::read("2020-01-01", "2026-01-01").unwrap_err().contains("400"));
    }
}
