//! From analytics events to figures. There is a row for each recent visit, and one for each figure.

use super::{Count, Day};
use crate::ab_test::{AbTest, Enrolment, VariantCount};
use crate::availability::Zone;
use crate::id::{DialogueId, Version, VisitId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::convert::Infallible;

/// How many days after its last event a visit is forgotten: at least 48 hours. Every event extends
/// the memory of the whole visit, so a visit may last as long as it likes.
pub const MEMORY_DAYS: u32 = 3;

/// Something that happened in a visit. It counts once, however often it is reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AnalyticsEvent {
    pub dialogue: DialogueId,
    pub visit: VisitId,
    pub count: Count,
    pub at: Timestamp,
    /// The version that the conversation runs which reports it; browsers don't say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

/// What was counted for a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// The day of its last event.
    pub last: Day,
    /// The day on which each thing was counted.
    pub counted: BTreeMap<DialogueId, BTreeMap<Count, Day>>,
    /// The tests that it takes part in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ab_tests: BTreeMap<DialogueId, Enrolment>,
}

/// A change of the rows. All changes of a batch are written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountEffect {
    /// The new row of a visit.
    Visit(VisitId, Visited),
    /// Adds to a figure. If an event turns out to be older, the figure of the other day shrinks.
    Add { dialogue: DialogueId, day: Day, count: Count, by: i64 },
    /// Adds to a figure of a variant in a running test, which has no days.
    AddToVariant { figure: VariantCount, by: u64 },
}

/// Reads the stored rows. An expired row may be returned or not: it makes no difference.
pub trait CountRows {
    /// Why a row can't be read. If a read fails, it must return an error and never an empty result.
    type Error;
    fn visit(&self, visit: &VisitId) -> Result<Option<Visited>, Self::Error>;
}

impl Visited {
    /// A visit without counts.
    const fn new(last: Day) -> Self {
        Self { last, counted: BTreeMap::new(), ab_tests: BTreeMap::new() }
    }

    /// How an event counts in the running test of its dialogue. A visit takes part if it meets the
    /// dialogue during the test (ABTEST-03).
    fn enrolled(&mut self, test: &AbTest, event: &AnalyticsEvent) -> Option<Enrolment> {
        if !self.counted.contains_key(&event.dialogue)
            && let Some(enrolment) = test.enrol(event)
        {
            self.ab_tests.insert(event.dialogue.clone(), enrolment);
        }
        let enrolment = self.ab_tests.get(&event.dialogue).copied()?;
        test.counts(enrolment, event).then_some(enrolment)
    }

    /// The day from which the row is not needed any more.
    pub fn needless_from(&self) -> Day {
        self.last.after(MEMORY_DAYS)
    }

    /// Records that something happened on a day. Returns the day it counted on before, and the day
    /// it counts on now; `None` if that is the same.
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
            // Events may arrive in any order; the earliest day counts.
            Entry::Occupied(mut entry) if day < *entry.get() => {
                Some((Some(entry.insert(day)), day))
            }
            Entry::Occupied(_) => None,
        }
    }
}

