//! A schedule as it is written, before it is checked.

use super::finding::{Edge, Finding, Findings};
use super::schedule::{MAX_CLOSED_DAYS, Schedule};
use super::week::{Block, Day, TimeOfDay, Week};
use super::zone::Zone;
use crate::counts::Day as CalendarDay;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A schedule that has not been checked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ScheduleDraft"))]
pub struct Draft {
    /// The IANA name of its time zone.
    pub zone: String,
    /// Blocks by the day on which they begin: `mon` to `sun`.
    #[serde(default)]
    pub week: BTreeMap<String, Vec<BlockDraft>>,
    /// Days without any hours, like `2026-12-25`: holidays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<String>,
}

/// A block that has not been checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockDraft {
    /// When it begins, like `09:00`.
    pub from: String,
    /// When it ends, like `12:30` or `24:00`. An earlier time than `from` is on the next day.
    pub to: String,
}

impl Draft {
    /// The schedule, or all findings at once.
    pub fn check(&self) -> Result<Schedule, Findings> {
        let mut findings = Vec::new();
        let zone = Zone::parse(&self.zone).map_err(|finding| findings.push(finding)).ok();
        let mut blocks = Vec::new();
        for (name, drafts) in &self.week {
            let Some(day) = Day::from_name(name) else {
                findings.push(Finding::UnknownDay { actual: short(name) });
                continue;
            };
            for (index, draft) in drafts.iter().enumerate() {
                match draft.check(day, index + 1) {
                    Ok(block) => blocks.push((day, block)),
                    Err(more) => findings.extend(more),
                }
            }
        }
        let week = Week::new(blocks).map_err(|more| findings.extend(more)).ok();
        let closed = self.closed_days(&mut findings);
        match (zone, week) {
            (Some(zone), Some(week)) if findings.is_empty() => {
                Ok(Schedule::new(zone, week).with_closed(closed))
            }
            _ => Err(Findings(findings)),
        }
    }
}

impl Draft {
    fn closed_days(&self, findings: &mut Vec<Finding>) -> BTreeSet<CalendarDay> {
        if self.closed.len() > MAX_CLOSED_DAYS {
            findings.push(Finding::TooManyClosed { count: self.closed.len() });
        }
        let mut days = BTreeSet::new();
        for (index, day) in self.closed.iter().enumerate() {
            match CalendarDay::try_from(day.trim().to_owned()) {
                Ok(day) => {
                    days.insert(day);
                }
                Err(error) => findings.push(Finding::NotADay { number: index + 1, error }),
            }
        }
        days
    }
}

impl BlockDraft {
    fn check(&self, day: Day, number: usize) -> Result<Block, Vec<Finding>> {
        let read = |text: &str, edge| {
            let time = TimeOfDay::parse(text).filter(|time| edge == Edge::To || time.may_begin());
            time.ok_or_else(|| Finding::BadTime { day, number, edge, actual: short(text) })
        };
        match (read(&self.from, Edge::From), read(&self.to, Edge::To)) {
            (Ok(from), Ok(to)) => {
                Block::new(from, to).ok_or_else(|| vec![Finding::Empty { day, number, at: to }])
            }
            (from, to) => Err([from, to].into_iter().filter_map(Result::err).collect()),
        }
    }
}

/// The beginning of a text, short enough for a sentence.
fn short(text: &str) -> String {
    text.chars().take(16).collect()
}

impl From<&Schedule> for Draft {
    fn from(schedule: &Schedule) -> Self {
        let of = |day: &Day| {
            let block = |block: Block| BlockDraft {
                from: block.from().to_string(),
                to: block.to().to_string(),
            };
            let blocks: Vec<_> = schedule.week().blocks_on(*day).map(block).collect();
            (!blocks.is_empty()).then(|| (day.as_str().to_owned(), blocks))
        };
        let zone = schedule.zone().name().to_owned();
        let closed = schedule.closed().iter().map(ToString::to_string).collect();
        Self { zone, week: Day::ALL.iter().filter_map(of).collect(), closed }
    }
}
