//! What dialogues came to over some days.

use super::{Count, Day, Period};
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

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// To how many visits it was shown.
    pub triggered: u64,
    /// In how many a visitor responded.
    pub engaged: u64,
    /// In how many the end of a branch was reached.
    pub completed: u64,
    /// In how many an e-mail address was left.
    pub acquired: u64,
    /// In how many each goal was reached, by its name.
    pub goals: BTreeMap<String, u64>,
}

impl Figures {
    /// Adds what was counted so often.
    pub(super) fn add(&mut self, count: &Count, n: u64) {
        let figure = match count {
            Count::Triggered => &mut self.triggered,
            Count::Engaged => &mut self.engaged,
            Count::Completed => &mut self.completed,
            Count::Acquired => &mut self.acquired,
            Count::Goal(goal) => self.goals.entry(goal.clone()).or_default(),
            // Those are the funnel's.
            Count::Reached(_) | Count::Passed(_) => return,
        };
        *figure += n;
    }
}

/// `GET /v1/sites/{site}/reports/dialogues`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// The days it is about.
    #[serde(flatten)]
    pub period: Period,
    /// Every dialogue of the site, also those of which nothing was counted.
    pub items: Vec<DialogueReport>,
}

/// What one dialogue came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialogueReport {
    pub dialogue: DialogueId,
    pub name: String,
    /// All days together.
    #[serde(flatten)]
    pub total: Figures,
    /// The days on which something was counted, in order.
    pub days: Vec<DayFigures>,
}

/// What was counted on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayFigures {
    pub day: Day,
    #[serde(flatten)]
    pub figures: Figures,
}

impl Report {
    /// Puts figures together, for dialogues in the order in which they are to be told.
    pub fn new(period: Period, dialogues: Vec<(DialogueId, String)>, rows: &[CountRow]) -> Self {
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
            total: totals.remove(&dialogue).unwrap_or_default(),
            days: (days.remove(&dialogue).unwrap_or_default().into_iter())
                .map(|(day, figures)| DayFigures { day, figures })
                .collect(),
            dialogue,
            name,
        };
        Self { period, items: dialogues.into_iter().map(item).collect() }
    }
}
