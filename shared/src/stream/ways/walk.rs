//! The walk: from card to card, each time with what is known of the visitor. Ways that can only go on
//! in the same manner become one, so joined branches and jumps back end.

use super::model::{Model, Next};
use super::store::{Name, Origin, Slot, Store, StoreKey};
use super::target::{Memory, Sight, Target};
use super::{Covered, Way};
use crate::audience::{Attribute, Condition};
use crate::id::CardId;
use crate::person::Field;
use crate::stream::{CaptureCard, Card, ConditionCard, QuestionCard};
use std::collections::BTreeSet;

/// Where a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Before this card.
    Card(usize),
    /// Before this field of a capture card, which was shown or had nothing to ask yet.
    Field { card: usize, field: usize, shown: bool },
    /// After the last card of a branch.
    End(usize),
    /// At what the walk looks for.
    Hit,
}

/// What led to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// Nobody did anything.
    Pass,
    Answer {
        card: usize,
        response: usize,
    },
    /// A field was filled in; without a domain, it was skipped.
    Fill {
        card: usize,
        field: usize,
        domain: Option<usize>,
    },
    /// A document that must be opened was opened.
    Open {
        card: usize,
    },
    /// Somebody looked what is so now.
    Look {
        card: usize,
    },
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) before: Option<usize>,
    pub(super) by: Move,
    pub(super) place: Place,
    /// Whether the visitor has responded, so that somebody can look what is so now.
    responded: bool,
    memory: Memory,
    pub(super) store: Store,
    /// What was known of values that don't matter any more.
    pub(super) dropped: Vec<(Name, Slot)>,
    /// The card that the visitor came to here.
    pub(super) arrived: Option<usize>,
}

type Key = (Place, bool, Memory, StoreKey);

/// A walk through all ways of a stream.
pub(super) struct Walk<'m, 's> {
    model: &'m Model<'s>,
    target: &'m Target,
    live: Vec<BTreeSet<Name>>,
    pub(super) steps: Vec<Step>,
    seen: BTreeSet<Key>,
    most: usize,
    /// Whether there was more than may be walked.
    pub(super) cut: bool,
    /// A way that hits the target.
    pub(super) hit: Option<Way>,
    /// Whether the target may be hit, but no visitor was found who does.
    pub(super) maybe: bool,
    pub(super) covered: Covered,
}

/// Before the next card, or after the last one.
fn after(index: usize, next: Next) -> Place {
    next.map_or(Place::End(index), Place::Card)
}

impl<'m, 's> Walk<'m, 's> {
    pub(super) fn new(model: &'m Model<'s>, target: &'m Target, most: usize) -> Self {
        Self {
            model,
            target,
            live: model.live(target),
            steps: Vec::new(),
            seen: BTreeSet::new(),
            most,
            cut: false,
            hit: None,
            maybe: false,
            covered: Covered::default(),
        }
    }

    /// Walks all ways of visitors for whom the condition holds at the start, or up to the first hit.
    pub(super) fn run(&mut self, when: Option<&Condition>) {
        let stores = match when {
            Some(when) => Store::default().split(self.model, when, true, &mut self.cut),
            None => vec![Store::default()],
        };
        let Some(first) = self.model.next(Some(&self.model.stream.first)) else { return };
        for store in stores {
            self.add(Step {
                before: None,
                by: Move::Pass,
                place: Place::Card(first),
                responded: false,
                memory: 0,
                store,
                dropped: Vec::new(),
                arrived: None,
            });
        }
        let mut at = 0;
        while at < self.steps.len() && self.hit.is_none() {
            self.go_on(at);
            at += 1;
        }
    }

    fn go_on(&mut self, at: usize) {
        match self.steps[at].place {
            Place::Card(index) => match self.model.card(index) {
                Some(Card::Capture(_)) => {
                    self.pass(at, Place::Field { card: index, field: 0, shown: false }, None);
                }
                Some(card) => self.arrive(at, index, card),
                None => {}
            },
            Place::Field { card, field, shown } => {
                if let Some(Card::Capture(capture)) = self.model.card(card) {
                    self.ask_field(at, capture, card, field, shown);
                }
            }
            Place::End(_) | Place::Hit => {}
        }
    }

