//! Calendar days, and the periods of reports.

use crate::problem::ProblemCode;
use crate::time::{Millis, Timestamp};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

const DAY: Millis = Millis::minutes(24 * 60);
/// 9999-12-31, the last day with a year of four digits.
const LAST: u32 = 2_932_896;
const EPOCH: Date = jiff::civil::date(1970, 1, 1);
/// How many days a report covers where nobody says.
const DEFAULT_DAYS: u32 = 30;

/// Most days of a report.
pub const MAX_DAYS: u32 = 400;

/// A calendar day, as the number of days since 1970-01-01. As text it is `2026-11-22`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Day(u32);

/// The text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a day: write it like 2026-11-22")]
pub struct NoDay(String);

impl Day {
    /// The day of a timestamp in UTC.
    pub fn from_timestamp(at: Timestamp) -> Self {
        Self(u32::try_from(at.0 / DAY.0).unwrap_or(LAST).min(LAST))
    }

    /// The day with this number, as it is stored.
    pub fn numbered(number: u64) -> Self {
        Self(u32::try_from(number).unwrap_or(LAST).min(LAST))
    }

    /// The number of days since 1970-01-01.
    pub fn number(self) -> u64 {
        u64::from(self.0)
    }

    /// This many days later.
    #[must_use]
    pub fn after(self, days: u32) -> Self {
        Self(self.0.saturating_add(days).min(LAST))
    }

    /// This many days earlier.
    #[must_use]
    pub const fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// The date in the calendar.
    pub(crate) fn date(self) -> Date {
        EPOCH.saturating_add(Span::new().days(self.0))
    }

    fn parse(text: &str) -> Option<Self> {
        let date: Date = text.parse().ok()?;
        // ISO 8601 has more ways to write a date; a report has one.
        if date.to_string() != text {
            return None;
        }
        u32::try_from(EPOCH.until(date).ok()?.get_days()).ok().map(Self)
    }
}

impl TryFrom<String> for Day {
    type Error = NoDay;
    fn try_from(text: String) -> Result<Self, NoDay> {
        Self::parse(&text).ok_or_else(|| NoDay(text.chars().take(24).collect()))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.date(), f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The days of a report, including both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Period {
    pub from: Day,
    /// The last day; never before `from`.
    pub to: Day,
}

/// Why a period is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// `from` or `to` is no day.
    #[error("`{end}` can't be read: {error}.")]
    NoDay { end: &'static str, error: NoDay },
    /// The period ends before it begins.
    #[error("The period ends before it begins: `from` is {from}, `to` is {to}. Swap them.")]
    Reversed { from: Day, to: Day },
    /// The period is too long.
    #[error(
        "The period has {days} days; at most {MAX_DAYS} are allowed. Split it into several requests."
    )]
    TooLong {
        /// The number of days.
        days: u64,
    },
}

impl PeriodError {
    /// The problem that answers the request.
    pub const fn problem(&self) -> ProblemCode {
        match self {
            Self::NoDay { .. } => ProblemCode::BadDay,
            Self::Reversed { .. } => ProblemCode::PeriodReversed,
            Self::TooLong { .. } => ProblemCode::PeriodTooLong,
        }
    }
}

impl Period {
    /// Parses a period. Without `to` it ends today, or on `from` if that is in the future; without
    /// `from` it has 30 days.
    pub fn read(from: Option<&str>, to: Option<&str>, today: Day) -> Result<Self, PeriodError> {
        let (from, to) = (day("from", from)?, day("to", to)?);
        let to = to.unwrap_or_else(|| today.max(from.unwrap_or(today)));
        let from = from.unwrap_or_else(|| to.before(DEFAULT_DAYS - 1));
        if to < from {
            return Err(PeriodError::Reversed { from, to });
        }
        match to.number() - from.number() + 1 {
            days if days > u64::from(MAX_DAYS) => Err(PeriodError::TooLong { days }),
            _ => Ok(Self { from, to }),
        }
    }
}

/// The days of a list, including both ends; an end that nobody names is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenPeriod {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl OpenPeriod {
    /// Parses the ends that are named.
    pub fn read(from: Option<&str>, to: Option<&str>) -> Result<Self, PeriodError> {
        let (from, to) = (day("from", from)?, day("to", to)?);
        match (from, to) {
            (Some(from), Some(to)) if to < from => Err(PeriodError::Reversed { from, to }),
            _ => Ok(Self { from, to }),
        }
    }
}

fn day(end: &'static str, text: Option<&str>) -> Result<Option<Day>, PeriodError> {
    let day = text.map(|text| Day::try_from(text.to_owned())).transpose();
    day.map_err(|error| PeriodError::NoDay { end, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_a_list_may_be_open_at_both_ends() {
        let read = |from, to| OpenPeriod::read(from, to);
        assert_eq!(read(None, None), Ok(OpenPeriod::default()));
        let open = read(Some("2026-11-22"), None).unwrap();
        assert_eq!(
            (open.from.map(|day| day.to_string()), open.to),
            (Some("2026-11-22".into()), None)
        );
        assert!(read(Some("2026-11-22"), Some("2026-11-22")).is_ok());
        let reversed = read(Some("2026-11-22"), Some("2026-11-21")).unwrap_err();
        assert_eq!(reversed.problem(), ProblemCode::PeriodReversed);
        assert_eq!(read(None, Some("21.11.2026")).unwrap_err().problem(), ProblemCode::BadDay);
    }
}
