//! Tests of the edits, and of those that are refused.

use super::arts::{any_do, any_draft, well_shaped};
use super::{advised, draft, key, slot_target};
use crate::designer::{
    Designer, Draft, Edit, EditError, Kind, Load, Removal, Slot, Target, Whole, can_drop, next,
    plain_removal, steps,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn insert(draft: &Draft, load: Load, target: Target) -> Result<Designer, EditError> {
    let mut designer = Designer::open(draft.clone());
    designer.apply(Edit::Insert(load, target)).map(|_| designer)
}

fn leads(draft: &Draft, id: &str, slot: Slot) -> Option<String> {
    next(draft.card(key(draft, id))?, slot).map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_edit_keeps_the_invariants(
        before in any_draft(9),
        edits in prop::collection::vec(any_do(), 1..12),
    ) {
        let mut designer = Designer::open(before);
        for one in edits {
            let before = designer.draft.clone();
            one.run(&mut designer);
            well_shaped(&before, &designer.draft);
        }
    }

    #[test]
    fn every_edit_can_be_undone_and_redone(
        before in any_draft(9),
        edits in prop::collection::vec(any_do(), 1..12),
    ) {
        let mut designer = Designer::open(before.clone());
        let mut states = vec![before];
        for one in edits {
            one.run(&mut designer);
            if states.last() != Some(&designer.draft) {
                states.push(designer.draft.clone());
            }
            // Further typing is a new step.
            designer.choose(designer.chosen);
        }
        for state in states.iter().rev().skip(1) {
            prop_assert!(designer.undo());
            prop_assert_eq!(&designer.draft, state);
        }
        prop_assert!(!designer.undo());
        for state in states.iter().skip(1) {
            prop_assert!(designer.redo());
            prop_assert_eq!(&designer.draft, state);
        }
        prop_assert!(!designer.redo());
    }

    #[test]
    fn nothing_can_follow_a_live_chat(before in any_draft(9), edits in any_do()) {
        let chats: Vec<_> =
            before.cards.iter().filter(|entry| entry.card["type"] == "live_chat").collect();
        for chat in chats {
            for target in [Target::Below(chat.key), Target::Slot(chat.key, Slot::Next)] {
                let refused = can_drop(&before, &Load::New(Kind::Message), target);
                prop_assert_eq!(refused, Err(EditError::BelowLiveChat));
            }
        }
        let mut designer = Designer::open(before);
        edits.run(&mut designer);
    }

    #[test]
    fn an_unchanged_draft_keeps_its_text(before in any_draft(9)) {
        let text = before.text();
        prop_assert_eq!(Draft::open(&text).unwrap().text(), text);
    }
}

#[test]
fn unknown_fields_and_invalid_streams_are_kept() {
    for text in [
        r#"{"name":"A","stream":7,"x":[1,2.50]}"#,
        r#"{"name":"A","stream":{"cards":[7,{"id":3}],"first":"a","y":null}}"#,
        r#"{"name":"A"}"#,
    ] {
        let canonical = serde_json::from_str::<Value>(text).unwrap().to_string();
        assert_eq!(Draft::open(text).unwrap().text(), canonical);
    }
    let mut designer = Designer::open(Draft::open(r#"{"name":"A","stream":7}"#).unwrap());
    designer.apply(Edit::Insert(Load::New(Kind::Message), Target::Start)).unwrap();
    let written = designer.draft.document();
    assert_eq!(written["stream"]["first"], "message_1");
    assert_eq!(written["stream"]["cards"].as_array().unwrap().len(), 1);
}

#[test]
fn a_card_can_be_inserted_between_two_others() {
    let before = advised();
    let after =
        insert(&before, Load::New(Kind::Message), slot_target(&before, "who", Slot::Next)).unwrap();
    let new = after.draft.id(after.chosen.unwrap()).to_owned();
    assert_eq!(leads(&after.draft, "who", Slot::Next), Some(new.clone()));
    assert_eq!(leads(&after.draft, &new, Slot::Next), Some("call".to_owned()));
    let after_put =
        insert(&before, Load::New(Kind::Condition), slot_target(&before, "who", Slot::Next))
            .unwrap();
    let new = after_put.draft.id(after_put.chosen.unwrap()).to_owned();
    assert_eq!(leads(&after_put.draft, &new, Slot::Else), Some("call".to_owned()));
    assert_eq!(leads(&after_put.draft, &new, Slot::Branch(0)), None);
}

#[test]
fn a_live_chat_can_only_end_a_branch() {
    let before = advised();
    let chat = || Load::New(Kind::LiveChat);
    let between = insert(&before, chat(), slot_target(&before, "ask", Slot::Response(0)));
    assert_eq!(between.unwrap_err(), EditError::LiveChatBetween);
    assert_eq!(insert(&before, chat(), Target::Start).unwrap_err(), EditError::LiveChatBetween);
    let below = can_drop(&before, &chat(), Target::Below(key(&before, "call")));
    assert_eq!(below, Err(EditError::BelowLiveChat));
    assert!(EditError::BelowLiveChat.to_string().contains("last card of its branch"));
    insert(&before, chat(), slot_target(&before, "bye", Slot::Next)).unwrap();
}

#[test]
fn a_branch_moves_with_its_descendants() {
    let before = advised();
    let capture = key(&before, "who");
    let moved = Load::Move(capture, Whole::Branch);
    let after =
        insert(&before, moved.clone(), slot_target(&before, "bye", Slot::Next)).unwrap().draft;
    assert_eq!(leads(&after, "ask", Slot::Response(0)), None);
    assert_eq!(leads(&after, "bye", Slot::Next), Some("who".to_owned()));
    assert_eq!(leads(&after, "who", Slot::Next), Some("call".to_owned()));
    // Its only end is a live chat, so nothing could follow it.
    let between = can_drop(&before, &moved, slot_target(&before, "ask", Slot::Response(1)));
    assert_eq!(between, Err(EditError::NoOpenEnd));
    let itself = can_drop(&before, &moved, slot_target(&before, "who", Slot::Next));
    assert_eq!(itself, Err(EditError::IntoItself));
    let there = can_drop(&before, &moved, slot_target(&before, "ask", Slot::Response(0)));
    assert_eq!(there, Err(EditError::There));
    let first = Load::Move(key(&before, "ask"), Whole::Branch);
    assert_eq!(
        can_drop(&before, &first, slot_target(&before, "bye", Slot::Next)),
        Err(EditError::First)
    );
}

#[test]
fn a_card_can_move_alone_and_its_successor_moves_up() {
    let before = advised();
    let alone = Load::Move(key(&before, "who"), Whole::Card);
    let after =
        insert(&before, alone, slot_target(&before, "ask", Slot::Response(1))).unwrap().draft;
    assert_eq!(leads(&after, "ask", Slot::Response(0)), Some("call".to_owned()));
    assert_eq!(leads(&after, "ask", Slot::Response(1)), Some("who".to_owned()));
    assert_eq!(leads(&after, "who", Slot::Next), Some("bye".to_owned()));
}

#[test]
fn removing_a_card_closes_the_gap() {
    let before = advised();
    let plain = plain_removal(&before, key(&before, "who")).unwrap();
    let mut designer = Designer::open(before.clone());
    let message = designer.apply(Edit::Remove(key(&before, "who"), plain)).unwrap();
    assert!(message.contains("“Who?” removed"), "{message}");
    assert_eq!(leads(&designer.draft, "ask", Slot::Response(0)), Some("call".to_owned()));
    // Two branches continue, so the author has to choose which one stays.
    assert_eq!(plain_removal(&before, key(&before, "ask")), None);
    let mut designer = Designer::open(before.clone());
    let removal = Removal::KeepBranch(Some(Slot::Response(1)));
    designer.apply(Edit::Remove(key(&before, "ask"), removal)).unwrap();
    assert_eq!(designer.draft.first_id(), Some("bye"));
    assert_eq!(designer.draft.cards.len(), 1);
}

#[test]
fn a_copied_branch_gets_new_ids() {
    let before = advised();
    let mut designer = Designer::open(before.clone());
    designer.choose(Some(key(&before, "who")));
    assert_eq!(designer.copy().unwrap(), "Information capture “Who?” and 1 below it copied.");
    let target = slot_target(&before, "bye", Slot::Next);
    designer.apply(Edit::Insert(Load::Copied(designer.copied.clone()), target)).unwrap();
    let after = &designer.draft;
    assert_eq!(leads(after, "bye", Slot::Next), Some("who_1".to_owned()));
    assert_eq!(leads(after, "who_1", Slot::Next), Some("call_1".to_owned()));
    assert_eq!(leads(after, "who", Slot::Next), Some("call".to_owned()));
}

#[test]
fn a_link_back_is_allowed_only_through_a_question() {
    let stream = json!({ "first": "a", "cards": [
        { "type": "message", "id": "a", "text": "A", "next": "b" },
        { "type": "goal", "id": "b", "goal": "B" },
    ]});
    let before = draft(&stream);
    let connect = |draft: &Draft, from: &str, to: &str| {
        let edit = Edit::Connect(key(draft, from), Slot::Next, Some(key(draft, to)));
        Designer::open(draft.clone()).apply(edit)
    };
    assert_eq!(connect(&before, "b", "a"), Err(EditError::Circle));
    connect(&advised(), "bye", "ask").unwrap();
}

#[test]
fn typing_is_one_undo_step() {
    let before = advised();
    let mut designer = Designer::open(before.clone());
    let bye = key(&before, "bye");
    designer.choose(Some(bye));
    for text in ["S", "Se", "See"] {
        designer.apply(Edit::Type(bye, steps!["text"], text.to_owned())).unwrap();
    }
    designer.apply(Edit::Type(key(&before, "who"), steps!["text"], "You?".to_owned())).unwrap();
    designer.apply(Edit::Type(bye, steps!["text"], "See you".to_owned())).unwrap();
    let says = |designer: &Designer| designer.draft.card(bye).unwrap()["text"].clone();
    for expected in ["See", "See", "Bye!"] {
        assert!(designer.undo());
        assert_eq!(says(&designer), expected);
    }
    assert!(!designer.undo());
}

#[test]
fn a_card_added_by_keyboard_goes_to_the_end_of_the_branch() {
    let before = advised();
    let mut designer = Designer::open(before.clone());
    designer.choose(Some(key(&before, "bye")));
    assert_eq!(designer.next_target(), slot_target(&before, "bye", Slot::Next));
    designer.choose(Some(key(&before, "call")));
    assert_eq!(designer.next_target(), Target::Below(key(&before, "call")));
    designer.choose(Some(key(&before, "ask")));
    assert_eq!(designer.next_target(), slot_target(&before, "ask", Slot::Response(0)));
    let empty = Designer::open(draft(&json!({})));
    assert_eq!(empty.next_target(), Target::Start);
}
