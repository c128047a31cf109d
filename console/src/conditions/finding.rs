//! What is wrong with a condition that is being edited, and where.

use super::{EventRow, Group, MOST_DEPTH, MOST_ROWS, Path, Row, TestRow};
use shared::audience::{Attribute, Lack, Operator};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The row; empty: all of it.
    pub(crate) path: Path,
    /// What of the row.
    pub(crate) at: WrongAt,
    /// In words.
    pub(crate) text: String,
}

/// The part of a row that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongAt {
    /// The name of a field of the site's own.
    Attribute,
    /// What is compared with, or how much must have happened.
    Value,
    /// The row itself.
    Row,
}

impl Group {
    /// All that is wrong with it. `events`: whether events may be in it.
    pub(crate) fn wrong(&self, events: bool) -> Vec<Wrong> {
        let mut found = Vec::new();
        if self.count() > MOST_ROWS {
            let text = format!("At most {MOST_ROWS} conditions can be there. Remove some.");
            found.push(Wrong { path: Path::new(), at: WrongAt::Row, text });
        }
        self.check_group(&mut Path::new(), events, &mut found);
        found
    }

    fn check_group(&self, path: &mut Path, events: bool, found: &mut Vec<Wrong>) {
        let mut wrong = |at, text: String| found.push(Wrong { path: path.clone(), at, text });
        if self.is_empty() {
            wrong(WrongAt::Row, "Add a condition, or remove the group.".to_owned());
        }
        if path.len() >= MOST_DEPTH {
            wrong(WrongAt::Row, format!("Groups nest up to {MOST_DEPTH} deep. Make it flatter."));
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
            return Some((WrongAt::Attribute, "Write the field's name.".to_owned()));
        }
        if let Err(error) = Attribute::try_from(self.attribute.trim().to_owned()) {
            return Some((WrongAt::Attribute, format!("{error}.")));
        }
        let text = match self.test()?.lacks()? {
            Lack::Number => "Write a number, like 100 or 2.5.".to_owned(),
            Lack::Value => match self.operator {
                Operator::Is | Operator::IsNot => {
                    "Write what to compare with, or choose “is known” or “is not known”.".to_owned()
                }
                _ => "Write what to compare with.".to_owned(),
            },
        };
        Some((WrongAt::Value, text))
    }
}

impl EventRow {
    fn wrong(&self, may: bool) -> Option<(WrongAt, String)> {
        if !may {
            return Some((WrongAt::Row, "What happens can't be looked at here.".to_owned()));
        }
        let most = self.event.most();
        self.threshold()
            .is_none()
            .then(|| (WrongAt::Value, format!("Write a whole number from 1 to {most}.")))
    }
}
