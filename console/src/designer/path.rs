//! Paths into a card's JSON, and edits at them.

use super::draft::object;
use serde_json::Value;

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// Into the field of that name.
    In(&'static str),
    /// To the item of that index.
    At(usize),
}

/// A path into a card, step by step.
pub(crate) type Path = Vec<Step>;

/// Builds a path from field names and indexes: `steps!["responses", 2, "label"]`.
#[cfg_attr(
    not(any(test, feature = "view")),
    expect(unused_macros, reason = "only pages and tests write such paths")
)]
macro_rules! steps {
    ($($step:expr),* $(,)?) => { vec![$($crate::designer::Step::from($step)),*] };
}
pub(crate) use steps;

impl From<&'static str> for Step {
    fn from(field: &'static str) -> Self {
        Self::In(field)
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::At(index)
    }
}

/// Returns the value at a path.
pub(crate) fn lookup<'v>(card: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(card, |value, step| match step {
        Step::In(field) => value.get(field),
        Step::At(index) => value.get(index),
    })
}

/// Returns the value at a path for changing. Creates a missing field, but never a missing item.
fn reach<'v>(card: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(card, |value, step| match step {
        Step::In(field) => {
            if !value.is_null() && !value.is_object() {
                return None;
            }
            Some(object(value).entry(*field).or_insert(Value::Null))
        }
        Step::At(index) => value.get_mut(index),
    })
}

/// Sets the value at a path; `None` removes the field. Values in the way of the path stay.
pub(crate) fn set(card: &mut Value, path: &[Step], value: Option<Value>) {
    match (value, path.split_last()) {
        (Some(value), _) => {
            if let Some(target) = reach(card, path) {
                *target = value;
            }
        }
        (None, Some((Step::In(field), holder))) => {
            let there = lookup(card, holder).is_some_and(|value| value.get(field).is_some());
            if there && let Some(Value::Object(holder)) = reach(card, holder) {
                holder.remove(*field);
            }
        }
        (None, _) => {}
    }
}

/// Appends an item to the list at a path.
pub(crate) fn push(card: &mut Value, path: &[Step], item: Value) {
    let Some(target) = reach(card, path) else { return };
    if target.is_null() {
        *target = Value::Array(Vec::new());
    }
    if let Some(list) = target.as_array_mut() {
        list.push(item);
    }
}

/// Removes an item from the list at a path.
pub(crate) fn remove_item(card: &mut Value, path: &[Step], index: usize) {
    let there = lookup(card, path).and_then(Value::as_array).is_some_and(|list| index < list.len());
    if there && let Some(list) = reach(card, path).and_then(Value::as_array_mut) {
        list.remove(index);
    }
}

/// Moves an item of the list at a path to another index.
pub(crate) fn shift(card: &mut Value, path: &[Step], from: usize, to: usize) {
    let length = lookup(card, path).and_then(Value::as_array).map_or(0, Vec::len);
    if from < length
        && to < length
        && let Some(list) = reach(card, path).and_then(Value::as_array_mut)
    {
        let item = list.remove(from);
        list.insert(to, item);
    }
}
