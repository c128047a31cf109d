//! Drafts that anybody could have written, and things that anybody could do to them.

use crate::designer::{
    Designer, Draft, Edit, Graph, Key, Kind, Load, Removal, Repair, Slot, Target, Whole, slots,
    steps,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A card whose ways lead anywhere, also where there is nothing.
fn any_card(count: usize) -> impl Strategy<Value = Value> {
    let id = (0..count + 1).prop_map(|nth| format!("c{nth}"));
    let next = prop::option::of(id);
    let kind = 0..7_usize;
    (kind, prop::collection::vec(next, 3), any::<bool>()).prop_map(|(kind, next, odd)| {
        let lead = |mut of: Value, nth: usize| {
            if let Some(id) = &next[nth] {
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
                    { "field": "email", "label": "E-mail", "skip_known": odd },
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

/// Any draft of up to so many cards.
pub(super) fn any_draft(most: usize) -> impl Strategy<Value = Draft> {
    (0..=most).prop_flat_map(|count| {
        (prop::collection::vec(any_card(count), count), 0..count + 1).prop_map(|(cards, first)| {
            let cards: Vec<Value> = (0..)
                .zip(cards)
                .map(|(nth, mut card): (usize, _)| {
                    card["id"] = json!(format!("c{nth}"));
                    card
                })
                .collect();
            super::draft(&json!({ "first": format!("c{first}"), "cards": cards }))
        })
    })
}

/// Something to do, by numbers that are taken modulo what there is.
#[derive(Debug, Clone)]
pub(super) struct Do {
    what: usize,
    card: usize,
    other: usize,
    way: usize,
}

pub(super) fn any_do() -> impl Strategy<Value = Do> {
    (0..14_usize, any::<usize>(), any::<usize>(), any::<usize>())
        .prop_map(|(what, card, other, way)| Do { what, card, other, way })
}

impl Do {
    fn card(draft: &Draft, nth: usize) -> Option<Key> {
        Some(draft.cards.get(nth.checked_rem(draft.cards.len())?)?.key)
    }

    fn slot(draft: &Draft, key: Key, nth: usize) -> Option<Slot> {
        let all = slots(draft.card(key)?);
        all.get(nth.checked_rem(all.len())?).copied()
    }

    /// A place, also one where nothing may be put.
    fn target(&self, draft: &Draft) -> Target {
        let Some(key) = Self::card(draft, self.other) else { return Target::Start };
        match Self::slot(draft, key, self.way) {
            Some(slot) if !self.way.is_multiple_of(9) => Target::Way(key, slot),
            Some(_) => Target::Start,
            None if self.way.is_multiple_of(2) => Target::Below(key),
            None => Target::Way(key, Slot::Next),
        }
    }

    /// Does it; nothing where there is nothing to do it to.
    pub(super) fn run(&self, designer: &mut Designer) {
        let draft = designer.draft.clone();
        let target = self.target(&draft);
        let Some(key) = Self::card(&draft, self.card) else {
            let _ = designer.apply(Edit::Put(Load::New(Kind::Message), target));
            return;
        };
        let slot = Self::slot(&draft, key, self.way);
        let edit = match self.what {
            0..=2 => Edit::Put(Load::New(Kind::ALL[self.card % 7]), target),
            3 => Edit::Put(Load::Move(key, Whole::Branch), target),
            4 => Edit::Put(Load::Move(key, Whole::Card), target),
            5 => {
                designer.choose(Some(key));
                designer.copy();
                Edit::Put(Load::Copied(designer.copied.clone()), target)
            }
            6 => Edit::Remove(key, Removal::Branch),
            7 => Edit::Remove(key, Removal::Keep(slot)),
            8 => {
                let Some(slot) = slot else { return };
                Edit::Connect(key, slot, Self::card(&draft, self.other))
            }
            9 => Edit::Type(key, steps!["text"], format!("{}", self.way % 5)),
            10 => Edit::Push(key, steps!["responses"], json!({ "id": "n", "label": "N" })),
            11 => Edit::Take(key, steps!["responses"], self.way % 3),
            12 => Edit::Shift(key, steps!["responses"], self.way % 3, self.other % 3),
            _ => Edit::Mend(
                [
                    Repair::EndHere(key),
                    Repair::Drop(key),
                    Repair::CutNext(key),
                    Repair::AskBefore(key),
                    Repair::CaptureBefore(key),
                    Repair::BeginAt(key),
                    Repair::AddElse(key),
                ][self.way % 7],
            ),
        };
        let _ = designer.apply(edit);
    }
}

/// What must hold whatever was done.
pub(super) fn well_shaped(before: &Draft, after: &Draft) {
    // The document is one that the edge keeps, and reads again as it is.
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
    assert_eq!(ids.len(), after.cards.len(), "two cards of one id: {document}");
    // No circle is new.
    let known = Graph::of(before).circling(before);
    let now = Graph::of(after).circling(after);
    let new: Vec<_> = now.difference(&known).collect();
    assert!(new.is_empty() || !known.is_empty(), "a circle: {document}");
}
