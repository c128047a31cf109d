//! Validates a condition while it is edited.

use super::{EventRow, Group, MOST_DEPTH, MOST_ROWS, Path, Row, TestRow};
use crate::texts::t;
use shared::audience::{Attribute, Lack, Operator};

/// A validation error of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The row; empty for the whole condition.
    pub(crate) path: Path,
    pub(crate) at: WrongAt,
    /// The message on the screen.
    pub(crate) text: String,
}

/// The part of a row that is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongAt {
    /// The name of a custom attribute.
    Attribute,
    /// The value of a test, or the amount of an event.
    Value,
    /// The row itself.
    Row,
}

impl Group {
    /// Returns all errors. `events`: whether events are allowed in it.
    pub(crate) fn wrong(&self, events: bool) -> Vec<Wrong> {
        let mut found = Vec::new();
        if self.count() > MOST_ROWS {
            let text = t!("conditions-too-many", most = MOST_ROWS);
            found.push(Wrong { path: Path::new(), at: WrongAt::Row, text });
        }
        self.check_group(&mut Path::new(), events, &mut found);
        found
    }

    fn check_group(&self, path: &mut Path, events: bool, found: &mut Vec<Wrong>) {
        let mut wrong = |at, text: String| found.push(Wrong { path: path.clone(), at, text });
        if self.is_empty() {
            wrong(WrongAt::Row, t!("conditions-empty-group").to_owned());
        }
        if path.len() >= MOST_DEPTH {
            wrong(WrongAt::Row, t!("conditions-too-deep", most = MOST_DEPTH));
            return;
        }
        for (index, row) in self.rows.iter().enumerate() {
            path.push(index);
            let said = match row {
                Row::Test(test) => test.wrong(),
                Row::Event(event) => event.wrong(events),
                Row::Group(group) => {
                    group.check_group(path, events, found);
                    None
                }
            };
            let said = said.map(|(at, text)| Wrong { path: path.clone(), at, text });
            found.extend(said);
            path.pop();
        }
    }
}

impl TestRow {
    fn wrong(&self) -> Option<(WrongAt, String)> {
        if self.attribute.trim().is_empty() {
            return Some((WrongAt::Attribute, t!("conditions-no-attribute").to_owned()));
        }
        if Attribute::try_from(self.attribute.trim().to_owned()).is_err() {
            return Some((WrongAt::Attribute, t!("conditions-bad-attribute").to_owned()));
        }
        let text = match self.test()?.lacks()? {
            Lack::Number => t!("conditions-no-number").to_owned(),
            Lack::Value => match self.operator {
                Operator::Is | Operator::IsNot => t!("conditions-no-value-known").to_owned(),
                _ => t!("conditions-no-value").to_owned(),
            },
        };
        Some((WrongAt::Value, text))
    }
}

impl EventRow {
    fn wrong(&self, may: bool) -> Option<(WrongAt, String)> {
        if !may {
            return Some((WrongAt::Row, t!("conditions-no-events").to_owned()));
        }
        let most = self.event.most();
        self.threshold()
            .is_none()
            .then(|| (WrongAt::Value, t!("conditions-no-amount", most = most)))
    }
}
