//! What is wrong with a schedule, in words that say what to do.

use super::week::{Block, Day, MAX_BLOCKS};
use core::fmt;

/// One thing that is wrong with a schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A zone nobody knows.
    #[error("“{actual}” is no time zone. {}", advice(.near.as_deref()))]
    UnknownZone {
        /// What was given (shortened).
        actual: String,
        /// The zone that may have been meant.
        near: Option<String>,
    },
    /// A day no week has.
    #[error("“{actual}” is no day of the week. Write mon, tue, wed, thu, fri, sat or sun.")]
    UnknownDay {
        /// What was given (shortened).
        actual: String,
    },
    /// A time of day that can't be read, or can't stand there.
    #[error(
        "{day}, block {number}: “{actual}” is no time of day to {}. Write hours and minutes, from 00:00 \
         to {}.",
        .edge.verb(),
        .edge.last()
    )]
    BadTime {
        day: Day,
        /// Which of its blocks, from 1.
        number: usize,
        /// Which end of it.
        edge: Edge,
        /// What was given (shortened).
        actual: String,
    },
    /// A block that ends as it begins.
    #[error(
        "{day}, block {number}: it ends at {at}, as it begins. Let it end at another time, or write \
         00:00 to 24:00 for the whole day."
    )]
    Empty {
        day: Day,
        /// Which of its blocks, from 1.
        number: usize,
        at: super::TimeOfDay,
    },
    /// Two blocks at one time.
    #[error(
        "{day} {block} overlaps {other_day} {other}. Let one end before the other begins, or make \
         them one."
    )]
    Overlap {
        /// A day.
        day: Day,
        /// A block of it.
        block: Block,
        other_day: Day,
        other: Block,
    },
    /// More blocks than a day may have.
    #[error("{day} has {count} blocks; at most {MAX_BLOCKS} are taken. Make some of them one.")]
    TooMany {
        day: Day,
        /// How many it has.
        count: usize,
    },
}

/// An end of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its beginning.
    From,
    /// Its end.
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
    /// Stable name of this kind of finding.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownZone { .. } => "unknown_zone",
            Self::UnknownDay { .. } => "unknown_day",
            Self::BadTime { .. } => "bad_time",
            Self::Empty { .. } => "empty_block",
            Self::Overlap { .. } => "overlapping_blocks",
            Self::TooMany { .. } => "too_many_blocks",
        }
    }
}

/// Everything that is wrong with a schedule; never nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings(pub(super) Vec<Finding>);

impl Findings {
    /// Each of them.
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
