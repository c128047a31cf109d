//! The designer's model: the draft, the selected card, and undo.

use super::card::spoken;
use super::draft::{Draft, Key};
use super::drop::{EditError, Load, Target, Whole};
use super::history::{About, History};
use super::ops::{self, Removal};
use super::path::{self, Path};
use super::repair::{Repair, mend};
use super::slots::Slot;
use crate::texts::t;
use serde_json::Value;
use shared::language::Language;
use shared::promise::Promises;
use shared::stream::Translations;

/// An edit of the draft by its author.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Edit {
    /// Inserts or moves cards.
    Insert(Load, Target),
    /// Removes a card.
    Remove(Key, Removal),
    /// Connects a way out to a card; `None` ends the branch there.
    Connect(Key, Slot, Option<Key>),
    /// Makes the stream begin at that card.
    First(Key),
    /// Sets a value in a card; `None` removes the field.
    Set(Key, Path, Option<Value>),
    /// Types into a card.
    Type(Key, Path, String),
    /// Appends an item to a list of a card.
    Push(Key, Path, Value),
    /// Removes an item from a list of a card.
    RemoveItem(Key, Path, usize),
    /// Moves an item within a list of a card.
    Shift(Key, Path, usize, usize),
    /// Types the dialogue's name.
    Name(String),
    /// Changes what the document has besides its stream: the audience.
    Audience(Box<Value>),
    /// Changes examples and promises; typing in the same field, which has that name, is one step.
    Promises(Box<Promises>, Option<String>),
    /// Changes the texts in other languages; typing in the same text, which has that name, is one step.
    Translations(Box<Translations>, Option<String>),
    /// Says which language the stream is written in.
    WrittenIn(Option<Language>),
    /// Applies a one-click fix.
    Mend(Repair),
    /// Replaces the whole document.
    Replace(Box<Draft>),
}

/// The draft, the selected card, and the undo history.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Designer {
    pub(crate) draft: Draft,
    /// The selected card.
    pub(crate) chosen: Option<Key>,
    /// The clipboard, the topmost card first.
    pub(crate) copied: Vec<Value>,
    history: History,
    /// Counts the changes, so that the sync knows which of them are saved.
    pub(crate) changes: u64,
}

impl Designer {
    /// Opens a draft.
    pub(crate) fn open(draft: Draft) -> Self {
        Self { draft, chosen: None, copied: Vec::new(), history: History::default(), changes: 0 }
    }

    /// Applies an edit. Returns the sentence for screen readers.
    pub(crate) fn apply(&mut self, edit: Edit) -> Result<String, EditError> {
        let about = match &edit {
            Edit::Type(key, path, _) => About::Typing(*key, path.clone()),
            Edit::Name(_) => About::Name,
            Edit::Audience(_) => About::Audience,
            Edit::Promises(_, Some(field)) => About::Promise(field.clone()),
            Edit::Translations(_, Some(text)) => About::Translation(text.clone()),
            _ => About::Itself,
        };
        let (draft, chosen, message) = self.after(edit)?;
        if draft != self.draft {
            self.history.note(&self.draft, self.chosen, about);
            self.draft = draft;
            self.changes += 1;
        }
        self.chosen = chosen.filter(|key| self.draft.card(*key).is_some());
        Ok(message)
    }

    fn after(&self, edit: Edit) -> Result<(Draft, Option<Key>, String), EditError> {
        let draft = &self.draft;
        let spoken_of = |draft: &Draft, key: Key| draft.card(key).map(spoken).unwrap_or_default();
        Ok(match edit {
            Edit::Insert(load, target) => {
                let (after, root) = ops::insert(draft, &load, target)?;
                let done = if matches!(load, Load::Move(..)) { "moved" } else { "added" };
                let message = format!("{} {done}.", spoken_of(&after, root));
                (after, Some(root), message)
            }
            Edit::Remove(key, outcome) => {
                let name = spoken_of(draft, key);
                let (after, next) = ops::remove(draft, key, outcome)?;
                let gone = draft.cards.len() - after.cards.len();
                let message = match gone {
                    1 => t!("designer-removed", name = name),
                    more => t!("designer-removed-more", name = name, more = more - 1),
                };
                (after, next, message)
            }
            Edit::Connect(from, slot, to) => {
                let after = ops::connect(draft, from, slot, to)?;
                let message = match to {
                    Some(to) => t!("designer-continues", name = spoken_of(draft, to)),
                    None => t!("designer-branch-ends").to_owned(),
                };
                (after, Some(from), message)
            }
            Edit::First(key) => {
                let mut after = draft.clone();
                after.set_first(Some(draft.id(key)).filter(|id| !id.is_empty()));
                (after, Some(key), t!("designer-begins", name = spoken_of(draft, key)))
            }
            Edit::Audience(shell) => {
                let mut after = draft.clone();
                after.set_shell(*shell);
                (after, self.chosen, String::new())
            }
            Edit::Promises(promises, _) => {
                let mut after = draft.clone();
                after.set_promises(&promises);
                (after, self.chosen, String::new())
            }
            Edit::Translations(translations, _) => {
                let mut after = draft.clone();
                after.set_translations(&translations);
                (after, self.chosen, String::new())
            }
            Edit::WrittenIn(language) => {
                let mut after = draft.clone();
                after.set_written_in(language);
                (after, self.chosen, String::new())
            }
            Edit::Set(key, path, value) => self.inside(key, |card| path::set(card, &path, value)),
            Edit::Type(key, path, text) => {
                self.inside(key, |card| path::set(card, &path, Some(text.into())))
            }
            Edit::Push(key, path, item) => self.inside(key, |card| path::push(card, &path, item)),
            Edit::RemoveItem(key, path, index) => {
                self.inside(key, |card| path::remove_item(card, &path, index))
            }
            Edit::Shift(key, path, from, to) => {
                self.inside(key, |card| path::shift(card, &path, from, to))
            }
            Edit::Name(name) => {
                let mut after = draft.clone();
                after.set_name(&name);
                (after, self.chosen, String::new())
            }
            Edit::Mend(repair) => {
                let (after, key) = mend(draft, repair)?;
                (after, key.or(self.chosen), format!("{}: done.", repair.label()))
            }
            Edit::Replace(other) => {
                let chosen = self.chosen.map(|key| draft.id(key));
                let chosen = chosen.and_then(|id| other.by_id(id));
                (*other, chosen, t!("designer-replaced").to_owned())
            }
        })
    }

