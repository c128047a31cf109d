//! Checks of the connections between cards: every card is reachable, every branch ends or waits, no
//! loop runs without the visitor, and advice about the way to a live chat.

use super::finding::{Code, Finding};
use super::{Card, Stream};
use crate::id::CardId;
use crate::person::Field;
use std::collections::{BTreeMap, BTreeSet};

type Cards<'s> = BTreeMap<&'s CardId, &'s Card>;

/// Adds the findings about the connections of `stream`.
pub(super) fn check(stream: &Stream, findings: &mut Vec<Finding>) {
    let cards: Cards = stream.cards.iter().map(|card| (card.id(), card)).collect();
    if !cards.contains_key(&stream.first) {
        findings.push(Code::FirstMissing(stream.first.to_string()).at(None));
        return;
    }
    let reached = reached(stream, &cards);
    let circling = circling(stream);
    let opening = opening(stream, &cards);
    for card in &stream.cards {
        let id = card.id();
        let mut add = |code: &Code| findings.push(code.at(Some(id.as_str())));
        for next in card.followers().into_iter().filter(|next| !cards.contains_key(next)) {
            add(&Code::DanglingNext(next.clone()));
        }
        if !reached.contains(id) {
            add(&Code::Unreachable);
        }
        if circling.contains(id) {
            add(&Code::CycleWithoutInput);
        }
        if opening.contains(id) && matches!(card, Card::Condition(card) if card.asks_now()) {
            add(&Code::NowBeforeAnswer);
        }
        if opening.contains(id) && matches!(card, Card::Document(card) if card.must_open) {
            add(&Code::DocumentBeforeAnswer);
        }
    }
    advise(stream, &cards, findings);
}

fn reached<'s>(stream: &'s Stream, cards: &Cards<'s>) -> BTreeSet<&'s CardId> {
    reached_through(stream, cards, |_| true)
}

/// The cards that a visitor can get to before they have responded.
fn opening<'s>(stream: &'s Stream, cards: &Cards<'s>) -> BTreeSet<&'s CardId> {
    reached_through(stream, cards, |card| !card.always_waits())
}

/// The cards that can be reached through cards that `pass`.
fn reached_through<'s>(
    stream: &'s Stream,
    cards: &Cards<'s>,
    pass: impl Fn(&Card) -> bool,
) -> BTreeSet<&'s CardId> {
    let mut reached = BTreeSet::new();
    let mut open = vec![&stream.first];
    while let Some(id) = open.pop() {
        if let Some(card) = cards.get(id).filter(|_| reached.insert(id))
            && pass(card)
        {
            open.extend(card.followers());
        }
    }
    reached
}

/// Cards on a loop that doesn't wait for the visitor: from such a card the stream may come back to
/// it without asking anything.
fn circling(stream: &Stream) -> BTreeSet<&CardId> {
    let passed: Vec<&Card> = stream.cards.iter().filter(|card| !card.always_waits()).collect();
    let indices: BTreeMap<&CardId, usize> =
        passed.iter().enumerate().map(|(index, card)| (card.id(), index)).collect();
    let next = |card: &&Card| -> Vec<usize> {
        card.followers().into_iter().filter_map(|id| indices.get(id).copied()).collect()
    };
    let next: Vec<Vec<usize>> = passed.iter().map(next).collect();
    let circles = (0..passed.len()).filter(|start| comes_back(&next, *start));
    circles.map(|index| passed[index].id()).collect()
}

/// Whether a path leads from a card back to it.
fn comes_back(next: &[Vec<usize>], start: usize) -> bool {
    let mut seen = vec![false; next.len()];
    let mut open = vec![start];
    while let Some(index) = open.pop() {
        for &following in &next[index] {
            if following == start {
                return true;
            }
            if !core::mem::replace(&mut seen[following], true) {
                open.push(following);
            }
        }
    }
    false
}

/// What a visitor has certainly done before they reach a card.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Reached {
    has_question: bool,
    named: bool,
}

impl Reached {
    const fn and(self, other: Self) -> Self {
        Self {
            has_question: self.has_question && other.has_question,
            named: self.named && other.named,
        }
    }

    fn through(self, card: &Card) -> Self {
        match card {
            Card::Question(_) => Self { has_question: true, ..self },
            Card::Capture(capture) => {
                let names = capture.fields.iter().any(|field| {
                    field.required && matches!(field.field, Field::FirstName | Field::Email)
                });
                Self { named: self.named || names, ..self }
            }
            _ => self,
        }
    }
}

/// Advice: ask before you request a chat, and learn who the visitor is. Something holds at a card
/// if it holds on *every* way to it: the greatest fixed point, which is found by visiting a card
/// again whenever its set shrinks (at most twice).
fn advise<'s>(stream: &'s Stream, cards: &Cards<'s>, findings: &mut Vec<Finding>) {
    let mut reached_by: BTreeMap<&CardId, Reached> = BTreeMap::new();
    let mut open = vec![(&stream.first, Reached { has_question: false, named: false })];
    while let Some((id, reached)) = open.pop() {
        let Some(card) = cards.get(id) else { continue };
        let earlier = reached_by.get(id).copied();
        let reached = earlier.map_or(reached, |earlier| earlier.and(reached));
        if earlier == Some(reached) {
            continue;
        }
        reached_by.insert(id, reached);
        open.extend(card.followers().into_iter().map(|next| (next, reached.through(card))));
    }
    for card in stream.cards.iter().filter(|card| matches!(card, Card::LiveChat(_))) {
        let Some(reached) = reached_by.get(card.id()) else { continue };
        if !reached.has_question {
            findings.push(Code::LiveChatUnasked.at(Some(card.id().as_str())));
        }
        if !reached.named {
            findings.push(Code::LiveChatAnonymous.at(Some(card.id().as_str())));
        }
    }
}
