//! What readers of the changes of people get (PEOPLE-26, PEOPLE-27).

use crate::person::Attributes;

/// Whether what is known of a person has changed.
pub fn is_change(before: &Attributes, after: &Attributes) -> bool {
    before != after
}

/// A page of changes, each of which has a number that grows with every change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesPage<T> {
    pub items: Vec<T>,
    /// The number after which the next page begins.
    pub next: u64,
    /// Whether there are more changes now.
    pub more: bool,
}

impl<T> ChangesPage<T> {
    /// Cuts a page from the changes after a number. `found` is in order, and has one more than a page if
    /// there are more.
    pub fn new(mut found: Vec<(u64, T)>, after: u64, at_most: usize) -> Self {
        let more = found.len() > at_most;
        found.truncate(at_most);
        let next = found.last().map_or(after, |(number, _)| *number);
        Self { items: found.into_iter().map(|(_, item)| item).collect(), next, more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Field;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_same_again_is_no_change() {
        let ada = Attributes::from([(Field::FirstName, "Ada".to_owned())]);
        assert!(!is_change(&ada, &ada));
        assert!(is_change(&Attributes::new(), &ada) && is_change(&ada, &Attributes::new()));
    }

    proptest! {
        /// People change between the pages of a reader, who still gets everybody as they are at the end.
        #[test]
        fn a_reader_misses_nobody(
            start in 0_u32..12, size in 1_usize..4, changes in proptest::collection::vec(0_u32..15, 0..12),
        ) {
            let (mut rows, mut number) = (BTreeMap::new(), 0);
            let mut change = |rows: &mut BTreeMap<u32, u64>, who| {
                number += 1;
                rows.insert(who, number);
            };
            (0..start).for_each(|who| change(&mut rows, who));
            let (mut seen, mut after) = (BTreeMap::new(), 0);
            let mut changes = changes.into_iter();
            loop {
                let mut found: Vec<_> = rows.iter().map(|(who, at)| (*at, (*who, *at))).collect();
                found.sort_unstable();
                found.retain(|(at, _)| *at > after);
                found.truncate(size + 1);
                let page = ChangesPage::new(found, after, size);
                prop_assert!(page.items.len() <= size && page.next >= after);
                seen.extend(page.items);
                after = page.next;
                match changes.next() {
                    Some(who) => change(&mut rows, who),
                    None if !page.more => break,
                    None => {}
                }
            }
            prop_assert_eq!(seen, rows);
        }
    }
}
