//! Priorities of dialogues: the lowest number comes first.

use crate::prelude::*;

/// The distance between new numbers, so that a later move changes only one of them.
const STEP: u32 = 10;

/// Rising numbers for items in their new order, given the current ones. As few as possible change:
/// moving one item changes one number, as long as there is room between its neighbours.
pub fn renumber(now: &[u32]) -> Vec<u32> {
    let mut numbers = now.to_vec();
    let mut before: Option<usize> = None;
    for unmoved in unmoved(now).into_iter().map(Some).chain([None]) {
        fill(&mut numbers, before, unmoved);
        before = unmoved;
    }
    numbers
}

/// The indexes of the largest set of numbers that can stay: rising, with room between them.
fn unmoved(now: &[u32]) -> Vec<usize> {
    // For each index: how many stay up to it, and the previous one that stays.
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for (index, number) in now.iter().enumerate() {
        let room = |before: usize| {
            let apart = number.checked_sub(now[before]).map(u64::from);
            apart.is_some_and(|apart| apart >= (index - before) as u64)
        };
        let before = (0..index).filter(|before| best[*before].0 > 0 && room(*before));
        let longest = before.max_by_key(|before| best[*before].0);
        let alone = u64::from(*number) >= index as u64;
        best.push(match longest {
            Some(before) => (best[before].0 + 1, Some(before)),
            None => (usize::from(alone), None),
        });
    }
    let last = (0..now.len()).filter(|index| best[*index].0 > 0).max_by_key(|p| best[*p].0);
    let mut unmoved: Vec<usize> = core::iter::successors(last, |index| best[*index].1).collect();
    unmoved.reverse();
    unmoved
}

/// Numbers the items between two that stay.
fn fill(numbers: &mut [u32], before: Option<usize>, after: Option<usize>) {
    let first = before.map_or(0, |before| before + 1);
    let end = after.unwrap_or(numbers.len());
    let floor = before.map(|before| numbers[before]);
    let Some(after) = after else {
        let mut next = floor;
        for number in &mut numbers[first..end] {
            let following = next.map_or(STEP, |last| last.saturating_add(STEP));
            *number = following;
            next = Some(following);
        }
        return;
    };
    // `low` is one above the number before, and parts are counted from one below it.
    let low = floor.map_or(0, |floor| u64::from(floor) + 1);
    let room = u64::from(numbers[after]) + 1 - low;
    let parts = (end - first + 1) as u64;
    for (index, number) in (1..).zip(&mut numbers[first..end]) {
        *number = u32::try_from((low + room * index / parts).saturating_sub(1)).unwrap_or(u32::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn moving_one_item_changes_one_number_if_there_is_room() {
        assert_eq!(renumber(&[10, 20, 30]), [10, 20, 30]);
        assert_eq!(renumber(&[30, 10, 20]), [4, 10, 20]);
        assert_eq!(renumber(&[10, 30, 20, 40]), [10, 15, 20, 40]);
        assert_eq!(renumber(&[20, 30, 10]), [20, 30, 40]);
        assert_eq!(renumber(&[]), [0; 0]);
    }

    #[test]
    fn equal_numbers_are_spread() {
        assert_eq!(renumber(&[0, 0, 0]), [0, 10, 20]);
        assert_eq!(renumber(&[2, 0, 1]), [2, 12, 22]);
        assert_eq!(renumber(&[5, 0, 1, 2]), [5, 15, 25, 35]);
    }

    proptest! {
        #[test]
        fn numbers_rise_and_a_valid_order_stays(
            now in proptest::collection::vec(0_u32..60, 0..12),
        ) {
            let after = renumber(&now);
            prop_assert_eq!(after.len(), now.len());
            prop_assert!(after.windows(2).all(|two| two[0] < two[1]), "{:?}", after);
            prop_assert_eq!(&renumber(&after), &after);
        }
    }
}
