//! From marks to figures: a row for each visit that may still be heard of, and one for each figure.

use super::{Count, Day};
use crate::id::{DialogueId, VisitId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::convert::Infallible;

/// On which day after a visit was last heard of it is forgotten: 48 hours later at the earliest.
/// Every mark renews the memory of all of its visit, so that a visit may last as long as it likes.
pub const MEMORY_DAYS: u32 = 3;

/// Something happened in a visit. Heard any number of times, it counts once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AnalyticsEvent {
    pub dialogue: DialogueId,
    pub visit: VisitId,
    pub count: Count,
    pub at: Timestamp,
}

/// What was counted of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// The day on which it was last heard of.
    pub last: Day,
    /// What was counted, and on which day.
    pub counted: BTreeMap<DialogueId, BTreeMap<Count, Day>>,
}

/// What is written after some marks, all of it in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountEffect {
    /// A visit is so now.
    Visit(VisitId, Visited),
    /// A figure grows by that; where a mark was found to be older, another shrinks.
    Add { dialogue: DialogueId, day: Day, count: Count, by: i64 },
}

/// Where the rows are. A row that is old may be there or not: it makes no difference.
pub trait CountRows {
    /// Why a row can't be read. A read error is never “empty”.
    type Error;
    /// The row of a visit.
    fn visit(&self, visit: &VisitId) -> Result<Option<Visited>, Self::Error>;
}

impl Visited {
    /// A visit nothing is known of.
    const fn new(last: Day) -> Self {
        Self { last, counted: BTreeMap::new() }
    }

    /// From which day on nobody needs to know.
    pub fn needless_from(&self) -> Day {
        self.last.after(MEMORY_DAYS)
    }

    /// Takes what happened on that day. Gives the day it counted on before, and the one it
    /// counts on now; nothing where that is the same.
    fn record(
        &mut self,
        dialogue: &DialogueId,
        count: &Count,
        day: Day,
    ) -> Option<(Option<Day>, Day)> {
        match self.counted.entry(dialogue.clone()).or_default().entry(count.clone()) {
            Entry::Vacant(free) => {
                free.insert(day);
                Some((None, day))
            }
            // Whichever comes first to us, what came first to the visitor is what counts.
            Entry::Occupied(mut entry) if day < *entry.get() => {
                Some((Some(entry.insert(day)), day))
            }
            Entry::Occupied(_) => None,
        }
    }
}

/// Hears marks, old ones and new ones in any order, and says what is to be written.
pub fn record<R: CountRows>(
    rows: &R,
    now: Timestamp,
    events: &[AnalyticsEvent],
) -> Result<Vec<CountEffect>, R::Error> {
    let today = Day::from_timestamp(now);
    let mut visits: BTreeMap<&VisitId, TrackedVisit> = BTreeMap::new();
    let mut sums: BTreeMap<(&DialogueId, Day, &Count), i64> = BTreeMap::new();
    for event in events {
        let tracked = match visits.entry(&event.visit) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(free) => free.insert(TrackedVisit::new(rows.visit(&event.visit)?, today)),
        };
        // A clock that runs ahead makes no day that is still to come.
        let day = Day::from_timestamp(event.at).min(today);
        // Who responded was shown it, though the page's word for that may be lost or still to come.
        let implied = (event.count == Count::Engaged).then_some(&Count::Triggered);
        for count in implied.into_iter().chain([&event.count]) {
            if let Some((before, day)) = tracked.visited.record(&event.dialogue, count, day) {
                tracked.changed = true;
                *sums.entry((&event.dialogue, day, count)).or_default() += 1;
                if let Some(before) = before {
                    *sums.entry((&event.dialogue, before, count)).or_default() -= 1;
                }
            }
        }
    }
    let changed = visits.into_iter().filter(|(_, tracked)| tracked.changed);
    let visits = changed.map(|(visit, tracked)| CountEffect::Visit(visit.clone(), tracked.visited));
    let sums = sums.into_iter().filter(|(_, by)| *by != 0);
    let sums = sums.map(|((dialogue, day, count), by)| {
        let (dialogue, count) = (dialogue.clone(), count.clone());
        CountEffect::Add { dialogue, day, count, by }
    });
    Ok(visits.chain(sums).collect())
}

/// A visit while marks of it are heard.
struct TrackedVisit {
    visited: Visited,
    /// Whether it must be written. Heard of again on the same day, it need not: a page that is
    /// refreshed writes nothing.
    changed: bool,
}

impl TrackedVisit {
    fn new(stored: Option<Visited>, today: Day) -> Self {
        let mut visited = stored
            .filter(|stored| today < stored.needless_from())
            .unwrap_or_else(|| Visited::new(today));
        let changed = visited.last < today;
        visited.last = visited.last.max(today);
        Self { visited, changed }
    }
}

/// A tally whose rows are all in memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemoryCounts {
    visits: BTreeMap<VisitId, Visited>,
    figures: BTreeMap<(DialogueId, Day, Count), i64>,
}

impl CountRows for MemoryCounts {
    type Error = Infallible;
    fn visit(&self, visit: &VisitId) -> Result<Option<Visited>, Infallible> {
        Ok(self.visits.get(visit).cloned())
    }
}

impl MemoryCounts {
    /// [`hear`], kept. Gives how many rows were written.
    pub fn record(&mut self, now: Timestamp, events: &[AnalyticsEvent]) -> usize {
        let Ok(effects) = record(self, now, events);
        let written = effects.len();
        for effect in effects {
            match effect {
                CountEffect::Visit(visit, visited) => {
                    self.visits.insert(visit, visited);
                }
                CountEffect::Add { dialogue, day, count, by } => {
                    *self.figures.entry((dialogue, day, count)).or_default() += by;
                }
            }
        }
        self.figures.retain(|_, figure| *figure != 0);
        written
    }

    /// Forgets what nobody needs to know any more.
    pub fn prune(&mut self, now: Timestamp) {
        let today = Day::from_timestamp(now);
        self.visits.retain(|_, visited| today < visited.needless_from());
    }

    /// The figures.
    pub const fn figures(&self) -> &BTreeMap<(DialogueId, Day, Count), i64> {
        &self.figures
    }
}
