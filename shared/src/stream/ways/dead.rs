//! Findings about branches that no visitor takes.

use super::Ways;
use super::store::{Origin, Slot, Store};
use crate::audience::Condition;
use crate::stream::finding::{Code, Finding};
use crate::stream::{Card, ConditionCard, Stream};

/// Most steps of the walk of the check, which runs while somebody edits.
const MAX_STEPS: usize = 20_000;

/// Adds the findings about branches of a stream without errors.
pub(in crate::stream) fn check(stream: &Stream, findings: &mut Vec<Finding>) {
    let conditions = stream.cards.iter().filter_map(|card| match card {
        Card::Condition(card) => Some(card),
        _ => None,
    });
    let conditions: Vec<&ConditionCard> = conditions.collect();
    if conditions.is_empty() {
        return;
    }
    let ways = Ways::new(stream).at_most(MAX_STEPS);
    let (covered, cut) = ways.covered();
    if cut {
        return;
    }
    for card in conditions.into_iter().filter(|card| covered.cards.contains(&card.id)) {
        let mut add = |code: &Code| findings.push(code.at(Some(card.id.as_str())));
        let is_taken = |number: usize| covered.branches.contains(&(card.id.clone(), number));
        for (index, branch) in card.branches.iter().enumerate().filter(|(at, _)| !is_taken(*at)) {
            let number = index + 1;
            if ways.contradicts_itself(&branch.when) {
                add(&Code::NeverHolds { number });
            } else {
                add(&Code::DeadBranch { number });
            }
        }
        // An “else” for visitors who don't exist is what a careful author writes, unless cards are
        // lost behind it.
        let lost = card.otherwise.next.as_ref().filter(|next| !covered.cards.contains(*next));
        if let Some(next) = lost.filter(|_| !is_taken(card.branches.len())) {
            add(&Code::DeadElse(next.clone()));
        }
    }
}

impl Ways<'_> {
    /// Whether a condition of the stream holds for no visitor, wherever it is asked.
    fn contradicts_itself(&self, condition: &Condition) -> bool {
        let mut anything = Store::default();
        for name in self.model.names() {
            let classes = self.model.classes(name).all();
            anything.0.insert(name, Slot { classes, origin: Origin::Start });
        }
        let mut cut = false;
        anything.split(&self.model, condition, true, &mut cut).is_empty() && !cut
    }
}
