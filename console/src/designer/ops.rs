//! Edits of whole cards. Each returns a new draft, or why it is refused.

use super::card::{Kind, parts};
use super::draft::{Draft, Key, fresh, id_of};
use super::drop::{EditError, Load, Target, Whole, allowed, follower};
use super::graph::Graph;
use super::make;
use super::slots::{Slot, main_slot, next, set_next, slots};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Inserts or moves cards. Returns the new draft and the topmost inserted card.
pub(crate) fn insert(
    draft: &Draft,
    load: &Load,
    target: Target,
) -> Result<(Draft, Key), EditError> {
    let graph = Graph::new(draft);
    allowed(draft, &graph, load, target)?;
    let (mut after, root) = match load {
        Load::New(kind) => add_new(draft, *kind, target),
        Load::Copied(cards) => add_copies(draft, cards, target)?,
        Load::Move(key, Whole::Branch) => (detached(draft, &graph, *key), *key),
        Load::Move(key, Whole::Card) if draft.card(*key).is_some_and(parts) => {
            return Err(EditError::NoOpenEnd);
        }
        Load::Move(key, Whole::Card) => (lifted(draft, &graph, *key), *key),
    };
    hang(&mut after, root, target)?;
    let circles = graph.circling(draft);
    if Graph::new(&after).circling(&after).difference(&circles).next().is_some() {
        return Err(EditError::Circle);
    }
    Ok((after, root))
}

/// Returns the list index for a new card: right after the card it follows.
fn index_after(draft: &Draft, target: Target) -> usize {
    match target {
        Target::Start => 0,
        Target::Slot(key, _) | Target::Below(key) => {
            draft.index(key).map_or(draft.cards.len(), |index| index + 1)
        }
    }
}

fn add_new(draft: &Draft, kind: Kind, target: Target) -> (Draft, Key) {
    let mut after = draft.clone();
    let card = make::card(kind, &draft.fresh_id(kind.as_str()));
    let key = after.add(card, index_after(draft, target));
    (after, key)
}

/// Inserts copies with new ids. Ways that led out of the copied cards lead to the same cards as
/// before; if such a card no longer exists, the branch ends.
fn add_copies(draft: &Draft, cards: &[Value], target: Target) -> Result<(Draft, Key), EditError> {
    let mut ids_in_use: BTreeSet<&str> = draft.ids().into_keys().collect();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let mut new_ids = Vec::new();
    for card in cards {
        let stem = id_of(card).trim_end_matches(|c: char| c.is_ascii_digit());
        let stem = stem.trim_end_matches('_');
        // An id has at most 64 characters.
        let stem: String = stem.chars().take(48).collect();
        let stem = if stem.is_empty() { Kind::from_card(card).as_str().to_owned() } else { stem };
        let mut ids_in_use_now = ids_in_use.clone();
        ids_in_use_now.extend(new_ids.iter().map(String::as_str));
        new_ids.push(fresh(&stem, &ids_in_use_now));
    }
    for (card, id) in cards.iter().zip(&new_ids) {
        names.entry(id_of(card)).or_insert_with(|| id.clone());
    }
    ids_in_use.remove("");
    let mut after = draft.clone();
    let index = index_after(draft, target);
    let mut root = None;
    for (offset, (card, id)) in cards.iter().zip(&new_ids).enumerate() {
        let mut copy = card.clone();
        if let Some(copy) = copy.as_object_mut() {
            copy.insert("id".to_owned(), id.as_str().into());
        }
        for slot in slots(card) {
            let Some(to) = next(card, slot) else { continue };
            match names.get(to) {
                Some(to) => set_next(&mut copy, slot, Some(to)),
                None if ids_in_use.contains(to) => {}
                None => set_next(&mut copy, slot, None),
            }
        }
        let key = after.add(copy, index + offset);
        root.get_or_insert(key);
    }
    root.map(|root| (after, root)).ok_or(EditError::Gone)
}