    fn arrive(&mut self, at: usize, index: usize, card: &'s Card) {
        let mut memory = self.steps[at].memory;
        self.covered.cards.insert(card.id().clone());
        let sight = self.target.at_card(card, &mut memory);
        let store = self.steps[at].store.clone();
        let Some(store) = self.look_at(at, Some(index), store, &sight) else { return };
        match card {
            Card::Message(card) => self.on(at, index, memory, store, card.next.as_ref()),
            Card::Goal(card) => self.on(at, index, memory, store, card.next.as_ref()),
            Card::Action(action) => {
                let mut dropped = Vec::new();
                let mut store = store;
                let domain = self.model.action(index);
                self.set(&mut store, &mut dropped, &action.attribute, domain, at);
                let place = after(index, self.model.next(action.next.as_ref()));
                self.child(at, Move::Pass, place, memory, store, dropped, Some(index));
            }
            Card::Document(card) => {
                let place = after(index, self.model.next(card.next.as_ref()));
                let by = if card.must_open { Move::Open { card: index } } else { Move::Pass };
                self.child(at, by, place, memory, store, Vec::new(), Some(index));
            }
            Card::Question(card) => self.ask(at, index, card, memory, store),
            Card::Condition(card) => self.branch(at, index, card, memory, store),
            Card::LiveChat(_) => {
                self.child(
                    at,
                    Move::Pass,
                    Place::End(index),
                    memory,
                    store,
                    Vec::new(),
                    Some(index),
                );
            }
            Card::Capture(_) => {}
        }
    }

    fn on(&mut self, at: usize, index: usize, memory: Memory, store: Store, next: Option<&CardId>) {
        let place = after(index, self.model.next(next));
        self.child(at, Move::Pass, place, memory, store, Vec::new(), Some(index));
    }

    fn ask(&mut self, at: usize, index: usize, card: &QuestionCard, memory: Memory, store: Store) {
        let mut memory = memory;
        let sight = self.target.at_ask(card.store.as_ref(), &mut memory);
        let Some(store) = self.look_at(at, Some(index), store, &sight) else { return };
        for (response, chosen) in card.responses.iter().enumerate() {
            self.covered.responses.insert((card.id.clone(), chosen.id.clone()));
            let (mut store, mut dropped) = (store.clone(), Vec::new());
            if let Some(field) = &card.store {
                let domain = self.model.chosen(index, response);
                self.set(&mut store, &mut dropped, field, domain, at);
            }
            let place = after(index, self.model.next(chosen.next.as_ref()));
            let by = Move::Answer { card: index, response };
            self.child(at, by, place, memory, store, dropped, Some(index));
        }
    }

    fn branch(
        &mut self,
        at: usize,
        index: usize,
        card: &ConditionCard,
        memory: Memory,
        mut store: Store,
    ) {
        let looks = card.asks_now() && self.steps[at].responded;
        let by = if looks { Move::Look { card: index } } else { Move::Pass };
        let mut names = Vec::new();
        if looks {
            for attribute in card.asked_now() {
                let Some(name) = self.model.name(&Attribute::Now(attribute)) else { continue };
                let Some(domain) = self.model.yes_or_no(name) else { continue };
                let classes = self.model.domain(domain).classes();
                let origin = Origin::Step { step: at, domain };
                store.0.insert(name, Slot { classes, origin });
                names.push(name);
            }
        }
        let mut left = vec![store];
        let branches = card.branches.iter().map(|branch| (Some(&branch.when), &branch.next));
        let ways = branches.chain([(None, &card.otherwise.next)]);
        for (number, (when, next)) in ways.enumerate() {
            let (mut taken, mut others) = (Vec::new(), Vec::new());
            for store in left {
                let Some(when) = when else {
                    taken.push(store);
                    continue;
                };
                taken.extend(store.split(self.model, when, true, &mut self.cut));
                others.extend(store.split(self.model, when, false, &mut self.cut));
            }
            left = super::store::joined(others, &mut self.cut);
            if !taken.is_empty() {
                self.covered.branches.insert((card.id.clone(), number));
            }
            let place = after(index, self.model.next(next.as_ref()));
            for mut store in super::store::joined(taken, &mut self.cut) {
                let removed = |name: &Name| store.0.remove(name).map(|slot| (*name, slot));
                let dropped = names.iter().filter_map(removed).collect();
                self.child(at, by, place, memory, store, dropped, Some(index));
            }
        }
    }

    fn ask_field(
        &mut self,
        at: usize,
        card: &'s CaptureCard,
        index: usize,
        field: usize,
        shown: bool,
    ) {
        let Some(spec) = card.fields.get(field) else {
            let place = after(index, self.model.next(card.next.as_ref()));
            self.pass(at, place, None);
            return;
        };
        let next = |shown| Place::Field { card: index, field: field + 1, shown };
        let mut store = self.steps[at].store.clone();
        if spec.skip_if_set
            && let Some(name) = self.model.field(&spec.field)
        {
            if let Some(known) = store.known(self.model, name, true) {
                let memory = self.steps[at].memory;
                self.child(at, Move::Pass, next(shown), memory, known, Vec::new(), None);
            }
            let Some(unknown) = store.known(self.model, name, false) else { return };
            store = unknown;
        }
        let mut memory = self.steps[at].memory;
        let arrived = (!shown).then_some(index);
        if !shown && let Some(card) = self.model.card(index) {
            self.covered.cards.insert(card.id().clone());
            let sight = self.target.at_card(card, &mut memory);
            let Some(rest) = self.look_at(at, arrived, store, &sight) else { return };
            store = rest;
        }
        let sight = self.target.at_ask(Some(&spec.field), &mut memory);
        let Some(store) = self.look_at(at, arrived, store, &sight) else { return };
        if !spec.required {
            let by = Move::Fill { card: index, field, domain: None };
            self.child(at, by, next(true), memory, store.clone(), Vec::new(), arrived);
        }
        let (mut store, mut dropped) = (store, Vec::new());
        let domain = self.model.typed(index, field);
        self.set(&mut store, &mut dropped, &spec.field, domain, at);
        let by = Move::Fill { card: index, field, domain };
        self.child(at, by, next(true), memory, store, dropped, arrived);
    }

