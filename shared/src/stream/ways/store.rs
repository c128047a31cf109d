//! What is known of the visitor on a way: for each attribute, the kinds of values it can still have.

use super::model::Model;
use super::values::Class;
use crate::audience::Condition;
use std::collections::BTreeMap;

/// The number of an attribute in the model.
pub(super) type Name = u16;

/// What is known, without where it came from.
pub(super) type StoreKey = Vec<(Name, Vec<Class>)>;

/// Most stores that one condition is split into.
const MAX_SPLIT: usize = 2_000;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// It was so when the dialogue began.
    Start,
    /// The step of this number set it, from the domain of this number.
    Step { step: usize, domain: usize },
}

/// An attribute's value, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) classes: Vec<Class>,
    pub(super) origin: Origin,
}

/// The attributes of which more is known than at the start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Store(pub(super) BTreeMap<Name, Slot>);

impl Store {
    /// What decides how a way can go on: where a value came from doesn't.
    pub(super) fn key(&self) -> StoreKey {
        self.0.iter().map(|(name, slot)| (*name, slot.classes.clone())).collect()
    }

    fn classes(&self, model: &Model<'_>, name: Name) -> Vec<Class> {
        match self.0.get(&name) {
            Some(slot) => slot.classes.clone(),
            None => model.start(name).classes(),
        }
    }

    /// The store in which the attribute's kinds of values are those that `wanted` doesn't refuse;
    /// `None` if it then has no value.
    fn narrowed(
        &self,
        model: &Model<'_>,
        name: Name,
        wanted: impl Fn(Class) -> Option<bool>,
    ) -> Option<Self> {
        let before = self.classes(model, name);
        let fits = |class: &Class| wanted(*class) != Some(false);
        let classes: Vec<Class> = before.iter().copied().filter(fits).collect();
        if classes.is_empty() {
            return None;
        }
        let mut store = self.clone();
        if classes.len() < before.len() {
            let origin = self.0.get(&name).map_or(Origin::Start, |slot| slot.origin);
            store.0.insert(name, Slot { classes, origin });
        }
        Some(store)
    }

    /// The store in which the attribute is known, or is not.
    pub(super) fn known(&self, model: &Model<'_>, name: Name, known: bool) -> Option<Self> {
        let classes = model.classes(name);
        self.narrowed(model, name, |class| classes.is_known(class).map(|is| is == known))
    }

    /// Stores that together are this one, as far as the condition holds, or does not.
    pub(super) fn split(
        &self,
        model: &Model<'_>,
        condition: &Condition,
        holds: bool,
        cut: &mut bool,
    ) -> Vec<Self> {
        match (condition, holds) {
            (Condition::Test(test), _) => {
                let Some(name) = model.name(&test.attribute) else { return Vec::new() };
                let classes = model.classes(name);
                let fits = |class| classes.holds(class, test).map(|found| found == holds);
                self.narrowed(model, name, fits).into_iter().collect()
            }
            (Condition::All { all: group }, true) | (Condition::Any { any: group }, false) => {
                let mut stores = vec![self.clone()];
                for part in group {
                    let split =
                        stores.iter().flat_map(|store| store.split(model, part, holds, cut));
                    stores = joined(split.collect(), cut);
                }
                stores
            }
            // One part is enough: the first of them that does it.
            (Condition::All { all: group }, false) | (Condition::Any { any: group }, true) => {
                let (mut found, mut left) = (Vec::new(), vec![self.clone()]);
                for part in group {
                    let mut others = Vec::new();
                    for store in &left {
                        found.extend(store.split(model, part, holds, cut));
                        others.extend(store.split(model, part, !holds, cut));
                    }
                    found = joined(found, cut);
                    left = joined(others, cut);
                }
                found
            }
        }
    }
}

/// Fewer stores that are together the same: those that differ in one attribute become one.
pub(super) fn joined(mut stores: Vec<Store>, cut: &mut bool) -> Vec<Store> {
    if stores.len() > 1 {
        let names: std::collections::BTreeSet<Name> =
            stores.iter().flat_map(|store| store.0.keys().copied()).collect();
        for name in names {
            stores = joined_by(name, stores);
        }
    }
    if stores.len() > MAX_SPLIT {
        *cut = true;
        stores.truncate(MAX_SPLIT);
    }
    stores
}

fn joined_by(name: Name, stores: Vec<Store>) -> Vec<Store> {
    let mut groups: BTreeMap<(bool, StoreKey), Store> = BTreeMap::new();
    let mut order = Vec::new();
    for store in stores {
        let mut rest = store.clone();
        let slot = rest.0.remove(&name);
        let key = (slot.is_some(), rest.key());
        match groups.get_mut(&key).map(|group| group.0.get_mut(&name)) {
            Some(Some(into)) => {
                into.classes.extend(slot.into_iter().flat_map(|slot| slot.classes));
                into.classes.sort_unstable();
                into.classes.dedup();
            }
            Some(None) => {}
            None => {
                order.push(key.clone());
                groups.insert(key, store);
            }
        }
    }
    order.iter().filter_map(|key| groups.remove(key)).collect()
}
