//! What the check finds before a stream is published (`docs/rules.md` §2).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::stream::{Checked, Severity, check_document};

fn message(id: &str, next: &str) -> Value {
    json!({"type": "message", "id": id, "text": "Hello", "next": next})
}

fn question(id: &str, nexts: &[&str]) -> Value {
    let responses: Vec<Value> = nexts
        .iter()
        .enumerate()
        .map(|(n, next)| json!({"id": format!("r{n}"), "label": format!("Choice {n}"), "next": next}))
        .collect();
    json!({"type": "question", "id": id, "text": "Well?", "responses": responses})
}

fn capture(id: &str, next: &str) -> Value {
    let fields = json!([{"field": "email", "label": "E-mail", "required": true}]);
    json!({"type": "capture", "id": id, "text": "Who are you?", "fields": fields, "next": next})
}

fn live_chat(id: &str) -> Value {
    json!({"type": "live_chat", "id": id, "route": {"by": "round_robin"}})
}

fn end(id: &str) -> Value {
    json!({"type": "message", "id": id, "text": "Bye"})
}

fn check(first: &str, cards: &[Value]) -> Checked {
    check_document(&json!({"first": first, "cards": cards}))
}

/// Code and card of every finding.
fn found(checked: &Checked) -> Vec<(&str, &str)> {
    checked.findings.iter().map(|f| (f.code, f.card.as_deref().unwrap_or(""))).collect()
}

#[test]
fn best_practice_passes_without_a_word() {
    let cards =
        [question("ask", &["who", "bye"]), capture("who", "chat"), live_chat("chat"), end("bye")];
    let checked = check("ask", &cards);
    assert_eq!(found(&checked), []);
    assert!(checked.stream.is_some());
}

#[test]
fn nothing_comes_after_a_live_chat_card_and_the_finding_names_it() {
    let mut chat = live_chat("chat");
    chat["next"] = json!("bye");
    let checked =
        check("ask", &[question("ask", &["who"]), capture("who", "chat"), chat, end("bye")]);
    assert!(found(&checked).contains(&("live_chat_not_last", "chat")));
    assert!(checked.stream.is_none());
}

#[test]
fn an_empty_next_of_a_live_chat_card_is_no_next() {
    let mut chat = live_chat("chat");
    chat["next"] = Value::Null;
    assert!(
        check("ask", &[question("ask", &["who"]), capture("who", "chat"), chat]).stream.is_some()
    );
}

#[test]
fn every_finding_is_reported_not_only_the_first() {
    let cards = [
        question("ask", &["gone", "loop"]),
        message("loop", "loop2"),
        message("loop2", "loop"),
        end("lost"),
        json!({"type": "question", "id": "empty", "text": " ", "responses": []}),
        end("ask"),
    ];
    let checked = check("ask", &cards);
    let found = found(&checked);
    for wanted in [
        ("duplicate_id", "ask"),
        ("cycle_without_input", "loop"),
        ("cycle_without_input", "loop2"),
        ("unreachable", "lost"),
        ("empty_text", "empty"),
        ("no_responses", "empty"),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} is missing in {found:?}");
    }
    assert!(checked.stream.is_none());
}

#[test]
fn a_next_that_leads_nowhere_is_found_at_its_card() {
    let checked = check("ask", &[question("ask", &["gone"])]);
    assert_eq!(found(&checked), [("dangling_next", "ask")]);
    assert!(checked.findings[0].message.contains("“gone”"));
}

#[test]
fn a_circle_with_a_question_in_it_is_fine() {
    let checked =
        check("ask", &[question("ask", &["again", "bye"]), message("again", "ask"), end("bye")]);
    assert_eq!(found(&checked), []);
}

#[test]
fn advice_does_not_stand_in_the_way() {
    let checked = check("hi", &[message("hi", "chat"), live_chat("chat")]);
    assert_eq!(found(&checked), [("live_chat_unasked", "chat"), ("live_chat_anonymous", "chat")]);
    assert!(checked.findings.iter().all(|f| f.severity == Severity::Advice));
    assert!(checked.stream.is_some());
}

#[test]
fn advice_looks_at_every_way_to_the_live_chat_card() {
    let cards = [question("ask", &["who", "chat"]), capture("who", "chat"), live_chat("chat")];
    assert_eq!(found(&check("ask", &cards)), [("live_chat_anonymous", "chat")]);
}

#[test]
fn a_card_that_cannot_be_read_is_named_and_the_others_are_still_looked_at() {
    let cards = [
        json!({"type": "juggle", "id": "odd"}),
        json!({"type": "message", "id": "no_text"}),
        json!({"type": "message", "id": "two words", "text": "x"}),
        json!(7),
    ];
    let found: Vec<_> =
        check("odd", &cards).findings.into_iter().map(|f| (f.code, f.card)).collect();
    let named = |id: &str| ("malformed_card", Some(id.to_owned()));
    assert_eq!(
        found,
        [named("odd"), named("no_text"), named("two words"), ("malformed_card", None)]
    );
}

#[test]
fn what_is_no_stream_is_called_so() {
    for document in
        [json!(null), json!([]), json!({"cards": 1}), json!({"first": "a", "cards": []})]
    {
        let checked = check_document(&document);
        assert_eq!((checked.findings.len(), checked.stream), (1, None), "{document}");
    }
    assert_eq!(found(&check("nobody", &[end("bye")]))[0].0, "first_missing");
}

#[test]
fn a_huge_stream_is_refused_without_being_walked() {
    let cards: Vec<Value> = (0..1_001).map(|n| end(&format!("c{n}"))).collect();
    assert_eq!(found(&check("c0", &cards)), [("too_many_cards", "")]);
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z_]{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["message", "question", "live_chat", "a", "b"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let key = prop::sample::select(vec![
            "type",
            "id",
            "text",
            "next",
            "cards",
            "first",
            "responses",
            "fields",
            "route",
            "label",
            "by",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(key.prop_map(str::to_owned), inner, 0..7)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_hostile_document_gets_findings_and_never_a_panic(first in "[ab]", cards in prop::collection::vec(json_value(), 0..6)) {
        let checked = check_document(&json!({"first": first, "cards": cards}));
        prop_assert!(checked.stream.is_some() || !checked.findings.is_empty());
    }
}