/// Counts events, in any order and with repetitions, and returns the changes to write. Each counts
/// on its day in this zone, and in the running test of its dialogue, if there is one.
pub fn record<R: CountRows>(
    rows: &R,
    zone: &Zone,
    tests: &[AbTest],
    now: Timestamp,
    events: &[AnalyticsEvent],
) -> Result<Vec<CountEffect>, R::Error> {
    // How long a visit is remembered doesn't depend on the zone, which the site may change.
    let (today, today_there) = (Day::from_timestamp(now), zone.day(now));
    let mut visits: BTreeMap<&VisitId, TrackedVisit> = BTreeMap::new();
    let mut sums: BTreeMap<(&DialogueId, Day, &Count), i64> = BTreeMap::new();
    let mut variants: BTreeMap<VariantCount, u64> = BTreeMap::new();
    for event in events {
        let tracked = match visits.entry(&event.visit) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(free) => free.insert(TrackedVisit::new(rows.visit(&event.visit)?, today)),
        };
        // A browser's clock may be fast, so no event counts on a day in the future.
        let day = zone.day(event.at).min(today_there);
        let implied = match event.count {
            // A visitor who responded was shown the dialogue, even if the page's event for that is
            // lost or late.
            Count::Engaged => Some(&Count::Triggered),
            Count::Goal(_) => Some(&Count::Converted),
            _ => None,
        };
        let test = tests.iter().find(|test| test.dialogue == event.dialogue);
        let enrolment = test.and_then(|test| tracked.visited.enrolled(test, event));
        for count in implied.into_iter().chain([&event.count]) {
            if let Some((before, day)) = tracked.visited.record(&event.dialogue, count, day) {
                tracked.changed = true;
                if let Some(Enrolment { test, variant }) = enrolment
                    && before.is_none()
                    && count.is_compared()
                {
                    let (dialogue, count) = (event.dialogue.clone(), count.clone());
                    let figure = VariantCount { dialogue, test, variant, count };
                    *variants.entry(figure).or_default() += 1;
                }
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
    let variants = variants.into_iter();
    let variants = variants.map(|(figure, by)| CountEffect::AddToVariant { figure, by });
    Ok(visits.chain(sums).chain(variants).collect())
}

/// A visit while its events are counted.
struct TrackedVisit {
    visited: Visited,
    /// Whether its row must be written. Another event on the same day needs no write, so a page
    /// that is reloaded writes nothing.
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

/// Counts with their rows in memory, for tests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemoryCounts {
    visits: BTreeMap<VisitId, Visited>,
    figures: BTreeMap<(DialogueId, Day, Count), i64>,
    ab_tests: Vec<AbTest>,
    variants: BTreeMap<VariantCount, u64>,
}

impl CountRows for MemoryCounts {
    type Error = Infallible;
    fn visit(&self, visit: &VisitId) -> Result<Option<Visited>, Infallible> {
        Ok(self.visits.get(visit).cloned())
    }
}

impl MemoryCounts {
    /// [`record`] by the days of UTC, and applies its changes. Returns the number of rows written.
    pub fn record(&mut self, now: Timestamp, events: &[AnalyticsEvent]) -> usize {
        self.record_in(&Zone::utc(), now, events)
    }

    /// [`record`], and applies its changes. Returns the number of rows written.
    pub fn record_in(&mut self, zone: &Zone, now: Timestamp, events: &[AnalyticsEvent]) -> usize {
        let Ok(effects) = record(self, zone, &self.ab_tests, now, events);
        let written = effects.len();
        for effect in effects {
            match effect {
                CountEffect::Visit(visit, visited) => {
                    self.visits.insert(visit, visited);
                }
                CountEffect::Add { dialogue, day, count, by } => {
                    *self.figures.entry((dialogue, day, count)).or_default() += by;
                }
                CountEffect::AddToVariant { figure, by } => {
                    *self.variants.entry(figure).or_default() += by;
                }
            }
        }
        self.figures.retain(|_, figure| *figure != 0);
        written
    }

    /// Deletes expired rows.
    pub fn prune(&mut self, now: Timestamp) {
        let today = Day::from_timestamp(now);
        self.visits.retain(|_, visited| today < visited.needless_from());
    }

    /// Counts in these tests from now on.
    pub fn set_tests(&mut self, tests: Vec<AbTest>) {
        self.ab_tests = tests;
    }

    /// The figures of all variants.
    pub fn variants(&self) -> Vec<(VariantCount, u64)> {
        self.variants.iter().map(|(figure, n)| (figure.clone(), *n)).collect()
    }

    /// The figures by dialogue, day and count.
    pub const fn figures(&self) -> &BTreeMap<(DialogueId, Day, Count), i64> {
        &self.figures
    }
}
