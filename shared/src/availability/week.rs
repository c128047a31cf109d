//! The blocks of a week in local time.

use super::finding::Finding;
use crate::event::string_enum;
use core::fmt;

/// Most blocks of a day.
pub const MAX_BLOCKS: usize = 12;

const MINUTE: i64 = 60_000;
const MINUTES_A_DAY: u16 = 24 * 60;
pub(super) const DAY: i64 = MINUTES_A_DAY as i64 * MINUTE;
const WEEK: i64 = 7 * DAY;

string_enum!(
    /// A day of the week.
    Day {
        Monday = "mon",
        Tuesday = "tue",
        Wednesday = "wed",
        Thursday = "thu",
        Friday = "fri",
        Saturday = "sat",
        Sunday = "sun",
    }
);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A time of day in minutes, from 00:00 to 24:00.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Parses hours and minutes, like `09:30`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let two = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        if !two(hours) || !two(minutes) {
            return None;
        }
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        let time = Self(hours * 60 + minutes);
        (minutes < 60 && time.0 <= MINUTES_A_DAY).then_some(time)
    }

    /// Whether a block can begin at this time: 24:00 is 00:00 of the next day.
    pub const fn may_begin(self) -> bool {
        self.0 < MINUTES_A_DAY
    }

    /// Minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A block from one time of day to another. If `to` is earlier than `from`, it is on the next day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Block {
    from: TimeOfDay,
    to: TimeOfDay,
}

impl Block {
    /// A block; `None` if it has no length or begins at 24:00.
    pub fn new(from: TimeOfDay, to: TimeOfDay) -> Option<Self> {
        (from != to && from.may_begin()).then_some(Self { from, to })
    }

    pub const fn from(&self) -> TimeOfDay {
        self.from
    }

    pub const fn to(&self) -> TimeOfDay {
        self.to
    }

    fn minutes(self) -> u16 {
        match self.to.0.checked_sub(self.from.0) {
            Some(minutes) => minutes,
            None => self.to.0 + MINUTES_A_DAY - self.from.0,
        }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.from, self.to)
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Blocks on the circle of one week; no two of them overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Week {
    blocks: Vec<(Day, Block)>,
    /// Positions in the week, in ms, at which a block or a pause begins; `true` for a block. Where
    /// one block ends as the next begins nothing changes, so there is no edge.
    edges: Vec<(i64, bool)>,
}

/// A block on the circle: where it begins, and how long it is, in ms.
#[derive(Clone, Copy)]
struct Arc {
    start: i64,
    length: i64,
}

impl Arc {
    fn new((day, block): (Day, Block)) -> Self {
        Self {
            start: day as i64 * DAY + i64::from(block.from.0) * MINUTE,
            length: i64::from(block.minutes()) * MINUTE,
        }
    }

    const fn holds(self, week_offset: i64) -> bool {
        (week_offset - self.start).rem_euclid(WEEK) < self.length
    }

    const fn overlaps(self, other: Self) -> bool {
        self.holds(other.start) || other.holds(self.start)
    }
}

impl Week {
    /// A week of these blocks, or the findings about them.
    pub fn new(mut blocks: Vec<(Day, Block)>) -> Result<Self, Vec<Finding>> {
        blocks.sort_by_key(|(day, block)| (*day, block.from));
        let mut findings = Vec::new();
        for day in Day::ALL {
            let count = blocks.iter().filter(|(of, _)| of == day).count();
            if count > MAX_BLOCKS {
                findings.push(Finding::TooMany { day: *day, count });
            }
        }
        if findings.is_empty() {
            findings = overlaps(&blocks);
        }
        if findings.is_empty() { Ok(Self { edges: edges(&blocks), blocks }) } else { Err(findings) }
    }

    /// The blocks that begin on a day, in their order.
    pub fn blocks_on(&self, day: Day) -> impl Iterator<Item = Block> + '_ {
        self.blocks.iter().filter(move |(of, _)| *of == day).map(|(_, block)| *block)
    }

    /// Whether this local time is in a block.
    pub(super) fn holds(&self, wall_clock: i64) -> bool {
        let passed = self.passed(week_offset(wall_clock));
        let last = passed.checked_sub(1).and_then(|last| self.edges.get(last));
        // Before the first edge of the week, the last edge of the previous week applies. Without
        // any edge, the whole week is one block or has none.
        last.or(self.edges.last()).map_or(!self.blocks.is_empty(), |(_, begins)| *begins)
    }

    /// How long local clocks must run until that changes, in ms; `None` if it never does.
    pub(super) fn changes_in(&self, wall_clock: i64) -> Option<i64> {
        let week_offset = week_offset(wall_clock);
        let next = self.edges.get(self.passed(week_offset)).or(self.edges.first());
        next.map(|(edge, _)| (edge - week_offset).rem_euclid(WEEK))
    }

    /// How many edges of this week are at or before this position.
    fn passed(&self, week_offset: i64) -> usize {
        self.edges.partition_point(|(edge, _)| *edge <= week_offset)
    }
}

fn edges(blocks: &[(Day, Block)]) -> Vec<(i64, bool)> {
    let arcs: Vec<Arc> = blocks.iter().copied().map(Arc::new).collect();
    let holds = |week_offset: i64| arcs.iter().any(|arc| arc.holds(week_offset));
    let ends = arcs.iter().flat_map(|arc| [arc.start, (arc.start + arc.length).rem_euclid(WEEK)]);
    let changes = ends.filter(|end| holds(*end) != holds(end - 1));
    let mut edges: Vec<_> = changes.map(|end| (end, holds(end))).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// The position of a local time in the week. 1970-01-01 was a Thursday.
const fn week_offset(wall_clock: i64) -> i64 {
    // Reduced first, so that nothing overflows.
    (wall_clock.rem_euclid(WEEK) + Day::Thursday as i64 * DAY).rem_euclid(WEEK)
}

fn overlaps(blocks: &[(Day, Block)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, (day, block)) in blocks.iter().enumerate() {
        for (other_day, other) in blocks.iter().skip(index + 1) {
            if Arc::new((*day, *block)).overlaps(Arc::new((*other_day, *other))) {
                findings.push(Finding::Overlap {
                    day: *day,
                    block: *block,
                    other_day: *other_day,
                    other: *other,
                });
            }
        }
    }
    findings
}