/// Returns the draft with a branch cut off from its parent; links to it stay.
fn detached(draft: &Draft, graph: &Graph, key: Key) -> Draft {
    let mut after = draft.clone();
    let parent = draft.index(key).and_then(|index| graph.parent[index]);
    if let Some((from, slot)) = parent {
        lead(&mut after, draft.cards[from].key, slot, None);
    }
    after
}

/// Returns the draft with a card taken out and its successor moved up.
fn lifted(draft: &Draft, graph: &Graph, key: Key) -> Draft {
    let mut after = draft.clone();
    let Some(index) = draft.index(key) else { return after };
    let slot = slots(&draft.cards[index].card).first().copied();
    let follows = slot.and_then(|slot| follower(graph, index, slot)).filter(|to| *to != index);
    let follows = follows.map(|to| id_of(&draft.cards[to].card).to_owned());
    redirect(&mut after, draft, graph, index, follows.as_deref());
    if let Some(slot) = slot {
        lead(&mut after, key, slot, None);
    }
    after
}

/// Redirects every way that leads to a card, and the stream's start, to another card.
fn redirect(after: &mut Draft, draft: &Draft, graph: &Graph, from: usize, to: Option<&str>) {
    let slots: Vec<_> = graph.slots_to(from).collect();
    for (holder, slot) in slots {
        lead(after, draft.cards[holder].key, slot, to);
    }
    if graph.first == Some(from) {
        after.set_first(to);
    }
}

fn lead(draft: &mut Draft, key: Key, slot: Slot, to: Option<&str>) {
    if let Some(card) = draft.card_mut(key) {
        set_next(card, slot, to);
    }
}

/// Attaches a tree at a position; what was there follows its open end.
fn hang(after: &mut Draft, root: Key, target: Target) -> Result<(), EditError> {
    let graph = Graph::new(after);
    let follows = match target {
        Target::Start => graph.first,
        Target::Slot(key, slot) => after.index(key).and_then(|from| follower(&graph, from, slot)),
        Target::Below(_) => return Err(EditError::BelowLiveChat),
    };
    let index = after.index(root).ok_or(EditError::Gone)?;
    if let Some(follows) = follows.filter(|follows| *follows != index) {
        let end = open_end(after, &graph, index).ok_or_else(|| {
            if after.kind(root) == Kind::LiveChat {
                EditError::LiveChatBetween
            } else {
                EditError::NoOpenEnd
            }
        })?;
        let to = id_of(&after.cards[follows].card).to_owned();
        lead(after, end.0, end.1, Some(&to));
    }
    let id = after.id(root).to_owned();
    match target {
        Target::Slot(key, slot) => lead(after, key, slot, Some(&id)),
        _ => after.set_first(Some(&id)),
    }
    Ok(())
}

/// Returns the first open end below a card, along the main branch first.
fn open_end(draft: &Draft, graph: &Graph, root: usize) -> Option<(Key, Slot)> {
    let ends = |index: usize, slot: Slot| follower(graph, index, slot).is_none();
    let mut index = root;
    for _ in 0..draft.cards.len() {
        let Some(slot) = main_slot(&draft.cards[index].card) else { break };
        if ends(index, slot) {
            return Some((draft.cards[index].key, slot));
        }
        match graph.child(index, slot) {
            Some(child) => index = child,
            None => break,
        }
    }
    graph.below(root).into_iter().find_map(|index| {
        let slot = graph.slots[index].iter().find(|(slot, _)| ends(index, *slot))?.0;
        Some((draft.cards[index].key, slot))
    })
}

/// What happens to the cards below a removed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// The branch on that way moves up and the other branches are removed. `None`: nothing moves
    /// up.
    KeepBranch(Option<Slot>),
    /// Everything below it is removed, too.
    Branch,
}

