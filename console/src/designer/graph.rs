//! How the cards hang together: who follows whom, and which of the ways make the tree that is drawn.
//! A card that several ways lead to stands below the first of them; the others are links to it.

use super::card::always_waits;
use super::draft::{Draft, Key};
use super::ways::{Slot, next, slots};
use serde_json::Value;
use std::collections::BTreeSet;

/// Where a way leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leads {
    /// Nowhere: the branch ends there.
    End,
    /// To the card at that place.
    To(usize),
    /// To an id that no card has.
    Void(String),
}

/// Cards by their place in the author's order, and how they hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Graph {
    /// The card the stream begins at.
    pub(crate) first: Option<usize>,
    /// The ways out of each card.
    pub(crate) ways: Vec<Vec<(Slot, Leads)>>,
    /// The way that each card hangs on in the tree; roots hang on none.
    pub(crate) parent: Vec<Option<(usize, Slot)>>,
    /// All cards, each after the one it hangs on.
    pub(crate) order: Vec<usize>,
    /// The first card, and one for each tree that nothing leads to.
    pub(crate) roots: Vec<usize>,
}

impl Graph {
    /// That of a draft.
    pub(crate) fn of(draft: &Draft) -> Self {
        let ids = draft.ids();
        let lead = |id: Option<&str>| match id {
            None => Leads::End,
            Some(id) => ids.get(id).map_or_else(|| Leads::Void(id.to_owned()), |to| Leads::To(*to)),
        };
        let of = |card: &Value| -> Vec<(Slot, Leads)> {
            slots(card).into_iter().map(|slot| (slot, lead(next(card, slot)))).collect()
        };
        let ways: Vec<_> = draft.cards.iter().map(|entry| of(&entry.card)).collect();
        let first = draft.first_id().and_then(|id| ids.get(id).copied());
        let count = ways.len();
        let mut graph =
            Self { first, ways, parent: vec![None; count], order: Vec::new(), roots: Vec::new() };
        graph.grow();
        graph
    }

    /// Walks from the first card, then from those nobody can reach: first the ones that nothing
    /// leads to at all, then whatever is left, which goes round in circles.
    fn grow(&mut self) {
        let count = self.ways.len();
        let mut led = vec![false; count];
        for (_, leads) in self.ways.iter().flatten() {
            if let Leads::To(place) = leads {
                led[*place] = true;
            }
        }
        let loose = (0..count).filter(|place| !led[*place]);
        let roots: Vec<usize> = self.first.into_iter().chain(loose).chain(0..count).collect();
        let mut seen = vec![false; count];
        for root in roots {
            if !seen[root] {
                self.roots.push(root);
                self.walk(root, &mut seen);
            }
        }
    }

    fn walk(&mut self, root: usize, seen: &mut [bool]) {
        let mut open = vec![(None, root)];
        while let Some((from, place)) = open.pop() {
            if std::mem::replace(&mut seen[place], true) {
                continue;
            }
            self.parent[place] = from;
            self.order.push(place);
            let ways = self.ways[place].iter().rev();
            open.extend(ways.filter_map(|(slot, leads)| match leads {
                Leads::To(to) => Some((Some((place, *slot)), *to)),
                _ => None,
            }));
        }
    }

    /// Whether that way is one of the tree's; otherwise it is a link.
    pub(crate) fn is_branch(&self, from: usize, slot: Slot, to: usize) -> bool {
        self.parent[to] == Some((from, slot))
    }

    /// The card below that way, in the tree.
    pub(crate) fn child(&self, from: usize, slot: Slot) -> Option<usize> {
        let (_, leads) = self.ways[from].iter().find(|(other, _)| *other == slot)?;
        match leads {
            Leads::To(to) if self.is_branch(from, slot, *to) => Some(*to),
            _ => None,
        }
    }

    /// A card and everything that hangs on it, each after the one it hangs on.
    pub(crate) fn below(&self, root: usize) -> Vec<usize> {
        let mut inside = vec![false; self.ways.len()];
        inside[root] = true;
        let start = self.order.iter().position(|place| *place == root).unwrap_or_default();
        let mut all = vec![root];
        for place in self.order.iter().skip(start + 1).copied() {
            if self.parent[place].is_some_and(|(parent, _)| inside[parent]) {
                inside[place] = true;
                all.push(place);
            }
        }
        all
    }

    /// The root of the tree that a card hangs in.
    pub(crate) fn root(&self, mut place: usize) -> usize {
        while let Some((parent, _)) = self.parent[place] {
            place = parent;
        }
        place
    }

    /// Every way that leads to a card.
    pub(crate) fn ways_to(&self, to: usize) -> impl Iterator<Item = (usize, Slot)> + '_ {
        let of = move |(from, ways): (usize, &'_ Vec<(Slot, Leads)>)| {
            let led = ways.iter().filter(move |(_, leads)| *leads == Leads::To(to));
            led.map(move |(slot, _)| (from, *slot)).collect::<Vec<_>>()
        };
        self.ways.iter().enumerate().flat_map(of)
    }

    /// Cards that one can come back to without the visitor being asked anything.
    pub(crate) fn circling(&self, draft: &Draft) -> BTreeSet<Key> {
        let passed: Vec<bool> =
            draft.cards.iter().map(|entry| !always_waits(&entry.card)).collect();
        let on = |place: usize| {
            self.ways[place].iter().filter_map(|(_, leads)| match leads {
                Leads::To(to) if passed[*to] => Some(*to),
                _ => None,
            })
        };
        // Whoever can't be on a circle is taken away: nothing leads there, or it leads nowhere.
        let mut into = vec![0_usize; passed.len()];
        let starts = (0..passed.len()).filter(|place| passed[*place]);
        starts.clone().flat_map(on).for_each(|to| into[to] += 1);
        let mut open: Vec<usize> = starts.clone().filter(|place| into[*place] == 0).collect();
        let mut gone = vec![false; passed.len()];
        while let Some(place) = open.pop() {
            gone[place] = true;
            for to in on(place) {
                into[to] -= 1;
                if into[to] == 0 {
                    open.push(to);
                }
            }
        }
        let left = starts.filter(|place| !gone[*place] && self.comes_back(*place, &passed));
        left.map(|place| draft.cards[place].key).collect()
    }

    fn comes_back(&self, start: usize, passed: &[bool]) -> bool {
        let mut seen = vec![false; passed.len()];
        let mut open = vec![start];
        while let Some(place) = open.pop() {
            for (_, leads) in &self.ways[place] {
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
