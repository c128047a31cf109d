//! Arbitrary drafts and edits for property tests.

use crate::designer::{
    Designer, Draft, Edit, Graph, Key, Kind, Load, Removal, Repair, Slot, Target, Whole, slots,
    steps,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A card whose ways lead anywhere, even to missing cards.
fn any_card(count: usize) -> impl Strategy<Value = Value> {
    let id = (0..count + 1).prop_map(|index| format!("c{index}"));
    let next = prop::option::of(id);
    let kind = 0..7_usize;
    (kind, prop::collection::vec(next, 3), any::<bool>()).prop_map(|(kind, next, odd)| {
        let lead = |mut of: Value, index: usize| {
            if let Some(id) = &next[index] {
                of["next"] = json!(id);
            }
            of
        };
        let mut card = match kind {
            0 => lead(json!({ "type": "message", "text": "Hi" }), 0),
            1 => json!({ "type": "question", "text": "?", "responses": [
                lead(json!({ "id": "a", "label": "A" }), 0),
                lead(json!({ "id": "b", "label": "B" }), 1),
            ]}),
            2 => lead(
                json!({ "type": "capture", "text": "Who?", "fields": [
                    { "field": "email", "label": "E-mail", "skip_if_set": odd },
                ]}),
                0,
            ),
            3 => json!({ "type": "condition", "else": lead(json!({}), 1), "branches": [
                lead(json!({ "when": { "attribute": "city", "operator": "is", "value": "X" } }), 0),
            ]}),
            4 => lead(json!({ "type": "goal", "goal": "G" }), 0),
            5 => lead(json!({ "type": "meeting" }), 0),
            _ => json!({ "type": "live_chat", "route": { "by": "rules" } }),
        };
        if odd {
            card["note"] = json!({ "kept": [1, 2.5, null] });
        }
        card
    })
}

/// A draft of up to `most` cards.
pub(super) fn any_draft(most: usize) -> impl Strategy<Value = Draft> {
    (0..=most).prop_flat_map(|count| {
        (prop::collection::vec(any_card(count), count), 0..count + 1).prop_map(|(cards, first)| {
            let cards: Vec<Value> = (0..)
                .zip(cards)
                .map(|(index, mut card): (usize, _)| {
                    card["id"] = json!(format!("c{index}"));
                    card
                })
                .collect();
            super::draft(&json!({ "first": format!("c{first}"), "cards": cards }))
        })
    })
}

/// An arbitrary edit; its numbers are taken modulo what the draft has.
#[derive(Debug, Clone)]
pub(super) struct Do {
    kind: usize,
    card: usize,
    other: usize,
    slot: usize,
}

pub(super) fn any_do() -> impl Strategy<Value = Do> {
    (0..14_usize, any::<usize>(), any::<usize>(), any::<usize>())
        .prop_map(|(kind, card, other, slot)| Do { kind, card, other, slot })
}

impl Do {
    fn card(draft: &Draft, index: usize) -> Option<Key> {
        Some(draft.cards.get(index.checked_rem(draft.cards.len())?)?.key)
    }

    fn slot(draft: &Draft, key: Key, index: usize) -> Option<Slot> {
        let all = slots(draft.card(key)?);
        all.get(index.checked_rem(all.len())?).copied()
    }

    /// A position, including those that refuse.
    fn target(&self, draft: &Draft) -> Target {
        let Some(key) = Self::card(draft, self.other) else { return Target::Start };
        match Self::slot(draft, key, self.slot) {
            Some(slot) if !self.slot.is_multiple_of(9) => Target::Slot(key, slot),
            Some(_) => Target::Start,
            None if self.slot.is_multiple_of(2) => Target::Below(key),
            None => Target::Slot(key, Slot::Next),
        }
    }

    /// Applies the edit, if the draft has something to apply it to.
    pub(super) fn run(&self, designer: &mut Designer) {
        let draft = designer.draft.clone();
        let target = self.target(&draft);
        let Some(key) = Self::card(&draft, self.card) else {
            let _ = designer.apply(Edit::Insert(Load::New(Kind::Message), target));
            return;
        };
        let slot = Self::slot(&draft, key, self.slot);
        let edit = match self.kind {
            0..=2 => Edit::Insert(Load::New(Kind::ALL[self.card % 7]), target),
            3 => Edit::Insert(Load::Move(key, Whole::Branch), target),
            4 => Edit::Insert(Load::Move(key, Whole::Card), target),
            5 => {
                designer.choose(Some(key));
                designer.copy();
                Edit::Insert(Load::Copied(designer.copied.clone()), target)
            }
            6 => Edit::Remove(key, Removal::Branch),
            7 => Edit::Remove(key, Removal::KeepBranch(slot)),
            8 => {
                let Some(slot) = slot else { return };
                Edit::Connect(key, slot, Self::card(&draft, self.other))
            }
            9 => Edit::Type(key, steps!["text"], format!("{}", self.slot % 5)),
            10 => Edit::Push(key, steps!["responses"], json!({ "id": "n", "label": "N" })),
            11 => Edit::RemoveItem(key, steps!["responses"], self.slot % 3),
            12 => Edit::Shift(key, steps!["responses"], self.slot % 3, self.other % 3),
            _ => Edit::Mend(
                [
                    Repair::EndHere(key),
                    Repair::Drop(key),
                    Repair::CutNext(key),
                    Repair::InsertQuestion(key),
                    Repair::CaptureBefore(key),
                    Repair::BeginAt(key),
                    Repair::AddElse(key),
                ][self.slot % 7],
            ),
        };
        let _ = designer.apply(edit);
    }
}

/// Asserts the invariants of every edit.
pub(super) fn well_shaped(before: &Draft, after: &Draft) {
    // Opening the document again gives the same text.
    assert_eq!(Draft::open(&after.text()).unwrap().text(), after.text());
    let document = after.document();
    assert_eq!(document["owner"], json!({ "of": "nobody" }));
    assert!(document["stream"]["cards"].is_array() || after.cards.is_empty());
    for entry in &after.cards {
        assert!(!entry.card["id"].as_str().unwrap_or_default().is_empty());
        let chat = entry.card["type"] == "live_chat";
        assert!(!chat || entry.card.get("next").is_none(), "{document}");
    }
    let ids = after.ids();
    assert_eq!(ids.len(), after.cards.len(), "two cards with one id: {document}");
    // There is no new endless loop.
    let circles = Graph::new(before).circling(before);
    let now = Graph::new(after).circling(after);
    let new: Vec<_> = now.difference(&circles).collect();
    assert!(new.is_empty() || !circles.is_empty(), "a circle: {document}");
}