/// Returns how a card is removed if no question is needed, because at most one of its ways out
/// leads on.
pub(crate) fn plain_removal(draft: &Draft, key: Key) -> Option<Removal> {
    let graph = Graph::new(draft);
    let index = draft.index(key)?;
    let mut on =
        graph.slots[index].iter().filter(|(slot, _)| follower(&graph, index, *slot).is_some());
    match (on.next(), on.next()) {
        (None, _) => Some(Removal::KeepBranch(None)),
        (Some((slot, _)), None) => Some(Removal::KeepBranch(Some(*slot))),
        _ => None,
    }
}

/// Removes a card. Returns the new draft, and the card to select: the one that moved up, or
/// otherwise the parent.
pub(crate) fn remove(
    draft: &Draft,
    key: Key,
    outcome: Removal,
) -> Result<(Draft, Option<Key>), EditError> {
    let graph = Graph::new(draft);
    let index = draft.index(key).ok_or(EditError::Gone)?;
    let next_child = match outcome {
        Removal::KeepBranch(Some(slot)) => follower(&graph, index, slot).filter(|to| *to != index),
        Removal::KeepBranch(None) | Removal::Branch => None,
    };
    let mut gone: BTreeSet<usize> = [index].into();
    for (slot, _) in &graph.slots[index] {
        let child = graph.child(index, *slot).filter(|child| Some(*child) != next_child);
        gone.extend(child.into_iter().flat_map(|child| graph.below(child)));
    }
    // What moves up may be part of one of the removed branches.
    let next_child = next_child.filter(|next_child| !gone.contains(next_child));
    let mut after = draft.clone();
    for index in &gone {
        // Only ways that led to the card itself are redirected to what moves up.
        let to = next_child.filter(|_| draft.cards[*index].key == key);
        let to = to.map(|next_child| id_of(&draft.cards[next_child].card).to_owned());
        let slots: Vec<_> =
            graph.slots_to(*index).filter(|(from, _)| !gone.contains(from)).collect();
        for (from, slot) in slots {
            lead(&mut after, draft.cards[from].key, slot, to.as_deref());
        }
    }
    if graph.first.is_some_and(|first| gone.contains(&first)) {
        let next =
            next_child.or_else(|| (0..draft.cards.len()).find(|index| !gone.contains(index)));
        after
            .set_first(next.map(|next| id_of(&draft.cards[next].card)).filter(|id| !id.is_empty()));
    }
    let keys: BTreeSet<Key> = gone.iter().map(|index| draft.cards[*index].key).collect();
    after.cards.retain(|entry| !keys.contains(&entry.key));
    let circles = graph.circling(draft);
    if Graph::new(&after).circling(&after).difference(&circles).next().is_some() {
        return Err(EditError::Circle);
    }
    let parent = graph.parent[index].map(|(parent, _)| draft.cards[parent].key);
    Ok((after, next_child.map(|next_child| draft.cards[next_child].key).or(parent)))
}

/// Returns a card and everything below it for the clipboard.
pub(crate) fn copied(draft: &Draft, key: Key) -> Vec<Value> {
    let Some(index) = draft.index(key) else { return Vec::new() };
    let all = Graph::new(draft).below(index);
    all.into_iter().map(|index| (*draft.cards[index].card).clone()).collect()
}

/// Connects a way out to an existing card; `None` ends the branch there.
pub(crate) fn connect(
    draft: &Draft,
    from: Key,
    slot: Slot,
    to: Option<Key>,
) -> Result<Draft, EditError> {
    let graph = Graph::new(draft);
    let mut after = draft.clone();
    let id = match to {
        Some(to) => {
            let index = draft.index(to).ok_or(EditError::Gone)?;
            Some(id_of(&draft.cards[index].card).to_owned())
        }
        None => None,
    };
    lead(&mut after, from, slot, id.as_deref());
    if Graph::new(&after).circling(&after).difference(&graph.circling(draft)).next().is_some() {
        return Err(EditError::Circle);
    }
    Ok(after)
}