    /// Notices what the target sees, and returns the visitors with whom it is not yet hit.
    fn look_at(
        &mut self,
        at: usize,
        arrived: Option<usize>,
        store: Store,
        sight: &Sight<'_>,
    ) -> Option<Store> {
        match sight {
            Sight::Nothing => Some(store),
            Sight::Hit => {
                self.hit(at, arrived, store);
                None
            }
            Sight::If { fields, known } => {
                let mut left = store;
                for field in fields {
                    let Some(name) = self.model.field(field) else { continue };
                    if let Some(hit) = left.known(self.model, name, *known) {
                        self.hit(at, arrived, hit);
                    }
                    left = left.known(self.model, name, !*known)?;
                }
                Some(left)
            }
        }
    }

    fn hit(&mut self, at: usize, arrived: Option<usize>, store: Store) {
        if self.hit.is_some() {
            return;
        }
        let step = Step {
            before: Some(at),
            by: Move::Pass,
            place: Place::Hit,
            responded: true,
            memory: 0,
            store,
            dropped: Vec::new(),
            arrived,
        };
        self.steps.push(step);
        self.hit = Way::to(self.model, &self.steps, self.steps.len() - 1);
        self.maybe |= self.hit.is_none();
    }

    /// Sets a field to a value of a domain.
    fn set(
        &self,
        store: &mut Store,
        dropped: &mut Vec<(Name, Slot)>,
        field: &Field,
        domain: Option<usize>,
        at: usize,
    ) {
        let (Some(domain), Some(name)) = (domain, self.model.field(field)) else { return };
        let classes = self.model.domain(domain).classes();
        let origin = Origin::Step { step: at, domain };
        let before = store.0.insert(name, Slot { classes, origin });
        dropped.extend(before.map(|slot| (name, slot)));
    }

    fn pass(&mut self, at: usize, place: Place, arrived: Option<usize>) {
        let (memory, store) = (self.steps[at].memory, self.steps[at].store.clone());
        self.child(at, Move::Pass, place, memory, store, Vec::new(), arrived);
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one step")]
    fn child(
        &mut self,
        at: usize,
        by: Move,
        place: Place,
        memory: Memory,
        store: Store,
        dropped: Vec<(Name, Slot)>,
        arrived: Option<usize>,
    ) {
        if let Place::End(index) = place
            && let Some(card) = self.model.card(index)
        {
            let sight = self.target.at_end(card);
            if sight == Sight::Hit {
                let end = Step {
                    before: Some(at),
                    by,
                    place,
                    responded: true,
                    memory,
                    store: store.clone(),
                    dropped: dropped.clone(),
                    arrived,
                };
                self.steps.push(end);
                self.hit(self.steps.len() - 1, None, store);
                return;
            }
        }
        let responded =
            self.steps[at].responded || matches!(by, Move::Answer { .. } | Move::Fill { .. });
        self.add(Step { before: Some(at), by, place, responded, memory, store, dropped, arrived });
    }

    fn add(&mut self, mut step: Step) {
        self.forget(&mut step);
        let key = (step.place, step.responded, step.memory, step.store.key());
        if self.seen.contains(&key) {
            return;
        }
        if self.seen.len() >= self.most {
            self.cut = true;
            return;
        }
        self.seen.insert(key);
        self.steps.push(step);
    }

    /// Leaves out of the store what nothing will ask for, so that more ways are the same.
    fn forget(&self, step: &mut Step) {
        let matters = |name: &Name| match step.place {
            Place::Card(card) => self.live[card].contains(name),
            Place::Field { card, .. } => self.live_in(card, *name),
            Place::End(_) => false,
            Place::Hit => true,
        };
        let names: Vec<Name> = step.store.0.keys().copied().filter(|name| !matters(name)).collect();
        for name in names {
            step.dropped.extend(step.store.0.remove(&name).map(|slot| (name, slot)));
        }
    }

    /// Whether an attribute matters in the middle of a capture card, or after it.
    fn live_in(&self, card: usize, name: Name) -> bool {
        let Some(Card::Capture(capture)) = self.model.card(card) else { return true };
        let own = |spec: &crate::stream::CaptureField| self.model.field(&spec.field) == Some(name);
        capture.fields.iter().any(own)
            || self.live[card].contains(&name)
            || self
                .model
                .next(capture.next.as_ref())
                .is_some_and(|next| self.live[next].contains(&name))
    }
}
