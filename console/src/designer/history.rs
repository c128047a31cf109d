//! What was before, and what was taken back. Typing in one field is one step.

use super::draft::{Draft, Key};
use super::path::Path;

/// So many steps can be taken back.
const MOST: usize = 200;

/// What a change is about: two that are about the same, one right after the other, are one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// Something that stands for itself.
    Itself,
    /// Typing in that place of a card.
    Typing(Key, Path),
    /// Typing the dialogue's name.
    Name,
}

/// A state, and what was chosen in it.
#[derive(Debug, Clone, PartialEq)]
struct Snapshot {
    draft: Draft,
    chosen: Option<Key>,
}

/// The states before and after this one.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct History {
    before: Vec<Snapshot>,
    after: Vec<Snapshot>,
    last: Option<About>,
}

impl History {
    /// What was there changes now; it was about that.
    pub(super) fn note(&mut self, draft: &Draft, chosen: Option<Key>, about: About) {
        self.after.clear();
        let goes_on = about != About::Itself && self.last.as_ref() == Some(&about);
        self.last = Some(about);
        if goes_on {
            return;
        }
        self.before.push(Snapshot { draft: draft.clone(), chosen });
        if self.before.len() > MOST {
            self.before.remove(0);
        }
    }

    /// What is typed from now on is another step.
    pub(super) fn pause(&mut self) {
        self.last = None;
    }

    /// Whether anything can be taken back, and done again.
    pub(crate) const fn can(&self) -> (bool, bool) {
        (!self.before.is_empty(), !self.after.is_empty())
    }

    /// Takes the last step back.
    pub(super) fn undo(&mut self, now: (Draft, Option<Key>)) -> Option<(Draft, Option<Key>)> {
        self.last = None;
        step(&mut self.before, &mut self.after, now)
    }

    /// Does again what was taken back.
    pub(super) fn redo(&mut self, now: (Draft, Option<Key>)) -> Option<(Draft, Option<Key>)> {
        self.last = None;
        step(&mut self.after, &mut self.before, now)
    }
}

fn step(
    from: &mut Vec<Snapshot>,
    to: &mut Vec<Snapshot>,
    (draft, chosen): (Draft, Option<Key>),
) -> Option<(Draft, Option<Key>)> {
    let snapshot = from.pop()?;
    to.push(Snapshot { draft, chosen });
    Some((snapshot.draft, snapshot.chosen))
}
