//! Findings about a schedule, as sentences that say what to do.

use super::schedule::MAX_CLOSED_DAYS;
use super::week::{Block, Day, MAX_BLOCKS};
use crate::counts::NoDay;
use core::fmt;

/// One finding about a schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The time zone is unknown.
    #[error("“{actual}” is not a time zone. {}", advice(.near.as_deref()))]
    UnknownZone {
        /// The value (shortened).
        actual: String,
        /// The zone that was probably meant.
        near: Option<String>,
    },
    /// The key is no day of the week.
    #[error("“{actual}” is not a day of the week. Use mon, tue, wed, thu, fri, sat or sun.")]
    UnknownDay {
        /// The value (shortened).
        actual: String,
    },
    /// The time of day can't be parsed, or is not allowed at this end.
    #[error(
        "{day}, block {number}: “{actual}” is not a time of day to {}. Write hours and minutes, from 00:00 \
         to {}.",
        .edge.verb(),
        .edge.last()
    )]
    BadTime {
        day: Day,
        /// The number of the block, from 1.
        number: usize,
        /// Begin or end of the block.
        edge: Edge,
        /// The value (shortened).
        actual: String,
    },
    /// The block has no length.
    #[error(
        "{day}, block {number}: it begins and ends at {at}. Choose another end, or write \
         00:00 to 24:00 for the whole day."
    )]
    Empty {
        day: Day,
        /// The number of the block, from 1.
        number: usize,
        at: super::TimeOfDay,
    },
    /// Two blocks overlap.
    #[error(
        "{day} {block} overlaps {other_day} {other}. Let one end before the other begins, or merge \
         them."
    )]
    Overlap {
        day: Day,
        /// A block of this day.
        block: Block,
        other_day: Day,
        other: Block,
    },
    /// A day has too many blocks.
    #[error("{day} has {count} blocks; at most {MAX_BLOCKS} are allowed. Merge some of them.")]
    TooMany {
        day: Day,
        /// The number of blocks.
        count: usize,
    },
    /// A closed day is no day of the calendar.
    #[error("Closed day {number}: {error}.")]
    NotADay {
        /// The number of the closed day, from 1.
        number: usize,
        error: NoDay,
    },
    /// There are too many closed days.
    #[error(
        "There are {count} closed days; at most {MAX_CLOSED_DAYS} are allowed. Remove those that are over."
    )]
    TooManyClosed { count: usize },
}

/// One end of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// When the interval begins.
    From,
    /// When the interval ends.
    To,
}

impl Edge {
    const fn verb(self) -> &'static str {
        match self {
            Self::From => "begin at",
            Self::To => "end at",
        }
    }

    const fn last(self) -> &'static str {
        match self {
            Self::From => "23:59",
            Self::To => "24:00",
        }
    }
}

fn advice(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("Did you mean “{near}”?"),
        None => "Use a name of the IANA database, like “Europe/Berlin” or “UTC”.".to_owned(),
    }
}

impl Finding {
    /// The stable code of this kind of finding.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownZone { .. } => "unknown_zone",
            Self::UnknownDay { .. } => "unknown_day",
            Self::BadTime { .. } => "bad_time",
            Self::Empty { .. } => "empty_block",
            Self::Overlap { .. } => "overlapping_blocks",
            Self::TooMany { .. } => "too_many_blocks",
            Self::NotADay { .. } => "not_a_day",
            Self::TooManyClosed { .. } => "too_many_closed_days",
        }
    }
}

/// All findings about a schedule; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings(pub(super) Vec<Finding>);

impl Findings {
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{finding}")?;
        }
        Ok(())
    }
}

impl core::error::Error for Findings {}
