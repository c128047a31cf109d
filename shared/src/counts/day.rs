//! Calendar days in UTC, and the periods of reports.

use crate::problem::ProblemCode;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

const DAY: Millis = Millis::minutes(24 * 60);
/// 9999-12-31, the last day with a year of four digits.
const LAST: u32 = 2_932_896;
const FIRST_YEAR: u32 = 1970;
/// Days of a report by default.
const DEFAULT_DAYS: u32 = 30;

/// Most days of a report.
pub const MAX_DAYS: u32 = 400;

/// A day in UTC, as the number of days since 1970-01-01. As text it is `2026-11-22`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Day(u32);

/// The text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a day: write it like 2026-11-22")]
pub struct NoDay(String);

impl Day {
    /// The day of a timestamp.
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

    /// Year, month and day of the month.
    fn civil(self) -> (u32, u32, u32) {
        let (mut year, mut left) = (FIRST_YEAR, self.0);
        while left >= days_of_year(year) {
            left -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while left >= days_of_month(year, month) {
            left -= days_of_month(year, month);
            month += 1;
        }
        (year, month, left + 1)
    }

    fn from_civil(year: u32, month: u32, day: u32) -> Option<Self> {
        let is_month = (FIRST_YEAR..=9999).contains(&year) && (1..=12).contains(&month);
        if !is_month || day == 0 || day > days_of_month(year, month) {
            return None;
        }
        let years: u32 = (FIRST_YEAR..year).map(days_of_year).sum();
        let months: u32 = (1..month).map(|month| days_of_month(year, month)).sum();
        Some(Self(years + months + day - 1))
    }

    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str, digits: usize| -> Option<u32> {
            let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| text.parse().ok()).flatten()
        };
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        Self::from_civil(number(year, 4)?, number(month, 2)?, number(day, 2)?)
    }
}

const fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_of_year(year: u32) -> u32 {
    if is_leap(year) { 366 } else { 365 }
}

const fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
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
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
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
        let day = |end: &'static str, text: Option<&str>| {
            let day = text.map(|text| Day::try_from(text.to_owned())).transpose();
            day.map_err(|error| PeriodError::NoDay { end, error })
        };
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
