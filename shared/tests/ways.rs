//! The walk through all ways of a stream: each can be gone, and no visitor goes another (STREAM-24).
//!
//! `BELLHOP_CASES` sets how many streams are walked; 2,000 by default.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::streams::any_stream;
use crate::common::witness::{Witness, any_context, visitor, witness};
use proptest::collection;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::dialogue::{FlowContext, Position, play};
use shared::id::CardId;
use shared::person::Field;
use shared::quota::Package;
use shared::stream::{Act, Card, Search, Stream, Target, Ways, check_document};

#[allow(clippy::disallowed_methods, reason = "how long a test runs is no decision")]
pub(crate) fn cases() -> u32 {
    std::env::var("BELLHOP_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000)
}

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn field(name: &str) -> Field {
    Field::from_name(name).unwrap()
}

/// Something that may happen in a stream of `any_stream`, and not at conditions, which nobody sees.
fn targets(stream: &Stream) -> Vec<Target> {
    let visible = |card: &&Card| !matches!(card, Card::Condition(_));
    let cards: Vec<CardId> =
        stream.cards.iter().filter(visible).map(|card| card.id().clone()).collect();
    let mut targets: Vec<Target> = cards.iter().cloned().map(Target::Reach).collect();
    for pair in cards.windows(2) {
        let [one, other] = pair else { continue };
        targets.push(Target::ReachAfter { card: one.clone(), after: other.clone() });
        targets.push(Target::ReachAfter { card: other.clone(), after: one.clone() });
        targets.push(Target::ReachWithout { card: other.clone(), without: one.clone() });
        targets.push(Target::EndElsewhere(vec![one.clone(), other.clone()]));
    }
    targets.extend([1, 2, 4, 6].map(Target::MoreQuestions));
    targets.extend(["email", "topic", "company"].map(|name| Target::AskedAgain(field(name))));
    targets.push(Target::PersonWithout(vec![Field::Email]));
    targets.push(Target::PersonWithout(vec![Field::FirstName, Field::Company]));
    targets
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    /// STREAM-24
    #[test]
    fn every_way_can_be_gone_and_comes_to_these_cards(document in any_stream()) {
        let Some(stream) = check_document(&document, Package::Prime).stream else { return Ok(()) };
        let explored = Ways::new(&stream).explore();
        prop_assert!(!explored.cut);
        for way in &explored.ways {
            let (state, _) = play(&stream, way).map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
            prop_assert!(matches!(state.position, Position::Done | Position::LiveChat(_)), "{:?}", way);
            let (witness, _) = witness(&stream, FlowContext::of_way(way), &way.acts);
            let seen = |id: &&CardId| !matches!(stream.card(id), Some(Card::Condition(_)));
            let cards: Vec<&CardId> = way.cards.iter().filter(seen).collect();
            prop_assert_eq!(witness.cards.iter().collect::<Vec<_>>(), cards, "{:?}", way);
        }
    }

    /// STREAM-24
    #[test]
    fn what_happens_on_no_way_happens_to_no_visitor(
        document in any_stream(),
        visitors in collection::vec((any_context(), collection::vec(0_usize..42, 0..12)), 12),
    ) {
        let Some(stream) = check_document(&document, Package::Prime).stream else { return Ok(()) };
        let ways = Ways::new(&stream);
        let visitors: Vec<Witness> =
            visitors.into_iter().map(|(context, choices)| visitor(&stream, context, &choices)).collect();
        for target in targets(&stream) {
            match ways.find(&target, None) {
                Search::Found(way) => {
                    let (witness, _) = witness(&stream, FlowContext::of_way(&way), &way.acts);
                    prop_assert!(witness.hits(&target), "{:?} by {:?}: {:?}", target, way, witness);
                }
                Search::Never => {
                    let hit = visitors.iter().find(|visitor| visitor.hits(&target));
                    prop_assert!(hit.is_none(), "{:?}: {:?}", target, hit);
                }
                Search::Maybe => {}
                Search::TooMany => prop_assert!(false, "{:?}", target),
            }
        }
    }
}

fn stream(first: &str, cards: &[Value]) -> Stream {
    let checked = check_document(&json!({"first": first, "cards": cards}), Package::Prime);
    checked.stream.unwrap_or_else(|| panic!("{:?}", checked.findings))
}

fn end(id: &str) -> Value {
    json!({"type": "message", "id": id, "text": "Bye"})
}

fn test(attribute: &str, operator: &str, value: &str) -> Value {
    json!({"attribute": attribute, "operator": operator, "value": value})
}

/// The findings about branches of one condition that comes first.
fn dead(branches: &[Value]) -> Vec<(&'static str, String)> {
    let branches: Vec<Value> =
        branches.iter().map(|when| json!({"when": when, "next": "yes"})).collect();
    let condition =
        json!({"type": "condition", "id": "if", "branches": branches, "else": {"next": "no"}});
    let document = json!({"first": "if", "cards": [condition, end("yes"), end("no")]});
    let findings = check_document(&document, Package::Prime).findings;
    let about = |code: &str| ["never_holds", "dead_branch", "dead_else"].contains(&code);
    findings.into_iter().filter(|f| about(f.code)).map(|f| (f.code, f.message)).collect()
}

#[test]
fn contradictory_conditions_are_found() {
    let all = |tests: &[Value]| json!({"all": tests});
    for (when, code) in [
        (all(&[test("country", "is", "DE"), test("country", "is", "FR")]), "never_holds"),
        (all(&[test("country", "is", "DE"), test("country", "is_empty", "")]), "never_holds"),
        (test("country", "is", "Germany"), "never_holds"),
        (test("email", "is", "nobody"), "never_holds"),
        (all(&[test("city", "is", "Bonn"), test("city", "is_not", " bonn")]), "never_holds"),
        (all(&[test("city", "contains", "bonn"), test("city", "is", "Berlin")]), "never_holds"),
        (all(&[test("city", "starts_with", "a"), test("city", "starts_with", "b")]), "never_holds"),
        (all(&[test("size", "less_than", "3"), test("size", "greater_than", "3")]), "never_holds"),
        (all(&[test("size", "less_than", "3"), test("size", "is", "many")]), "never_holds"),
    ] {
        let found = dead(std::slice::from_ref(&when));
        let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
        // Without it, nobody ever gets to its card either, which is the finding's own affair.
        assert_eq!(codes, [code], "{when}");
    }
}

#[test]
fn conditions_that_can_hold_are_not_found() {
    let all = |tests: &[Value]| json!({"all": tests});
    for when in [
        test("country", "is", "de"),
        test("country", "starts_with", "D"),
        test("country", "contains", "e"),
        test("email", "contains", "@acme.com"),
        test("email", "contains", ".de"),
        test("email", "starts_with", "ada"),
        test("email", "is", "Ada@Example.com"),
        test("phone", "starts_with", "+49"),
        test("phone", "contains", "030"),
        test("phone", "greater_than", "1000"),
        test("page_url", "contains", "/pricing"),
        all(&[test("page_url", "contains", "a"), test("page_url", "contains", "b")]),
        all(&[test("city", "starts_with", "New"), test("city", "contains", "york")]),
        all(&[test("size", "greater_than", "3"), test("size", "less_than", "3.5")]),
        all(&[test("size", "greater_than", "3"), test("size", "contains", "7")]),
        all(&[test("size", "greater_than", "3"), test("size", "is_not", "4")]),
        json!({"any": [test("city", "is", "Bonn"), test("city", "is", "Berlin")]}),
        all(&[test("email", "contains", "acme"), test("email", "contains", "sales")]),
    ] {
        assert_eq!(dead(std::slice::from_ref(&when)), [], "{when}");
    }
}

#[test]
fn a_branch_behind_one_that_takes_everybody_is_dead() {
    let found = dead(&[test("country", "is", "DE"), test("country", "is", "de")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "dead_branch");
    assert!(found[0].1.starts_with("Branch 2"), "{found:?}");
    let found = dead(&[test("country", "is_empty", ""), test("country", "is_not_empty", "")]);
    assert!(
        matches!(&found[..], [("dead_else", message)] if message.contains("“no”")),
        "{found:?}"
    );
}

#[test]
fn an_answer_decides_what_a_later_condition_can_find() {
    let responses = json!([
        {"id": "a", "label": "A", "next": "if"}, {"id": "b", "label": "B", "value": "10", "next": "if"}]);
    let question = json!({"type": "question", "id": "ask", "text": "?", "store": "topic", "responses": responses});
    let branch = |when: Value| json!({"when": when, "next": "yes"});
    let condition = |branches: &[Value]| json!({"type": "condition", "id": "if", "branches": branches, "else": {"next": "no"}});
    for (when, codes) in [
        (test("topic", "is", "A"), vec![]),
        (test("topic", "greater_than", "9"), vec![]),
        (test("topic", "is", "B"), vec!["dead_branch"]),
        (test("topic", "is_empty", ""), vec!["dead_branch"]),
    ] {
        let cards = [question.clone(), condition(&[branch(when.clone())]), end("yes"), end("no")];
        let document = json!({"first": "ask", "cards": cards});
        let findings = check_document(&document, Package::Prime).findings;
        let codes_found: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes_found, codes, "{when}");
    }
    // An “else” that nobody takes is no finding by itself.
    let both = [branch(test("topic", "is", "A")), branch(test("topic", "is", "10"))];
    let cards = [question, condition(&both), end("yes")];
    let mut document = json!({"first": "ask", "cards": cards});
    document["cards"][1]["else"] = json!({});
    assert_eq!(check_document(&document, Package::Prime).findings, []);
}

#[test]
fn joined_branches_do_not_multiply() {
    // 40 questions in a row, each stored and each followed by a condition on it: 2^40 ways.
    let mut cards = Vec::new();
    for n in 0..40 {
        let next = format!("i{n}");
        cards.push(json!({"type": "question", "id": format!("q{n}"), "text": "?", "store": format!("f{n}"),
            "responses": [{"id": "a", "label": "A", "next": next}, {"id": "b", "label": "B", "next": next}]}));
        let next = format!("q{}", n + 1);
        let when = test(&format!("f{n}"), "is", "A");
        cards.push(json!({"type": "condition", "id": format!("i{n}"), "else": {"next": next},
            "branches": [{"when": when, "next": format!("m{n}")}]}));
        cards.push(json!({"type": "message", "id": format!("m{n}"), "text": "!", "next": next}));
    }
    cards.push(end("q40"));
    let stream = stream("q0", &cards);
    let explored = Ways::new(&stream).at_most(1_000).explore();
    assert!(!explored.cut);
    assert_eq!(explored.covered.cards.len(), 121);
    let Search::Found(way) = Ways::new(&stream).find(&Target::Reach(card("q40")), None) else {
        panic!()
    };
    assert_eq!(way.acts.len(), 40);
    // A bound that is reached is said.
    let few = Ways::new(&stream).at_most(20);
    assert_eq!(few.find(&Target::Reach(card("q40")), None), Search::TooMany);
    assert!(few.explore().cut);
}

#[test]
fn a_jump_back_ends_and_counts() {
    let cards = [
        json!({"type": "question", "id": "ask", "text": "?", "responses": [
            {"id": "again", "label": "Again", "next": "ask"}, {"id": "done", "label": "Done", "next": "bye"}]}),
        end("bye"),
    ];
    let stream = stream("ask", &cards);
    let ways = Ways::new(&stream);
    assert_eq!(ways.explore().ways.len(), 1);
    let Search::Found(way) = ways.find(&Target::MoreQuestions(3), None) else { panic!() };
    assert_eq!(way.acts.len(), 3);
    assert_eq!(ways.find(&Target::EndElsewhere(vec![card("bye")]), None), Search::Never);
}

#[test]
fn what_is_so_now_is_looked_for_again_at_each_condition() {
    let now = |id: &str, yes: &str, no: &str| {
        json!({"type": "condition", "id": id, "else": {"next": no}, "branches": [
            {"when": test("now:available", "is", "yes"), "next": yes}]})
    };
    let cards = [
        json!({"type": "question", "id": "ask", "text": "?", "responses": [
            {"id": "y", "label": "Y", "next": "one"}]}),
        now("one", "two", "no"),
        now("two", "yes", "gone"),
        end("yes"),
        end("no"),
        end("gone"),
    ];
    let stream = stream("ask", &cards);
    let Search::Found(way) = Ways::new(&stream).find(&Target::Reach(card("gone")), None) else {
        panic!()
    };
    play(&stream, &way).unwrap();
    let looks: Vec<bool> = way
        .acts
        .iter()
        .filter_map(|act| match act {
            Act::Look { facts, .. } => facts.values().next().copied(),
            _ => None,
        })
        .collect();
    assert_eq!(looks, [true, false]);
}

#[test]
fn the_visitors_of_a_search_can_be_narrowed() {
    let cards = [
        json!({"type": "capture", "id": "who", "text": "?", "next": "bye", "fields": [
            {"field": "email", "label": "E", "required": true, "skip_if_set": true},
            {"field": "company", "label": "C"}]}),
        end("bye"),
    ];
    let stream = stream("who", &cards);
    let known = serde_json::from_value(test("company", "is_not_empty", "")).unwrap();
    let unknown = serde_json::from_value(test("company", "is_empty", "")).unwrap();
    let ways = Ways::asking(&stream, &[&known, &unknown]);
    let again = Target::AskedAgain(Field::Company);
    assert_eq!(ways.find(&again, Some(&unknown)), Search::Never);
    let Search::Found(way) = ways.find(&again, Some(&known)) else { panic!() };
    assert!(way.attributes.contains_key(&Field::Company), "{way:?}");
    assert_eq!(ways.find(&Target::AskedAgain(Field::Email), None), Search::Never);
}
