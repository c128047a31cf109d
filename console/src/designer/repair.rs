//! One-click fixes for findings, where that is safe: it can be undone, and no text for visitors is
//! lost unless the button says so.

use super::card::{Kind, list, text};
use super::draft::{Draft, Key, fresh, id_of};
use super::drop::EditError;
use super::graph::{Graph, Leads};
use super::make;
use super::ops::{self, Removal};
use super::path::{self, Step};
use super::slots::{set_next, slots};
use crate::texts::t;
use serde_json::{Value, json};
use shared::stream::Finding;
use std::collections::BTreeSet;

/// A one-click fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repair {
    /// Ways to a missing card end the branch.
    EndHere(Key),
    /// Removes an unreachable card, or one that needs Prime.
    Drop(Key),
    /// Cuts off what follows a live chat card.
    CutNext(Key),
    /// Adds the else branch to a condition.
    AddElse(Key),
    /// Removes responses without a label.
    DropEmpty(Key),
    /// Removes empty groups of conditions.
    DropGroups(Key),
    /// Gives the second card of an id another one.
    NewId(Key),
    /// Gives responses with the same id different ones.
    NewResponseIds(Key),
    /// Keeps only the first of several equal fields or options.
    OnceEach(Key),
    /// Removes the type of fields that have a fixed one.
    DropTypes(Key),
    /// Removes empty option lists, so that the value is typed.
    DropLists(Key),
    /// Removes response values that the question doesn't store.
    DropValues(Key),
    /// Makes the stream begin at that card.
    BeginAt(Key),
    /// Inserts a question before a live chat.
    InsertQuestion(Key),
    /// Inserts an information capture before a live chat.
    CaptureBefore(Key),
}

impl Repair {
    /// The text on its button.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::EndHere(_) => t!("designer-mend-end"),
            Self::Drop(_) => t!("designer-mend-drop"),
            Self::CutNext(_) => t!("designer-mend-cut"),
            Self::AddElse(_) => t!("designer-mend-else"),
            Self::DropEmpty(_) => t!("designer-mend-empty"),
            Self::DropGroups(_) => t!("designer-mend-groups"),
            Self::NewId(_) | Self::NewResponseIds(_) => t!("designer-mend-id"),
            Self::OnceEach(_) => t!("designer-mend-once"),
            Self::DropTypes(_) => t!("designer-mend-types"),
            Self::DropLists(_) => t!("designer-mend-lists"),
            Self::DropValues(_) => t!("designer-mend-values"),
            Self::BeginAt(_) => t!("designer-mend-begin"),
            Self::InsertQuestion(_) => t!("designer-mend-question"),
            Self::CaptureBefore(_) => t!("designer-mend-capture"),
        }
    }
}

/// Returns the fix for a finding, if there is one.
pub(crate) fn repair(draft: &Draft, finding: &Finding) -> Option<Repair> {
    if finding.code == "first_missing" {
        return draft.cards.first().map(|entry| Repair::BeginAt(entry.key));
    }
    let id = finding.card.as_deref()?;
    let key = draft.by_id(id)?;
    let card = draft.card(key)?;
    Some(match finding.code {
        "dangling_next" => Repair::EndHere(key),
        "unreachable" | "prime_only" => Repair::Drop(key),
        "live_chat_not_last" => Repair::CutNext(key),
        "no_else" => Repair::AddElse(key),
        "empty_text" => {
            let empty = |one: &Value| text(one, "label").trim().is_empty();
            let empty = list(card, "responses").iter().filter(|one| empty(one)).count();
            if empty == 0 || empty == list(card, "responses").len() {
                return None;
            }
            Repair::DropEmpty(key)
        }
        "empty_group" => Repair::DropGroups(key),
        "duplicate_id" => {
            let second = draft.cards.iter().filter(|entry| id_of(&entry.card) == id).nth(1)?;
            Repair::NewId(second.key)
        }
        "duplicate_response" => Repair::NewResponseIds(key),
        "duplicate_field" | "duplicate_option" => Repair::OnceEach(key),
        "wrong_type" => Repair::DropTypes(key),
        "no_options" => Repair::DropLists(key),
        "value_not_stored" => Repair::DropValues(key),
        "live_chat_unasked" => Repair::InsertQuestion(key),
        "live_chat_anonymous" => Repair::CaptureBefore(key),
        _ => return None,
    })
}

