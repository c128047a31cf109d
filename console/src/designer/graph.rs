//! How the cards are connected, and which of the ways form the drawn tree. A card that several ways
//! lead to stands below the first of them; the others are drawn as links.

use super::card::always_waits;
use super::draft::{Draft, Key};
use super::slots::{Slot, next, slots};
use serde_json::Value;
use std::collections::BTreeSet;

/// Where a way out leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leads {
    /// Nowhere: the branch ends.
    End,
    /// To the card with that index.
    To(usize),
    /// To an id that no card has.
    Void(String),
}

/// The cards, by index in the author's order, and how they are connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Graph {
    /// The card the stream begins at.
    pub(crate) first: Option<usize>,
    /// The ways out of each card.
    pub(crate) slots: Vec<Vec<(Slot, Leads)>>,
    /// For each card, the parent and the way that connects them in the tree; `None` for roots.
    pub(crate) parent: Vec<Option<(usize, Slot)>>,
    /// All cards, parents before children.
    pub(crate) order: Vec<usize>,
    /// The first card, and one root for each tree that nothing leads to.
    pub(crate) roots: Vec<usize>,
}

impl Graph {
    /// Builds the graph of a draft.
    pub(crate) fn new(draft: &Draft) -> Self {
        let ids = draft.ids();
        let lead = |id: Option<&str>| match id {
            None => Leads::End,
            Some(id) => ids.get(id).map_or_else(|| Leads::Void(id.to_owned()), |to| Leads::To(*to)),
        };
        let of = |card: &Value| -> Vec<(Slot, Leads)> {
            slots(card).into_iter().map(|slot| (slot, lead(next(card, slot)))).collect()
        };
        let slots: Vec<_> = draft.cards.iter().map(|entry| of(&entry.card)).collect();
        let first = draft.first_id().and_then(|id| ids.get(id).copied());
        let count = slots.len();
        let mut graph =
            Self { first, slots, parent: vec![None; count], order: Vec::new(), roots: Vec::new() };
        graph.grow();
        graph
    }

    /// Walks from the first card, then from the unreachable ones: first those that nothing leads to
    /// at all, then the rest, which are loops.
    fn grow(&mut self) {
        let count = self.slots.len();
        let mut led = vec![false; count];
        for (_, leads) in self.slots.iter().flatten() {
            if let Leads::To(index) = leads {
                led[*index] = true;
            }
        }
        let loose = (0..count).filter(|index| !led[*index]);
        let roots: Vec<usize> = self.first.into_iter().chain(loose).chain(0..count).collect();
        let mut seen = vec![false; count];
        for root in roots {
            if !seen[root] {
                self.roots.push(root);
                self.move_selection(root, &mut seen);
            }
        }
    }

    fn move_selection(&mut self, root: usize, seen: &mut [bool]) {
        let mut open = vec![(None, root)];
        while let Some((from, index)) = open.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            self.parent[index] = from;
            self.order.push(index);
            let slots = self.slots[index].iter().rev();
            open.extend(slots.filter_map(|(slot, leads)| match leads {
                Leads::To(to) => Some((Some((index, *slot)), *to)),
                _ => None,
            }));
        }
    }

    /// Whether that way is a branch of the tree; otherwise it is a link.
    pub(crate) fn is_branch(&self, from: usize, slot: Slot, to: usize) -> bool {
        self.parent[to] == Some((from, slot))
    }

    /// Returns the child below that way, in the tree.
    pub(crate) fn child(&self, from: usize, slot: Slot) -> Option<usize> {
        let (_, leads) = self.slots[from].iter().find(|(other, _)| *other == slot)?;
        match leads {
            Leads::To(to) if self.is_branch(from, slot, *to) => Some(*to),
            _ => None,
        }
    }

    /// Returns a card and all its descendants, parents before children.
    pub(crate) fn below(&self, root: usize) -> Vec<usize> {
        let mut inside = vec![false; self.slots.len()];
        inside[root] = true;
        let start = self.order.iter().position(|index| *index == root).unwrap_or_default();
        let mut all = vec![root];
        for index in self.order.iter().skip(start + 1).copied() {
            if self.parent[index].is_some_and(|(parent, _)| inside[parent]) {
                inside[index] = true;
                all.push(index);
            }
        }
        all
    }

    /// Returns the root of the tree that a card is in.
    pub(crate) fn root(&self, mut index: usize) -> usize {
        while let Some((parent, _)) = self.parent[index] {
            index = parent;
        }
        index
    }

    /// Returns every way out that leads to a card.
    pub(crate) fn slots_to(&self, to: usize) -> impl Iterator<Item = (usize, Slot)> + '_ {
        let of = move |(from, slots): (usize, &'_ Vec<(Slot, Leads)>)| {
            let led = slots.iter().filter(move |(_, leads)| *leads == Leads::To(to));
            led.map(move |(slot, _)| (from, *slot)).collect::<Vec<_>>()
        };
        self.slots.iter().enumerate().flat_map(of)
    }

    /// Returns the cards on loops that never ask the visitor anything.
    pub(crate) fn circling(&self, draft: &Draft) -> BTreeSet<Key> {
        let passed: Vec<bool> =
            draft.cards.iter().map(|entry| !always_waits(&entry.card)).collect();
        let on = |index: usize| {
            self.slots[index].iter().filter_map(|(_, leads)| match leads {
                Leads::To(to) if passed[*to] => Some(*to),
                _ => None,
            })
        };
        // Removes cards that can't be on a loop: nothing leads to them, or they lead nowhere.
        let mut into = vec![0_usize; passed.len()];
        let starts = (0..passed.len()).filter(|index| passed[*index]);
        starts.clone().flat_map(on).for_each(|to| into[to] += 1);
        let mut open: Vec<usize> = starts.clone().filter(|index| into[*index] == 0).collect();
        let mut gone = vec![false; passed.len()];
        while let Some(index) = open.pop() {
            gone[index] = true;
            for to in on(index) {
                into[to] -= 1;
                if into[to] == 0 {
                    open.push(to);
                }
            }
        }
        let left = starts.filter(|index| !gone[*index] && self.comes_back(*index, &passed));
        left.map(|index| draft.cards[index].key).collect()
    }

    fn comes_back(&self, start: usize, passed: &[bool]) -> bool {
        let mut seen = vec![false; passed.len()];
        let mut open = vec![start];
        while let Some(index) = open.pop() {
            for (_, leads) in &self.slots[index] {
                let Leads::To(to) = leads else { continue };
                if *to == start {
                    return true;
                }
                if passed[*to] && !std::mem::replace(&mut seen[*to], true) {
                    open.push(*to);
                }
            }
        }
        false
    }
}
