//! Conditions as somebody edits them: groups of all or any, with tests and events in them. Pure.
//!
//! An editor's texts may be wrong for a while; [`Group::condition`] and [`Group::criterion`] say what
//! is, each with its place.

#[cfg(feature = "view")]
pub(crate) mod view;

mod finding;
mod labels;

pub(crate) use finding::{Wrong, WrongAt};
pub(crate) use labels::{
    HAPPENINGS, OPERATORS, attribute_name, attributes, describe, happening, is_common,
    operator_name,
};

use shared::audience::{Attribute, Condition, Criterion, Metric, MetricThreshold, Operator, Test};

/// How deep groups may nest, the outermost counted; as the edge has it.
pub(crate) const MOST_DEPTH: usize = 5;
/// How many tests and events there may be; as the edge has it.
pub(crate) const MOST_ROWS: usize = 50;

/// Whether all of a group's rows must hold, or one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    /// All of them.
    #[default]
    All,
    /// At least one.
    Any,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Group {
    /// How many of them must hold.
    pub(crate) mode: Mode,
    /// What is in it, in order.
    pub(crate) rows: Vec<Row>,
}

/// One thing in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// A comparison, as it is typed.
    Test(TestRow),
    /// Something that must have happened in the browser.
    Event(EventRow),
    /// A group in the group.
    Group(Group),
}

/// A comparison, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestRow {
    /// The attribute's word, perhaps of a field of the site's own.
    pub(crate) attribute: String,
    /// How it is compared.
    pub(crate) operator: Operator,
    /// With what.
    pub(crate) value: String,
}

/// Something that must have happened, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventRow {
    /// What.
    pub(crate) event: Metric,
    /// How much of it, in seconds or percent.
    pub(crate) at_least: String,
}

/// Where a row is: its place in the outermost group, then in that one, and so on.
pub(crate) type Path = Vec<usize>;

impl Row {
    /// A comparison to begin with.
    pub(crate) fn test() -> Self {
        Self::Test(TestRow {
            attribute: Attribute::Country.as_str().to_owned(),
            operator: Operator::Is,
            value: String::new(),
        })
    }

    /// An event to begin with.
    pub(crate) fn event() -> Self {
        Self::Event(EventRow { event: Metric::TimeOnPage, at_least: "10".to_owned() })
    }

    /// A group to begin with: the other way than the one it is in, for else it would be needless.
    pub(crate) fn group(around: Mode) -> Self {
        let mode = match around {
            Mode::All => Mode::Any,
            Mode::Any => Mode::All,
        };
        Self::Group(Group { mode, rows: vec![Self::test()] })
    }
}

impl TestRow {
    /// Whether there is anything to compare with.
    pub(crate) const fn compares(&self) -> bool {
        !matches!(self.operator, Operator::IsEmpty | Operator::IsNotEmpty)
    }
}

impl Group {
    /// Whether nothing is asked of anybody.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Of a condition that is there.
    pub(crate) fn from_condition(condition: &Condition) -> Self {
        let rows = |all: &[Condition]| all.iter().map(condition_row).collect();
        match condition {
            Condition::All { all } => Self { mode: Mode::All, rows: rows(all) },
            Condition::Any { any } => Self { mode: Mode::Any, rows: rows(any) },
            test @ Condition::Test(_) => Self { mode: Mode::All, rows: vec![condition_row(test)] },
        }
    }

    /// Of what an audience asks.
    pub(crate) fn from_criterion(criterion: &Criterion) -> Self {
        let rows = |all: &[Criterion]| all.iter().map(criterion_row).collect();
        match criterion {
            Criterion::All { all } => Self { mode: Mode::All, rows: rows(all) },
            Criterion::Any { any } => Self { mode: Mode::Any, rows: rows(any) },
            leaf => Self { mode: Mode::All, rows: vec![criterion_row(leaf)] },
        }
    }

    /// The condition, or all that is wrong with it. An event is wrong where only conditions may be.
    pub(crate) fn condition(&self) -> Result<Condition, Vec<Wrong>> {
        let wrong = self.wrong(false);
        if wrong.is_empty() { Ok(self.as_condition()) } else { Err(wrong) }
    }

    /// What an audience asks, or all that is wrong with it.
    pub(crate) fn criterion(&self) -> Result<Criterion, Vec<Wrong>> {
        let wrong = self.wrong(true);
        if wrong.is_empty() { Ok(self.as_criterion()) } else { Err(wrong) }
    }

    fn as_condition(&self) -> Condition {
        let rows = self.rows.iter().filter_map(|row| match row {
            Row::Test(test) => test.test().map(Condition::Test),
            Row::Event(_) => None,
            Row::Group(group) => Some(group.as_condition()),
        });
        let rows = rows.collect();
        match self.mode {
            Mode::All => Condition::All { all: rows },
            Mode::Any => Condition::Any { any: rows },
        }
    }

    fn as_criterion(&self) -> Criterion {
        let rows = self.rows.iter().filter_map(|row| match row {
            Row::Test(test) => test.test().map(Criterion::Test),
            Row::Event(event) => event.threshold().map(Criterion::MetricThreshold),
            Row::Group(group) => Some(group.as_criterion()),
        });
        let rows = rows.collect();
        match self.mode {
            Mode::All => Criterion::All { all: rows },
            Mode::Any => Criterion::Any { any: rows },
        }
    }

