//! All ways of visitors through a stream, walked without visitors (STREAM-24). A condition splits the
//! visitors into those for whom it holds and the others; contradictions leave nobody.
//!
//! The walk is exact for what visitors can do in the panel, one field after the other. Where it can't
//! tell whether a value exists, it goes both ways and says so: then it finds no dead branch and proves
//! nothing that depends on it.

mod dead;
mod model;
mod store;
mod target;
mod values;
mod walk;
mod way;

pub(super) use dead::check;
pub(crate) use model::tests;
pub use target::Target;
pub use way::{Act, Way};

use super::Stream;
use crate::audience::Condition;
use crate::id::{CardId, ResponseId};
use model::Model;
use std::collections::BTreeSet;
use walk::{Place, Walk};

/// Most steps of one walk. A stream of 500 cards, without values that matter for long, takes some
/// thousands.
pub const MAX_STEPS: usize = 100_000;

/// All ways of a stream.
#[derive(Debug)]
pub struct Ways<'s> {
    model: Model<'s>,
    most: usize,
}

/// Whether something happens on a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// This is the shortest way on which it happens.
    Found(Way),
    /// It happens on no way.
    Never,
    /// It may happen, to a visitor with a value that was not found.
    Maybe,
    /// There are more ways than are walked.
    TooMany,
}

/// What visitors can come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Covered {
    pub cards: BTreeSet<CardId>,
    pub responses: BTreeSet<(CardId, ResponseId)>,
    /// Branches of condition cards by number; the last one is “else”.
    pub branches: BTreeSet<(CardId, usize)>,
}

/// Everything that was walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explored {
    pub covered: Covered,
    /// One way to each end, for each state in which visitors come there.
    pub ways: Vec<Way>,
    /// Whether there are more ways than these.
    pub cut: bool,
}

impl<'s> Ways<'s> {
    /// The ways of a stream that passed the check.
    pub fn new(stream: &'s Stream) -> Self {
        Self::asking(stream, &[])
    }

    /// The ways of a stream, of which searches can be narrowed by these conditions.
    pub fn asking(stream: &'s Stream, conditions: &[&'s Condition]) -> Self {
        Self { model: Model::new(stream, conditions), most: MAX_STEPS }
    }

    /// The same with another bound.
    #[must_use]
    pub const fn at_most(mut self, steps: usize) -> Self {
        self.most = steps;
        self
    }

    /// Searches the ways of the visitors for whom `when` holds at the start. It must be one of the
    /// conditions that were named.
    pub fn find(&self, target: &Target, when: Option<&Condition>) -> Search {
        let mut walk = Walk::new(&self.model, target, self.most);
        walk.run(when);
        match (walk.hit, walk.maybe, walk.cut) {
            (Some(way), _, _) => Search::Found(way),
            (None, true, _) => Search::Maybe,
            (None, false, true) => Search::TooMany,
            (None, false, false) => Search::Never,
        }
    }

    /// Walks everything, for all visitors.
    pub fn explore(&self) -> Explored {
        let mut walk = Walk::new(&self.model, &Target::Everything, self.most);
        walk.run(None);
        let ends = walk.steps.iter().enumerate();
        let ends = ends.filter(|(_, step)| matches!(step.place, Place::End(_)));
        let ways = ends.filter_map(|(index, _)| Way::to(&self.model, &walk.steps, index)).collect();
        Explored { covered: walk.covered, ways, cut: walk.cut }
    }

    /// What visitors can come to, and whether there may be more.
    pub fn covered(&self) -> (Covered, bool) {
        let mut walk = Walk::new(&self.model, &Target::Everything, self.most);
        walk.run(None);
        (walk.covered, walk.cut)
    }
}
