//! A week of blocks, as it hangs on the wall.

use super::finding::Finding;
use crate::event::string_enum;
use core::fmt;

/// How many blocks one day may have.
pub const MAX_BLOCKS: usize = 12;

const MINUTE: i64 = 60_000;
const MINUTES_A_DAY: u16 = 24 * 60;
pub(super) const DAY: i64 = MINUTES_A_DAY as i64 * MINUTE;
const WEEK: i64 = 7 * DAY;

string_enum!(
    /// A day of the week.
    Day {
        /// Monday.
        Monday = "mon",
        /// Tuesday.
        Tuesday = "tue",
        /// Wednesday.
        Wednesday = "wed",
        /// Thursday.
        Thursday = "thu",
        /// Friday.
        Friday = "fri",
        /// Saturday.
        Saturday = "sat",
        /// Sunday.
        Sunday = "sun",
    }
);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A time of day, to the minute, from 00:00 to 24:00.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Reads hours and minutes, as in `09:30`.
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

    /// Whether a block can begin then: 24:00 is the next day's 00:00.
    pub const fn may_begin(self) -> bool {
        self.0 < MINUTES_A_DAY
    }

    /// How many minutes after midnight.
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

/// From one time of day to another; to an earlier one means to the next day's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Block {
    from: TimeOfDay,
    to: TimeOfDay,
}

impl Block {
    /// A block; `None` where it would have no length, or begin at 24:00.
    pub fn new(from: TimeOfDay, to: TimeOfDay) -> Option<Self> {
        (from != to && from.may_begin()).then_some(Self { from, to })
    }

    /// When it begins.
    pub const fn from(&self) -> TimeOfDay {
        self.from
    }

    /// When it ends.
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

/// Blocks on the ring of one week; no two of them overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Week {
    blocks: Vec<(Day, Block)>,
    /// Where a pause ends or begins, and whether a block begins there, around the ring. Where one
    /// block ends as the next begins nothing changes: that place is not among them.
    edges: Vec<(i64, bool)>,
}

/// A block's place on the ring: where it begins, and how long it is.
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
    /// A week of those blocks, or what is wrong with them.
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

    /// Whether what clocks on the wall show lies in a block.
    pub(super) fn holds(&self, wall_clock: i64) -> bool {
        let passed = self.passed(week_offset(wall_clock));
        let last = passed.checked_sub(1).and_then(|last| self.edges.get(last));
        // Before the first edge of the week holds what the last one of the week before began;
        // without any edge, blocks or the lack of them fill the week.
        last.or(self.edges.last()).map_or(!self.blocks.is_empty(), |(_, begins)| *begins)
    }

    /// How long clocks on the wall must run evenly until that changes; `None`: it never does.
    pub(super) fn changes_in(&self, wall_clock: i64) -> Option<i64> {
        let week_offset = week_offset(wall_clock);
        let next = self.edges.get(self.passed(week_offset)).or(self.edges.first());
        next.map(|(edge, _)| (edge - week_offset).rem_euclid(WEEK))
    }

    /// How many edges of this week lie behind that place, or are that place.
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

/// Where in the week clocks on the wall are. Their 1970-01-01 was a Thursday.
const fn week_offset(wall_clock: i64) -> i64 {
    // Reduced first: nothing overflows, however far the time.
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
