//! The report on dialogues.

use super::{Count, Day, Period};
use crate::availability::Zone;
use crate::id::DialogueId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One figure, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    pub dialogue: DialogueId,
    pub day: Day,
    pub count: Count,
    pub n: u64,
}

/// Figures of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// Visits that were shown the dialogue.
    pub triggered: u64,
    /// Visits in which the visitor responded.
    pub engaged: u64,
    /// Visits in which the end of a branch was reached.
    pub completed: u64,
    /// Visits in which an e-mail address was left.
    pub acquired: u64,
    /// Visits in which any goal was reached; each counts once, however many goals it reached.
    #[serde(default)]
    pub converted: u64,
    /// Visits in which each goal was reached, by its name.
    pub goals: BTreeMap<String, u64>,
}

impl Figures {
    /// Adds `n` to a count.
    pub(crate) fn add(&mut self, count: &Count, n: u64) {
        let figure = match count {
            Count::Triggered => &mut self.triggered,
            Count::Engaged => &mut self.engaged,
            Count::Completed => &mut self.completed,
            Count::Acquired => &mut self.acquired,
            Count::Converted => &mut self.converted,
            Count::Goal(goal) => self.goals.entry(goal.clone()).or_default(),
            // Only the report of one dialogue uses these.
            Count::Reached(_)
            | Count::Passed(_)
            | Count::Downloaded(_)
            | Count::Asked(..)
            | Count::Answered(..)
            | Count::Chosen(..) => return,
        };
        *figure += n;
    }

    /// Makes up for days that are older than the count of conversions: at least those visits
    /// converted that reached the goal which was reached most often.
    fn complete(mut self) -> Self {
        self.converted = self.goals.values().copied().fold(self.converted, u64::max);
        self
    }
}

/// What `GET /v1/sites/{site}/reports/dialogues` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// The days of the report.
    #[serde(flatten)]
    pub period: Period,
    /// The time zone in which days begin.
    pub zone: String,
    /// Every dialogue of the site, including those without counts.
    pub items: Vec<DialogueReport>,
}

/// The figures of one dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialogueReport {
    pub dialogue: DialogueId,
    pub name: String,
    /// The sum of all days.
    #[serde(flatten)]
    pub total: Figures,
    /// The days with counts, in order.
    pub days: Vec<DayFigures>,
}

/// The figures of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayFigures {
    pub day: Day,
    #[serde(flatten)]
    pub figures: Figures,
}

impl Report {
    /// The report of these rows, with the dialogues in the given order.
    pub fn new(
        (period, zone): (Period, &Zone),
        dialogues: Vec<(DialogueId, String)>,
        rows: &[CountRow],
    ) -> Self {
        let mut days: BTreeMap<&DialogueId, BTreeMap<Day, Figures>> = BTreeMap::new();
        let whole = rows.iter().filter(|rows| !rows.count.is_card_count());
        for CountRow { dialogue, day, count, n } in whole {
            days.entry(dialogue).or_default().entry(*day).or_default().add(count, *n);
        }
        let mut totals: BTreeMap<&DialogueId, Figures> = BTreeMap::new();
        for CountRow { dialogue, count, n, .. } in rows {
            totals.entry(dialogue).or_default().add(count, *n);
        }
        let item = |(dialogue, name)| DialogueReport {
            total: totals.remove(&dialogue).unwrap_or_default().complete(),
            days: (days.remove(&dialogue).unwrap_or_default().into_iter())
                .map(|(day, figures)| DayFigures { day, figures: figures.complete() })
                .collect(),
            dialogue,
            name,
        };
        let zone = zone.name().to_owned();
        Self { period, zone, items: dialogues.into_iter().map(item).collect() }
    }
}