    /// The group at a path; the empty path is this one.
    pub(crate) fn group_at(&self, path: &[usize]) -> Option<&Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self.rows.get(*first)? {
            Row::Group(group) => group.group_at(rest),
            Row::Test(_) | Row::Event(_) => None,
        }
    }

    /// The same, to change it.
    pub(crate) fn group_at_mut(&mut self, path: &[usize]) -> Option<&mut Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self.rows.get_mut(*first)? {
            Row::Group(group) => group.group_at_mut(rest),
            Row::Test(_) | Row::Event(_) => None,
        }
    }

    /// The row at a path.
    pub(crate) fn row_at(&self, path: &[usize]) -> Option<&Row> {
        let (last, around) = path.split_last()?;
        self.group_at(around)?.rows.get(*last)
    }

    /// The same, to change it.
    pub(crate) fn row_at_mut(&mut self, path: &[usize]) -> Option<&mut Row> {
        let (last, around) = path.split_last()?;
        self.group_at_mut(around)?.rows.get_mut(*last)
    }

    /// The comparison at a path, to change it.
    pub(crate) fn test_at_mut(&mut self, path: &[usize]) -> Option<&mut TestRow> {
        match self.row_at_mut(path)? {
            Row::Test(test) => Some(test),
            Row::Event(_) | Row::Group(_) => None,
        }
    }

    /// The event at a path, to change it.
    pub(crate) fn event_at_mut(&mut self, path: &[usize]) -> Option<&mut EventRow> {
        match self.row_at_mut(path)? {
            Row::Event(event) => Some(event),
            Row::Test(_) | Row::Group(_) => None,
        }
    }

    /// Adds a row at the end of the group at a path.
    pub(crate) fn add(&mut self, path: &[usize], row: Row) {
        if let Some(group) = self.group_at_mut(path) {
            group.rows.push(row);
        }
    }

    /// Takes a row out; a group that is empty then goes with it, for it would mean nothing.
    pub(crate) fn remove(&mut self, path: &[usize]) {
        let Some((last, around)) = path.split_last() else { return };
        let Some(group) = self.group_at_mut(around) else { return };
        if *last < group.rows.len() {
            group.rows.remove(*last);
        }
        if group.is_empty() {
            self.remove(around);
        }
    }

    /// How many tests and events there are, in all groups.
    pub(crate) fn count(&self) -> usize {
        let count = |row: &Row| match row {
            Row::Group(group) => group.count(),
            Row::Test(_) | Row::Event(_) => 1,
        };
        self.rows.iter().map(count).sum()
    }

    /// Adds the site's own fields that it looks at.
    pub(crate) fn own_fields(&self, found: &mut Vec<String>) {
        for row in &self.rows {
            match row {
                Row::Group(group) => group.own_fields(found),
                Row::Test(test) if !is_common(&test.attribute) => {
                    if !found.contains(&test.attribute) {
                        found.push(test.attribute.clone());
                    }
                }
                Row::Test(_) | Row::Event(_) => {}
            }
        }
    }

    /// What of it decides which fields are on the screen: everything but what is typed.
    pub(crate) fn shape(&self) -> Self {
        let row = |row: &Row| match row {
            Row::Group(group) => Row::Group(group.shape()),
            Row::Event(event) => Row::Event(EventRow { at_least: String::new(), ..event.clone() }),
            Row::Test(test) => {
                let own = !is_common(&test.attribute);
                let attribute = if own { String::new() } else { test.attribute.clone() };
                Row::Test(TestRow { attribute, value: String::new(), operator: test.operator })
            }
        };
        Self { mode: self.mode, rows: self.rows.iter().map(row).collect() }
    }
}

impl TestRow {
    /// As it is compared, where the attribute's word names one.
    fn test(&self) -> Option<Test> {
        let attribute = Attribute::from_name(self.attribute.trim())?;
        let value = if self.compares() { self.value.trim().to_owned() } else { String::new() };
        Some(Test { attribute, operator: self.operator, value })
    }
}

impl EventRow {
    fn threshold(&self) -> Option<MetricThreshold> {
        let at_least = self.at_least.trim().parse().ok()?;
        (1..=self.event.most())
            .contains(&at_least)
            .then_some(MetricThreshold { event: self.event, at_least })
    }
}

fn test_row(test: &Test) -> Row {
    Row::Test(TestRow {
        attribute: test.attribute.as_str().to_owned(),
        operator: test.operator,
        value: test.value.clone(),
    })
}

fn condition_row(condition: &Condition) -> Row {
    match condition {
        Condition::Test(test) => test_row(test),
        group => Row::Group(Group::from_condition(group)),
    }
}

fn criterion_row(criterion: &Criterion) -> Row {
    match criterion {
        Criterion::Test(test) => test_row(test),
        Criterion::MetricThreshold(threshold) => Row::Event(EventRow {
            event: threshold.event,
            at_least: threshold.at_least.to_string(),
        }),
        group => Row::Group(Group::from_criterion(group)),
    }
}

#[cfg(test)]
mod tests;
