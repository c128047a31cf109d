//! Values without a tree: there are at most as many as there are fields, and a tree's code would be
//! 5 KB in the widget. It has what of the tree's interface the widget uses, and does the same
//! but for the order, which nobody there goes by.

use super::Field;
use crate::prelude::*;

/// Values by field, in the order they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes(Vec<(Field, String)>);

impl Attributes {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets a field's value; gives the one it had.
    pub fn insert(&mut self, field: Field, value: String) -> Option<String> {
        if let Some((_, there)) = self.0.iter_mut().find(|(there, _)| *there == field) {
            return Some(core::mem::replace(there, value));
        }
        self.0.push((field, value));
        None
    }

    /// A field's value.
    pub fn get(&self, field: &Field) -> Option<&String> {
        self.0.iter().find(|(there, _)| there == field).map(|(_, value)| value)
    }

    /// Whether a field has a value.
    pub fn contains_key(&self, field: &Field) -> bool {
        self.get(field).is_some()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&Field, &String)> {
        self.0.iter().map(|(field, value)| (field, value))
    }

    /// The values alone.
    pub fn values(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl<'v> IntoIterator for &'v Attributes {
    type Item = (&'v Field, &'v String);
    type IntoIter = core::iter::Map<
        core::slice::Iter<'v, (Field, String)>,
        fn(&'v (Field, String)) -> (&'v Field, &'v String),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(field, value)| (field, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::{collection, sample};
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_does_what_a_tree_does(
            inserted in collection::vec((sample::select(Field::STANDARD), "[a-c]{0,2}"), 0..20),
        ) {
            let mut list = Attributes::new();
            let mut tree = BTreeMap::new();
            for (field, value) in inserted {
                prop_assert_eq!(list.insert(field.clone(), value.clone()), tree.insert(field, value));
            }
            let sorted: BTreeMap<_, _> = list.iter().collect();
            prop_assert!(sorted.into_iter().eq(&tree));
            prop_assert!((&list).into_iter().eq(list.iter()) && list.values().count() == tree.len());
            prop_assert_eq!(list.is_empty(), tree.is_empty());
            for field in Field::STANDARD {
                prop_assert_eq!(list.get(field), tree.get(field));
                prop_assert_eq!(list.contains_key(field), tree.contains_key(field));
            }
        }
    }
}
