//! Findings of the check before publishing (`docs/rules.md`, STREAM).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::quota::Package;
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
    check_document(&json!({"first": first, "cards": cards}), Package::Prime)
}

/// Code and card of every finding.
fn found(checked: &Checked) -> Vec<(&str, &str)> {
    checked.findings.iter().map(|f| (f.code, f.card.as_deref().unwrap_or(""))).collect()
}

#[test]
fn best_practice_has_no_findings() {
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
fn an_empty_next_of_a_live_chat_card_is_ignored() {
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
    for expected in [
        ("duplicate_id", "ask"),
        ("cycle_without_input", "loop"),
        ("cycle_without_input", "loop2"),
        ("unreachable", "lost"),
        ("empty_text", "empty"),
        ("no_responses", "empty"),
    ] {
        assert!(found.contains(&expected), "{expected:?} is missing in {found:?}");
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
fn a_loop_with_a_question_in_it_is_fine() {
    let checked =
        check("ask", &[question("ask", &["again", "bye"]), message("again", "ask"), end("bye")]);
    assert_eq!(found(&checked), []);
}

#[test]
fn advice_does_not_prevent_publishing() {
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
fn an_unreadable_card_is_named_and_the_others_are_still_checked() {
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
fn a_document_without_a_stream_is_reported() {
    for document in
        [json!(null), json!([]), json!({"cards": 1}), json!({"first": "a", "cards": []})]
    {
        let checked = check_document(&document, Package::Prime);
        assert_eq!((checked.findings.len(), checked.stream), (1, None), "{document}");
    }
    assert_eq!(found(&check("nobody", &[end("bye")]))[0].0, "first_missing");
}

#[test]
fn a_huge_stream_is_refused_without_being_traversed() {
    let cards: Vec<Value> = (0..501).map(|n| end(&format!("c{n}"))).collect();
    assert_eq!(found(&check("c0", &cards)), [("too_many_cards", "")]);
}

fn condition(id: &str, when: Value, next: &str, other: &str) -> Value {
    json!({"type": "condition", "id": id, "branches": [{"when": when, "next": next}],
        "else": {"next": other}})
}

fn is_set(field: &str) -> Value {
    json!({"all": [{"attribute": field, "operator": "is_not_empty"}]})
}

/// The findings about a single card in a stream of its own.
fn alone(card: &Value) -> Vec<&'static str> {
    let checked = check("a", core::slice::from_ref(card));
    assert!(checked.findings.iter().all(|f| f.card.as_deref() == Some("a")), "{checked:?}");
    checked.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_loop_through_cards_that_do_not_wait_is_found_whatever_they_are() {
    let skipping = json!({"type": "capture", "id": "who", "text": "You?", "next": "ask", "fields": [
        {"field": "email", "label": "E-mail", "required": true, "skip_if_set": true}]});
    let cards = [
        message("hi", "which"),
        condition("which", is_set("email"), "note", "who"),
        json!({"type": "action", "id": "note", "attribute": "topic", "value": "a", "next": "hi"}),
        skipping,
        question("ask", &["hi", "which"]),
    ];
    let checked = check("hi", &cards);
    let circle = ["hi", "which", "note"].map(|card| ("cycle_without_input", card));
    assert_eq!(found(&checked), circle);
    // A card that asks only for unknown fields may ask nothing the second time.
    let cards = [
        message("hi", "who"),
        json!({"type": "capture", "id": "who", "text": "You?", "next": "hi", "fields": [
            {"field": "email", "label": "E-mail", "required": true, "skip_if_set": true}]}),
    ];
    let circle = ["hi", "who"].map(|card| ("cycle_without_input", card));
    assert_eq!(found(&check("hi", &cards)), circle);
}

#[test]
fn both_ways_of_a_condition_count() {
    let cards =
        [condition("which", is_set("company"), "chat", "gone"), live_chat("chat"), end("lost")];
    let found = check("which", &cards);
    let found: Vec<_> =
        found.findings.iter().map(|f| (f.code, f.card.as_deref().unwrap())).collect();
    for expected in
        [("dangling_next", "which"), ("unreachable", "lost"), ("live_chat_unasked", "chat")]
    {
        assert!(found.contains(&expected), "{expected:?} is missing in {found:?}");
    }
}

#[test]
fn a_condition_needs_an_else_an_attribute_and_a_value() {
    let test = |attribute: &str, operator: &str, value: &str| json!({"attribute": attribute, "operator": operator, "value": value});
    let when = |when: Value| {
        let branches = json!([{"when": when}]);
        alone(&json!({"type": "condition", "id": "a", "branches": branches, "else": {}}))
    };
    assert_eq!(when(test("email", "is", "a@b.de")), Vec::<&str>::new());
    assert_eq!(when(json!({"all": []})), ["empty_group"]);
    assert_eq!(when(json!({"any": [{"all": []}]})), ["empty_group"]);
    assert_eq!(when(test("email", "greater_than", "many")), ["needs_number"]);
    assert_eq!(when(test("email", "less_than", "")), ["needs_number"]);
    assert_eq!(when(test("email", "contains", " ")), ["needs_value"]);
    assert_eq!(when(test("email", "is_empty", "")), Vec::<&str>::new());
    assert_eq!(when(test("shoe_size", "is", "9")), ["unknown_attribute"]);
    assert_eq!(when(test("Shoe size", "is", "9")), ["malformed_card"]);
    assert_eq!(when(test("email", "resembles", "9")), ["malformed_card"]);
    let mut deep = test("email", "is_empty", "");
    for _ in 0..6 {
        deep = json!({"any": [deep]});
    }
    assert_eq!(when(deep.clone()), ["too_deep"]);
    for _ in 0..60 {
        deep = json!({"any": [deep]});
    }
    assert_eq!(when(deep), ["too_deep"]);
    assert_eq!(when(json!({"all": vec![test("email", "is_empty", ""); 51]})), ["too_many"]);
    let without = json!({"type": "condition", "id": "a", "branches": []});
    assert_eq!(alone(&without), ["no_else", "no_branches"]);
}

#[test]
fn choices_and_stored_values_must_be_valid_for_their_field() {
    let codes = |field: Value| {
        alone(&json!({"type": "capture", "id": "a", "text": "?", "fields": [field]}))
    };
    let field = |extra: Value| {
        let mut field = json!({"field": "size", "label": "Size"});
        field.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        field
    };
    assert_eq!(codes(field(json!({"options": ["S", "M"], "type": "text"}))), Vec::<&str>::new());
    assert_eq!(codes(field(json!({"options": []}))), ["no_options"]);
    assert_eq!(codes(field(json!({"options": ["S", "S "]}))), ["duplicate_option"]);
    assert_eq!(codes(field(json!({"options": ["S"], "type": "phone"}))), ["bad_value"]);
    assert_eq!(codes(field(json!({"field": "email", "type": "phone"}))), ["wrong_type"]);
    assert_eq!(codes(field(json!({"field": "Big Size"}))), ["malformed_card"]);
    assert_eq!(codes(field(json!({"field": "country"}))), ["malformed_card"]);
    let stored = |store: Value, value: Value| {
        alone(&json!({"type": "question", "id": "a", "text": "?", "store": store, "responses": [
            {"id": "r", "label": "R", "value": value}]}))
    };
    assert_eq!(stored(json!("topic"), json!("ovens")), Vec::<&str>::new());
    assert_eq!(stored(json!("topic"), Value::Null), Vec::<&str>::new());
    assert_eq!(stored(json!("email"), Value::Null), ["bad_value"]);
    assert_eq!(stored(Value::Null, json!("ovens")), ["value_not_stored"]);
}

#[test]
fn tokens_and_links_must_be_valid() {
    let text = |text: &str| alone(&json!({"type": "message", "id": "a", "text": text}));
    assert_eq!(text("Hi {{person.first_name|there}} **you** [x](tel:1)"), Vec::<&str>::new());
    assert_eq!(text("Hi {{first_name}}"), ["unknown_token"]);
    assert_eq!(text("Hi {{person.topic|you}}"), ["unknown_attribute"]);
    assert_eq!(text("[x](javascript:alert(1))"), ["bad_link"]);
    assert_eq!(text(&"x".repeat(2_001)), ["text_too_long"]);
    let named = "{{{first_name}}}";
    assert!(
        check("a", &[json!({"type": "message", "id": "a", "text": named})]).findings[0]
            .message
            .contains("{{person.first_name|there}}")
    );
}

#[test]
fn action_cards_need_prime_and_unsupported_cards_are_reported() {
    let action = json!({"type": "action", "id": "a", "attribute": "topic", "value": "ovens"});
    let document = json!({"first": "a", "cards": [action]});
    assert!(check_document(&document, Package::Prime).stream.is_some());
    let select = check_document(&document, Package::Select);
    assert_eq!(found(&select), [("prime_only", "a")]);
    assert!(select.stream.is_none());
    assert_eq!(alone(&json!({"type": "meeting", "id": "a"})), ["not_yet"]);
}

#[test]
fn findings_are_reported_beside_a_card_that_cannot_be_read() {
    let cards = [
        json!({"type": "juggle", "id": "odd"}),
        json!({"type": "message", "id": "a", "text": " "}),
    ];
    assert_eq!(found(&check("a", &cards)), [("malformed_card", "odd"), ("empty_text", "a")]);
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z_]{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "message",
            "question",
            "capture",
            "condition",
            "action",
            "live_chat",
            "email",
            "is",
            "a",
            "b"
        ])
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
            "branches",
            "when",
            "else",
            "all",
            "any",
            "attribute",
            "operator",
            "value",
            "options",
            "field",
            "store",
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
        let checked = check_document(&json!({"first": first, "cards": cards}), Package::Prime);
        prop_assert!(checked.stream.is_some() || !checked.findings.is_empty());
    }
}
