//! The model of the condition editor: groups of “all” or “any”, with tests and events in them.
//! Pure.
//!
//! An editor's input may be invalid for a while; [`Group::condition`] and [`Group::criterion`]
//! return each error with its path.

#[cfg(feature = "view")]
pub(crate) mod place;
#[cfg(feature = "view")]
pub(crate) mod view;

mod countries;
mod finding;
mod labels;

pub(crate) use countries::{country_choices, country_name};
pub(crate) use finding::{Wrong, WrongAt};
pub(crate) use labels::{
    HAPPENINGS, OPERATORS, attribute_name, attributes, audience_now, card_now, describe,
    describe_facts, happening, is_common, is_country_list, is_now, modes, operator_name, yes_or_no,
};

use shared::audience::{Attribute, Condition, Criterion, Metric, MetricThreshold, Operator, Test};

/// How deep groups may nest, including the outermost; the edge has the same limit.
pub(crate) const MOST_DEPTH: usize = 5;
/// The largest number of tests and events; the edge has the same limit.
pub(crate) const MOST_ROWS: usize = 50;

/// Whether all of a group's rows must match, or one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    /// All of them.
    #[default]
    All,
    /// At least one.
    Any,
}

/// A group of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Group {
    pub(crate) mode: Mode,
    /// The rows, in order.
    pub(crate) rows: Vec<Row>,
}

/// One row of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// A comparison of an attribute.
    Test(TestRow),
    /// An event in the browser.
    Event(EventRow),
    /// A nested group.
    Group(Group),
}

/// A comparison, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestRow {
    /// The attribute's name; may be a custom attribute of the site.
    pub(crate) attribute: String,
    pub(crate) operator: Operator,
    pub(crate) value: String,
}

/// An event that must have happened, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventRow {
    pub(crate) event: Metric,
    /// The threshold, in seconds or percent.
    pub(crate) at_least: String,
}

/// The path of a row: its index in the outermost group, then in the nested one, and so on.
pub(crate) type Path = Vec<usize>;

impl Row {
    /// Returns a new comparison with defaults.
    pub(crate) fn test() -> Self {
        Self::Test(TestRow {
            attribute: Attribute::Country.as_str().to_owned(),
            operator: Operator::Is,
            value: String::new(),
        })
    }

    /// Returns a new event with defaults.
    pub(crate) fn event() -> Self {
        Self::Event(EventRow { event: Metric::TimeOnPage, at_least: "10".to_owned() })
    }

    /// Returns a new group of the other mode than its parent, because the same mode would be
    /// redundant.
    pub(crate) fn group(around: Mode) -> Self {
        let mode = match around {
            Mode::All => Mode::Any,
            Mode::Any => Mode::All,
        };
        Self::Group(Group { mode, rows: vec![Self::test()] })
    }
}

impl TestRow {
    /// Whether the operator needs a value.
    pub(crate) const fn compares(&self) -> bool {
        !matches!(self.operator, Operator::IsEmpty | Operator::IsNotEmpty)
    }
}

impl Group {
    /// Whether there are no conditions, so that everybody matches.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether a condition asks for country, region or city.
    pub(crate) fn asks_for_place(&self) -> bool {
        let places = [Attribute::Country, Attribute::Region, Attribute::City];
        self.rows.iter().any(|row| match row {
            Row::Test(test) => places.iter().any(|place| place.as_str() == test.attribute),
            Row::Event(_) => false,
            Row::Group(group) => group.asks_for_place(),
        })
    }

    /// Converts a condition for editing.
    pub(crate) fn from_condition(condition: &Condition) -> Self {
        let rows = |all: &[Condition]| all.iter().map(condition_row).collect();
        match condition {
            Condition::All { all } => Self { mode: Mode::All, rows: rows(all) },
            Condition::Any { any } => Self { mode: Mode::Any, rows: rows(any) },
            test @ Condition::Test(_) => Self { mode: Mode::All, rows: vec![condition_row(test)] },
        }
    }

    /// Converts an audience's criterion for editing.
    pub(crate) fn from_criterion(criterion: &Criterion) -> Self {
        let rows = |all: &[Criterion]| all.iter().map(criterion_row).collect();
        match criterion {
            Criterion::All { all } => Self { mode: Mode::All, rows: rows(all) },
            Criterion::Any { any } => Self { mode: Mode::Any, rows: rows(any) },
            leaf => Self { mode: Mode::All, rows: vec![criterion_row(leaf)] },
        }
    }

    /// Returns the condition, or all errors. Events are errors here.
    pub(crate) fn condition(&self) -> Result<Condition, Vec<Wrong>> {
        let wrong = self.wrong(false);
        if wrong.is_empty() { Ok(self.as_condition()) } else { Err(wrong) }
    }

    /// Returns the audience's criterion, or all errors.
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

    /// Returns the group at a path; the empty path is this group.
    pub(crate) fn group_at(&self, path: &[usize]) -> Option<&Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self.rows.get(*first)? {
            Row::Group(group) => group.group_at(rest),
            Row::Test(_) | Row::Event(_) => None,
        }
    }

    /// Returns the group at a path, for changing.
    pub(crate) fn group_at_mut(&mut self, path: &[usize]) -> Option<&mut Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self.rows.get_mut(*first)? {
            Row::Group(group) => group.group_at_mut(rest),
            Row::Test(_) | Row::Event(_) => None,
        }
    }

    /// Returns the row at a path.
    pub(crate) fn row_at(&self, path: &[usize]) -> Option<&Row> {
        let (last, around) = path.split_last()?;
        self.group_at(around)?.rows.get(*last)
    }

    /// Returns the row at a path, for changing.
    pub(crate) fn row_at_mut(&mut self, path: &[usize]) -> Option<&mut Row> {
        let (last, around) = path.split_last()?;
        self.group_at_mut(around)?.rows.get_mut(*last)
    }

    /// Returns the comparison at a path, for changing.
    pub(crate) fn test_at_mut(&mut self, path: &[usize]) -> Option<&mut TestRow> {
        match self.row_at_mut(path)? {
            Row::Test(test) => Some(test),
            Row::Event(_) | Row::Group(_) => None,
        }
    }

    /// Returns the event at a path, for changing.
    pub(crate) fn event_at_mut(&mut self, path: &[usize]) -> Option<&mut EventRow> {
        match self.row_at_mut(path)? {
            Row::Event(event) => Some(event),
            Row::Test(_) | Row::Group(_) => None,
        }
    }

    /// Appends a row to the group at a path.
    pub(crate) fn add(&mut self, path: &[usize], row: Row) {
        if let Some(group) = self.group_at_mut(path) {
            group.rows.push(row);
        }
    }

    /// Removes a row. A group that becomes empty is removed with it, because it would mean nothing.
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

    /// Returns the number of tests and events in all groups.
    pub(crate) fn count(&self) -> usize {
        let count = |row: &Row| match row {
            Row::Group(group) => group.count(),
            Row::Test(_) | Row::Event(_) => 1,
        };
        self.rows.iter().map(count).sum()
    }

    /// Adds the custom attributes that it uses to `found`.
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

    /// Returns what decides which form fields are on the screen: everything but the typed texts.
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
    /// Returns the test, if the attribute's name is valid.
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