/// Applies a fix. Returns the new draft and the card to select.
pub(super) fn mend(draft: &Draft, repair: Repair) -> Result<(Draft, Option<Key>), EditError> {
    let mut after = draft.clone();
    let mut inside = |key: Key, change: &dyn Fn(&mut Value)| {
        if let Some(card) = after.card_mut(key) {
            change(card);
        }
        Some(key)
    };
    let visible = match repair {
        Repair::EndHere(key) => {
            let graph = Graph::new(draft);
            let index = draft.index(key).ok_or(EditError::Gone)?;
            let slots = graph.slots[index].iter();
            let void: Vec<_> = slots.filter(|(_, leads)| matches!(leads, Leads::Void(_))).collect();
            inside(key, &|card| void.iter().for_each(|(slot, _)| set_next(card, *slot, None)))
        }
        Repair::Drop(key) => {
            let graph = Graph::new(draft);
            let index = draft.index(key).ok_or(EditError::Gone)?;
            let reached = graph.first.is_some_and(|first| graph.root(index) == first);
            let first = slots(draft.card(key).unwrap_or(&Value::Null)).first().copied();
            if reached {
                return ops::remove(draft, key, Removal::KeepBranch(first));
            }
            // Its children stay, without a parent as before.
            after.cards.retain(|entry| entry.key != key);
            None
        }
        Repair::CutNext(key) => inside(key, &|card| path::set(card, &[Step::In("next")], None)),
        Repair::AddElse(key) => {
            inside(key, &|card| path::set(card, &[Step::In("else")], Some(json!({}))))
        }
        Repair::DropEmpty(key) => inside(key, &|card| {
            retain(card, "responses", |one| !text(one, "label").trim().is_empty());
        }),
        Repair::DropGroups(key) => inside(key, &|card| {
            if let Some(branches) = card.get_mut("branches").and_then(Value::as_array_mut) {
                branches.retain_mut(|branch| branch.get_mut("when").is_none_or(prune));
            }
        }),
        Repair::NewId(key) => {
            let id = draft.fresh_id(draft.kind(key).as_str());
            inside(key, &|card| path::set(card, &[Step::In("id")], Some(id.as_str().into())))
        }
        Repair::NewResponseIds(key) => inside(key, &new_response_ids),
        Repair::OnceEach(key) => inside(key, &once_each),
        Repair::DropTypes(key) => inside(key, &|card| {
            each(card, "fields", |field| {
                let own = matches!(text(field, "field"), "email" | "phone");
                let standard = own || STANDARD.contains(&text(field, "field"));
                if let Some(field) = field.as_object_mut().filter(|_| standard) {
                    field.remove("type");
                }
            });
        }),
        Repair::DropLists(key) => inside(key, &|card| {
            each(card, "fields", |field| {
                let empty =
                    field.get("options").and_then(Value::as_array).is_some_and(Vec::is_empty);
                if let Some(field) = field.as_object_mut().filter(|_| empty) {
                    field.remove("options");
                }
            });
        }),
        Repair::DropValues(key) => inside(key, &|card| {
            each(card, "responses", |one| {
                one.as_object_mut().and_then(|one| one.remove("value"));
            });
        }),
        Repair::BeginAt(key) => {
            after.set_first(Some(draft.id(key)).filter(|id| !id.is_empty()));
            Some(key)
        }
        Repair::InsertQuestion(key) => {
            let mut card = make::card(Kind::Question, &draft.fresh_id(Kind::Question.as_str()));
            card["text"] = t!("designer-ask-person").into();
            return Ok(before(draft, key, card));
        }
        Repair::CaptureBefore(key) => {
            let mut card = make::card(Kind::Capture, &draft.fresh_id(Kind::Capture.as_str()));
            card["text"] = t!("designer-ask-who").into();
            return Ok(before(draft, key, card));
        }
    };
    Ok((after, visible))
}

const STANDARD: [&str; 6] = ["first_name", "last_name", "email", "phone", "company", "job_title"];

/// Inserts a card before another: whatever led there leads to the new card, whose first way leads
/// on.
fn before(draft: &Draft, key: Key, mut card: Value) -> (Draft, Option<Key>) {
    let graph = Graph::new(draft);
    let Some(index) = draft.index(key) else { return (draft.clone(), None) };
    let (own, id) = (draft.id(key).to_owned(), id_of(&card).to_owned());
    if let Some(slot) = slots(&card).first() {
        set_next(&mut card, *slot, Some(&own));
    }
    let mut after = draft.clone();
    for (from, slot) in graph.slots_to(index) {
        if let Some(card) = after.card_mut(draft.cards[from].key) {
            set_next(card, slot, Some(&id));
        }
    }
    if graph.first == Some(index) {
        after.set_first(Some(&id));
    }
    let added = after.add(card, index);
    (after, Some(added))
}

fn each(card: &mut Value, name: &str, change: impl Fn(&mut Value)) {
    if let Some(items) = card.get_mut(name).and_then(Value::as_array_mut) {
        items.iter_mut().for_each(change);
    }
}

fn retain(card: &mut Value, name: &str, predicate: impl Fn(&Value) -> bool) {
    if let Some(items) = card.get_mut(name).and_then(Value::as_array_mut) {
        items.retain(predicate);
    }
}

/// Removes empty groups. Returns whether anything is left.
fn prune(condition: &mut Value) -> bool {
    for name in ["all", "any"] {
        if let Some(group) = condition.get_mut(name).and_then(Value::as_array_mut) {
            group.retain_mut(prune);
            return !group.is_empty();
        }
    }
    true
}

fn new_response_ids(card: &mut Value) {
    let mut ids_in_use: BTreeSet<String> = BTreeSet::new();
    let Some(items) = card.get_mut("responses").and_then(Value::as_array_mut) else { return };
    let all: BTreeSet<String> = items.iter().map(|one| text(one, "id").to_owned()).collect();
    for one in items {
        let id = text(one, "id").to_owned();
        if !ids_in_use.insert(id) {
            let used = all.iter().chain(&ids_in_use).map(String::as_str).collect();
            let new = fresh("r", &used);
            one["id"] = new.as_str().into();
            ids_in_use.insert(new);
        }
    }
}

fn once_each(card: &mut Value) {
    let mut seen = BTreeSet::new();
    let Some(fields) = card.get_mut("fields").and_then(Value::as_array_mut) else { return };
    fields.retain(|field| seen.insert(text(field, "field").to_owned()));
    for field in fields {
        let mut offered = BTreeSet::new();
        if let Some(options) = field.get_mut("options").and_then(Value::as_array_mut) {
            options.retain(|option| {
                offered.insert(option.as_str().unwrap_or_default().trim().to_owned())
            });
        }
    }
}
