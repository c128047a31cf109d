//! What can be done to the cards as a whole. Each gives another draft, or says why it can't be done.

use super::card::{Kind, parts};
use super::draft::{Draft, Key, fresh, id_of};
use super::drop::{Load, Target, Whole, WhyNot, allowed, follower};
use super::graph::Graph;
use super::make;
use super::ways::{Slot, main_slot, next, set_next, slots};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Puts something somewhere. Gives the draft with it, and its topmost card.
pub(crate) fn put(draft: &Draft, load: &Load, target: Target) -> Result<(Draft, Key), WhyNot> {
    let graph = Graph::of(draft);
    allowed(draft, &graph, load, target)?;
    let (mut after, root) = match load {
        Load::New(kind) => add_new(draft, *kind, target),
        Load::Copied(cards) => add_copies(draft, cards, target)?,
        Load::Move(key, Whole::Branch) => (detached(draft, &graph, *key), *key),
        Load::Move(key, Whole::Card) if draft.card(*key).is_some_and(parts) => {
            return Err(WhyNot::NoOpenEnd);
        }
        Load::Move(key, Whole::Card) => (lifted(draft, &graph, *key), *key),
    };
    hang(&mut after, root, target)?;
    let known = graph.circling(draft);
    if Graph::of(&after).circling(&after).difference(&known).next().is_some() {
        return Err(WhyNot::Circle);
    }
    Ok((after, root))
}

/// Where a new card is written: right after the one it follows.
fn place_after(draft: &Draft, target: Target) -> usize {
    match target {
        Target::Start => 0,
        Target::Way(key, _) | Target::Below(key) => {
            draft.place(key).map_or(draft.cards.len(), |place| place + 1)
        }
    }
}

fn add_new(draft: &Draft, kind: Kind, target: Target) -> (Draft, Key) {
    let mut after = draft.clone();
    let card = make::card(kind, &draft.fresh_id(kind.word()));
    let key = after.add(card, place_after(draft, target));
    (after, key)
}

/// Copies get ids of their own. What led out of them leads where it led, if that is there.
fn add_copies(draft: &Draft, cards: &[Value], target: Target) -> Result<(Draft, Key), WhyNot> {
    let mut taken: BTreeSet<&str> = draft.ids().into_keys().collect();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let mut given = Vec::new();
    for card in cards {
        let stem = id_of(card).trim_end_matches(|c: char| c.is_ascii_digit());
        let stem = stem.trim_end_matches('_');
        // An id has at most 64 characters.
        let stem: String = stem.chars().take(48).collect();
        let stem = if stem.is_empty() { Kind::of(card).word().to_owned() } else { stem };
        let mut taken_now = taken.clone();
        taken_now.extend(given.iter().map(String::as_str));
        given.push(fresh(&stem, &taken_now));
    }
    for (card, id) in cards.iter().zip(&given) {
        names.entry(id_of(card)).or_insert_with(|| id.clone());
    }
    taken.remove("");
    let mut after = draft.clone();
    let place = place_after(draft, target);
    let mut root = None;
    for (nth, (card, id)) in cards.iter().zip(&given).enumerate() {
        let mut copy = card.clone();
        if let Some(copy) = copy.as_object_mut() {
            copy.insert("id".to_owned(), id.as_str().into());
        }
        for slot in slots(card) {
            let Some(to) = next(card, slot) else { continue };
            match names.get(to) {
                Some(to) => set_next(&mut copy, slot, Some(to)),
                None if taken.contains(to) => {}
                None => set_next(&mut copy, slot, None),
            }
        }
        let key = after.add(copy, place + nth);
        root.get_or_insert(key);
    }
    root.map(|root| (after, root)).ok_or(WhyNot::Gone)
}

/// The draft with a branch cut off where it hangs; links to it stay.
fn detached(draft: &Draft, graph: &Graph, key: Key) -> Draft {
    let mut after = draft.clone();
    let parent = draft.place(key).and_then(|place| graph.parent[place]);
    if let Some((from, slot)) = parent {
        lead(&mut after, draft.cards[from].key, slot, None);
    }
    after
}

/// The draft with a card taken out and what followed it moved up.
fn lifted(draft: &Draft, graph: &Graph, key: Key) -> Draft {
    let mut after = draft.clone();
    let Some(place) = draft.place(key) else { return after };
    let slot = slots(&draft.cards[place].card).first().copied();
    let follows = slot.and_then(|slot| follower(graph, place, slot)).filter(|to| *to != place);
    let follows = follows.map(|to| id_of(&draft.cards[to].card).to_owned());
    redirect(&mut after, draft, graph, place, follows.as_deref());
    if let Some(slot) = slot {
        lead(&mut after, key, slot, None);
    }
    after
}