    /// Returns a draft with the inside of one card changed.
    fn inside(&self, key: Key, change: impl FnOnce(&mut Value)) -> (Draft, Option<Key>, String) {
        let mut after = self.draft.clone();
        if let Some(card) = after.card_mut(key) {
            change(card);
        }
        after.rename_translations(&self.draft, key);
        (after, self.chosen, String::new())
    }

    /// Undoes the last step. Returns whether there was one.
    pub(crate) fn undo(&mut self) -> bool {
        let now = (self.draft.clone(), self.chosen);
        let found = self.history.undo(now);
        self.go(found)
    }

    /// Redoes the step that was last undone. Returns whether there was one.
    pub(crate) fn redo(&mut self) -> bool {
        let now = (self.draft.clone(), self.chosen);
        let found = self.history.redo(now);
        self.go(found)
    }

    fn go(&mut self, to: Option<(Draft, Option<Key>)>) -> bool {
        let Some((draft, chosen)) = to else { return false };
        self.draft = draft;
        self.chosen = chosen.filter(|key| self.draft.card(*key).is_some());
        self.changes += 1;
        true
    }

    /// Whether undo and redo are possible.
    pub(crate) const fn can(&self) -> (bool, bool) {
        self.history.can()
    }

    /// Selects a card or none. Further typing begins a new undo step.
    pub(crate) fn choose(&mut self, key: Option<Key>) {
        self.history.pause();
        self.chosen = key.filter(|key| self.draft.card(*key).is_some());
    }

    /// Copies the selected card and everything below it. Returns the sentence for screen readers.
    pub(crate) fn copy(&mut self) -> Option<String> {
        let key = self.chosen?;
        self.copied = ops::copied(&self.draft, key);
        let name = self.draft.card(key).map(spoken)?;
        Some(match self.copied.len() {
            1 => t!("designer-copied", name = name),
            more => t!("designer-copied-more", name = name, more = more - 1),
        })
    }

    /// Returns where a card added by keyboard goes: to the first open end of the selected card, or
    /// between it and its successor, or without a selection below the last card of the main branch.
    pub(crate) fn next_target(&self) -> Target {
        let draft = &self.draft;
        let graph = super::graph::Graph::new(draft);
        let last = || {
            let mut index = graph.first?;
            for _ in 0..draft.cards.len() {
                let slot = super::slots::main_slot(&draft.cards[index].card)?;
                match graph.child(index, slot) {
                    Some(child) => index = child,
                    None => break,
                }
            }
            Some(draft.cards[index].key)
        };
        let Some(key) = self.chosen.or_else(last) else { return Target::Start };
        let Some(index) = draft.index(key) else { return Target::Start };
        let slots = &graph.slots[index];
        let open = slots.iter().find(|(_, leads)| *leads == super::graph::Leads::End);
        match open.or_else(|| slots.first()) {
            Some((slot, _)) => Target::Slot(key, *slot),
            None => Target::Below(key),
        }
    }

    /// Returns what is dragged with a card: a branch, or the card alone.
    pub(crate) fn drag(&self, key: Key, alone: bool) -> Load {
        let parts = self.draft.card(key).is_none_or(super::card::parts);
        let whole = if alone && !parts { Whole::Card } else { Whole::Branch };
        Load::Move(key, whole)
    }
}
