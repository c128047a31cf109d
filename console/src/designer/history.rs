//! Undo and redo. Typing in one field is one step.

use super::draft::{Draft, Key};
use super::path::Path;

/// The largest number of steps that can be undone.
const MOST: usize = 200;

/// What a change is about. Consecutive changes with the same subject are one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// A change that is always a step of its own.
    Itself,
    /// Typing at that path of a card.
    Typing(Key, Path),
    /// Typing the dialogue's name.
    Name,
    /// Changing the audience.
    Audience,
    /// Typing in that field of an example or promise.
    Promise(String),
    /// Typing a text of that name in another language.
    Translation(String),
}

/// A state of the draft, and the card selected in it.
#[derive(Debug, Clone, PartialEq)]
struct Snapshot {
    draft: Draft,
    chosen: Option<Key>,
}

/// The states before and after the current one.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct History {
    before: Vec<Snapshot>,
    after: Vec<Snapshot>,
    last: Option<About>,
}

impl History {
    /// Records the state before a change. Clears the redo stack.
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

    /// Ends the step: further typing begins a new one.
    pub(super) fn pause(&mut self) {
        self.last = None;
    }

    /// Whether undo and redo are possible.
    pub(crate) const fn can(&self) -> (bool, bool) {
        (!self.before.is_empty(), !self.after.is_empty())
    }

    /// Returns the state before the last step.
    pub(super) fn undo(&mut self, now: (Draft, Option<Key>)) -> Option<(Draft, Option<Key>)> {
        self.last = None;
        step(&mut self.before, &mut self.after, now)
    }

    /// Returns the state that was last undone.
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