/// Leads every way that leads to a card somewhere else, and the beginning, too.
fn redirect(after: &mut Draft, draft: &Draft, graph: &Graph, from: usize, to: Option<&str>) {
    let ways: Vec<_> = graph.ways_to(from).collect();
    for (holder, slot) in ways {
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

/// Hangs a card at a place; what was there follows it.
fn hang(after: &mut Draft, root: Key, target: Target) -> Result<(), WhyNot> {
    let graph = Graph::of(after);
    let follows = match target {
        Target::Start => graph.first,
        Target::Way(key, slot) => after.place(key).and_then(|from| follower(&graph, from, slot)),
        Target::Below(_) => return Err(WhyNot::BelowLiveChat),
    };
    let place = after.place(root).ok_or(WhyNot::Gone)?;
    if let Some(follows) = follows.filter(|follows| *follows != place) {
        let end = open_end(after, &graph, place).ok_or_else(|| {
            if after.kind(root) == Kind::LiveChat {
                WhyNot::LiveChatBetween
            } else {
                WhyNot::NoOpenEnd
            }
        })?;
        let to = id_of(&after.cards[follows].card).to_owned();
        lead(after, end.0, end.1, Some(&to));
    }
    let id = after.id(root).to_owned();
    match target {
        Target::Way(key, slot) => lead(after, key, slot, Some(&id)),
        _ => after.set_first(Some(&id)),
    }
    Ok(())
}

/// The first end of a branch on which something could hang: along the main way first.
fn open_end(draft: &Draft, graph: &Graph, root: usize) -> Option<(Key, Slot)> {
    let ends = |place: usize, slot: Slot| follower(graph, place, slot).is_none();
    let mut place = root;
    for _ in 0..draft.cards.len() {
        let Some(slot) = main_slot(&draft.cards[place].card) else { break };
        if ends(place, slot) {
            return Some((draft.cards[place].key, slot));
        }
        match graph.child(place, slot) {
            Some(child) => place = child,
            None => break,
        }
    }
    graph.below(root).into_iter().find_map(|place| {
        let slot = graph.ways[place].iter().find(|(slot, _)| ends(place, *slot))?.0;
        Some((draft.cards[place].key, slot))
    })
}

/// What becomes of what follows a card that is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// The branch on that way moves up; what hangs on the others goes, too. Without a way, nothing
    /// follows.
    Keep(Option<Slot>),
    /// Everything below it goes, too.
    Branch,
}

/// How a card is taken out where nobody has to be asked: it has but one way, or one that leads on.
pub(crate) fn plain_removal(draft: &Draft, key: Key) -> Option<Removal> {
    let graph = Graph::of(draft);
    let place = draft.place(key)?;
    let mut on =
        graph.ways[place].iter().filter(|(slot, _)| follower(&graph, place, *slot).is_some());
    match (on.next(), on.next()) {
        (None, _) => Some(Removal::Keep(None)),
        (Some((slot, _)), None) => Some(Removal::Keep(Some(*slot))),
        _ => None,
    }
}

/// Takes a card out. Gives the draft without it, and the card that is where it was.
pub(crate) fn remove(
    draft: &Draft,
    key: Key,
    how: Removal,
) -> Result<(Draft, Option<Key>), WhyNot> {
    let graph = Graph::of(draft);
    let place = draft.place(key).ok_or(WhyNot::Gone)?;
    let kept = match how {
        Removal::Keep(Some(slot)) => follower(&graph, place, slot).filter(|to| *to != place),
        Removal::Keep(None) | Removal::Branch => None,
    };
    let mut gone: BTreeSet<usize> = [place].into();
    for (slot, _) in &graph.ways[place] {
        let child = graph.child(place, *slot).filter(|child| Some(*child) != kept);
        gone.extend(child.into_iter().flat_map(|child| graph.below(child)));
    }
    // What moves up may hang on one of the branches that go.
    let kept = kept.filter(|kept| !gone.contains(kept));
    let mut after = draft.clone();
    for place in &gone {
        // Only what led to the card itself leads on.
        let to = kept.filter(|_| draft.cards[*place].key == key);
        let to = to.map(|kept| id_of(&draft.cards[kept].card).to_owned());
        let ways: Vec<_> = graph.ways_to(*place).filter(|(from, _)| !gone.contains(from)).collect();
        for (from, slot) in ways {
            lead(&mut after, draft.cards[from].key, slot, to.as_deref());
        }
    }
    if graph.first.is_some_and(|first| gone.contains(&first)) {
        let next = kept.or_else(|| (0..draft.cards.len()).find(|place| !gone.contains(place)));
        after
            .set_first(next.map(|next| id_of(&draft.cards[next].card)).filter(|id| !id.is_empty()));
    }
    let keys: BTreeSet<Key> = gone.iter().map(|place| draft.cards[*place].key).collect();
    after.cards.retain(|entry| !keys.contains(&entry.key));
    let known = graph.circling(draft);
    if Graph::of(&after).circling(&after).difference(&known).next().is_some() {
        return Err(WhyNot::Circle);
    }
    let parent = graph.parent[place].map(|(parent, _)| draft.cards[parent].key);
    Ok((after, kept.map(|kept| draft.cards[kept].key).or(parent)))
}

/// A card and everything below it, as it is copied.
pub(crate) fn copied(draft: &Draft, key: Key) -> Vec<Value> {
    let Some(place) = draft.place(key) else { return Vec::new() };
    let all = Graph::of(draft).below(place);
    all.into_iter().map(|place| (*draft.cards[place].card).clone()).collect()
}

/// Leads a way to a card that is there, or to the end of its branch.
pub(crate) fn connect(
    draft: &Draft,
    from: Key,
    slot: Slot,
    to: Option<Key>,
) -> Result<Draft, WhyNot> {
    let graph = Graph::of(draft);
    let mut after = draft.clone();
    let id = match to {
        Some(to) => {
            let place = draft.place(to).ok_or(WhyNot::Gone)?;
            Some(id_of(&draft.cards[place].card).to_owned())
        }
        None => None,
    };
    lead(&mut after, from, slot, id.as_deref());
    if Graph::of(&after).circling(&after).difference(&graph.circling(draft)).next().is_some() {
        return Err(WhyNot::Circle);
    }
    Ok(after)
}
