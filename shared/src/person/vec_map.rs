//! The widget's `Attributes`: a list instead of a tree. There are at most as many entries as
//! fields, and a tree's code would add 5 KB to the widget. It has the methods of the tree that the
//! widget uses, and differs only in the order, which the widget doesn't depend on.

use super::Field;
use crate::prelude::*;

/// Values by field, in the order of insertion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes(Vec<(Field, String)>);

impl Attributes {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets a field's value; returns the previous one.
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

    /// Whether no field has a value.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&Field, &String)> {
        self.0.iter().map(|(field, value)| (field, value))
    }

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
        fn it_behaves_like_a_tree_map(
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
