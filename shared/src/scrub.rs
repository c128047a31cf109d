//! Scrubbing an object's storage after something was erased: when, in which steps, and how much.
//!
//! `SQLite` leaves the bytes of deleted rows in free pages, in gaps of pages that are still used, and
//! in the write-ahead log (WAL). So after an erasure
//!
//! 1. filler rows take all free pages, and are dropped: whatever is written next gets clean pages;
//! 2. each table is copied to new pages, and the old one is dropped with its indexes: that leaves the
//!    gaps behind;
//! 3. filler rows take all free pages again, and are dropped, before the indexes are created again;
//! 4. filler rows are written in small transactions, until the WAL was copied into the file and begins
//!    again, and then in one transaction that is as long as the WAL can be and takes all free pages.
//!
//! Each step is one turn. After a crash the scrub begins again.

use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Pages of a large filler row. Others have one page.
pub const LARGE_ROW: u64 = 64;

/// How long after an erasure a scrub begins; conversations and other erasures join it.
const GRACE: Millis = Millis::seconds(1);
/// Least pause between two scrubs, and the additional pause for each page: a large storage is
/// scrubbed less often.
const PAUSE: Millis = Millis::seconds(5);
const PAUSE_FOR_PAGE: Millis = Millis(20);
/// `SQLite` copies the WAL into the file after a commit that makes it this many pages long, and
/// begins it again with the next one.
const CHECKPOINT: u64 = 1_000;
/// Pages of a small transaction.
const SMALL: u64 = 512;
/// Pages that the storage may have used for a moment without our noticing.
const MARGIN: u64 = 64;

/// The length of the value of a filler row in bytes: with the record's header, it fills its pages of
/// 4,096 bytes to the last byte (one leaf, and overflow pages).
#[must_use]
pub const fn row_bytes(pages: u64) -> u64 {
    let header = if pages < 3 { 3 } else { 4 };
    4_061 + (pages - 1) * 4_092 - header
}

/// The scrub of one object, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scrub {
    /// The next step, and its time; `None` if nothing was erased since the last scrub.
    next: Option<(Timestamp, Step)>,
    /// Whether something was erased since this scrub began.
    again: bool,
    /// The most pages that were ever used, without filler rows, as far as we know.
    most_used: u64,
    /// The most pages that were ever used with filler rows. The file has no others, because it only
    /// grows while it has no free page.
    filled: u64,
}

/// A step of a scrub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// Fill the free pages, then empty them.
    Fill,
    /// Copy the table with this index.
    Copy(u64),
    /// Fill what the old tables had, then empty it.
    Refill,
    /// Create the indexes.
    Index,
    /// Make small transactions; so many are done.
    Small(u64),
    /// Make the long transaction.
    Long,
    /// Empty the free pages.
    Last,
}

/// What a turn has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Add filler rows for this many pages.
    Fill(u64),
    /// Drop the filler rows.
    Drop,
    /// Copy the table with this index, in the order of their names.
    Copy(u64),
    /// Create the indexes that are missing.
    Index,
}

impl Scrub {
    /// Something is erased in this turn. Returns whether that changes anything.
    pub const fn ask(&mut self, now: Timestamp) -> bool {
        match self.next {
            Some((_, Step::Fill)) => false,
            Some(_) => !core::mem::replace(&mut self.again, true),
            None => {
                self.next = Some((Timestamp(now.0 + GRACE.0), Step::Fill));
                true
            }
        }
    }

    /// The object wakes. A scrub that was interrupted begins again, because the missing indexes were
    /// created on any pages. Returns whether that changes anything.
    pub const fn wake(&mut self) -> bool {
        match self.next {
            None | Some((_, Step::Fill)) => false,
            Some((at, _)) => {
                self.next = Some((at, Step::Fill));
                true
            }
        }
    }

    /// The storage uses this many pages, without filler rows. Returns whether that has to be stored.
    pub const fn note_used(&mut self, pages: u64) -> bool {
        // Not each page: the margin is for these.
        let grown = pages > self.most_used + MARGIN / 4;
        if grown {
            self.most_used = pages;
        }
        grown
    }

    /// When the next step is due.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.next.map(|(at, _)| at)
    }

    /// What to do now, if a step is due. `used` is the number of pages in use, with filler rows.
    #[must_use]
    pub fn work(&self, now: Timestamp, used: u64) -> Option<Work> {
        let (at, step) = self.next?;
        if now < at {
            return None;
        }
        let free = self.filled.max(self.most_used + MARGIN).saturating_sub(used);
        Some(match step {
            Step::Fill | Step::Refill if free > 0 => Work::Fill(free.min(SMALL)),
            Step::Small(done) if done * SMALL < CHECKPOINT => Work::Fill(SMALL),
            Step::Fill | Step::Refill | Step::Small(_) | Step::Last => Work::Drop,
            Step::Copy(table) => Work::Copy(table),
            Step::Index => Work::Index,
            // No transaction is longer than the storage, and none begins behind the checkpoint.
            Step::Long => Work::Fill(free.max(CHECKPOINT + self.most_used + MARGIN)),
        })
    }

    /// The work was done: the storage now uses this many pages, and has this many tables.
    pub fn done(&mut self, now: Timestamp, work: Work, used: u64, tables: u64) {
        let Some((_, step)) = self.next else { return };
        self.filled = self.filled.max(used);
        let step = match (work, step) {
            (Work::Fill(_), Step::Small(done)) => Some(Step::Small(done + 1)),
            (Work::Fill(_), Step::Long) => Some(Step::Last),
            (Work::Fill(_), step) => Some(step),
            (Work::Copy(table), _) if table + 1 < tables => Some(Step::Copy(table + 1)),
            (Work::Copy(_), _) => Some(Step::Refill),
            (Work::Drop, Step::Fill) => Some(Step::Copy(0)),
            (Work::Drop, Step::Refill) => Some(Step::Index),
            (Work::Index, _) => Some(Step::Small(0)),
            (Work::Drop, Step::Small(_)) => Some(Step::Long),
            (Work::Drop, _) => None,
        };
        self.next = step.map(|step| (now, step));
        if self.next.is_none() && core::mem::take(&mut self.again) {
            let pause = Millis(PAUSE.0 + PAUSE_FOR_PAGE.0 * self.most_used);
            self.next = Some((now + pause, Step::Fill));
        }
    }
}
