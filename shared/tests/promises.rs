//! Examples and promises of dialogues (`docs/rules.md`, PROMISE).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::witness::{any_context, visitor};
use proptest::collection;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::id::CardId;
use shared::person::Field;
use shared::promise::{
    Asked, Outcome, PromiseFile, Promises, Proof, Proving, Speaker, Verdict, prove, replay,
};
use shared::quota::Package;
use shared::stream::{Card, Search, Stream, Target, Ways, check_document};
use shared::wording::english;

const SEED: &str = include_str!("../../www/demo/seed/seed.json");
const DEMO: [(&str, &str); 2] = [
    ("dialogue_hello", include_str!("../../www/demo/seed/dialogue_hello.promises.json")),
    ("dialogue_which", include_str!("../../www/demo/seed/dialogue_which.promises.json")),
];

/// A dialogue of the demo.
fn demo(id: &str) -> Stream {
    let seed = SEED.replace("{{demo_origin}}", "https://demo.example");
    let calls: Value = serde_json::from_str(&seed).unwrap();
    let path = format!("/v1/sites/site_demo/dialogues/{id}");
    let call = calls.as_array().unwrap().iter().find(|call| call["path"] == path.as_str());
    check_document(&call.unwrap()["body"]["stream"], Package::Prime).stream.unwrap()
}

fn stream() -> Stream {
    let document = json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "Ovens?", "store": "topic", "responses": [
            { "id": "y", "label": "Yes", "value": "ovens", "next": "now" },
            { "id": "n", "label": "No", "next": "bye" } ] },
        { "type": "condition", "id": "now", "else": { "next": "who" }, "branches": [
            { "when": { "attribute": "now:available", "operator": "is", "value": "yes" }, "next": "which" } ] },
        { "type": "condition", "id": "which", "else": { "next": "who" }, "branches": [
            { "when": { "attribute": "country", "operator": "is", "value": "DE" }, "next": "goal" } ] },
        { "type": "capture", "id": "who", "text": "You, {{person.first_name|friend}}?", "next": "goal", "fields": [
            { "field": "email", "label": "E-mail", "required": true, "skip_if_set": true },
            { "field": "company", "label": "Company" } ] },
        { "type": "goal", "id": "goal", "goal": "Asked", "next": "chat" },
        { "type": "live_chat", "id": "chat", "text": "A moment.", "route": { "by": "round_robin" } },
        { "type": "message", "id": "bye", "text": "Bye" } ] });
    check_document(&document, Package::Prime).stream.unwrap()
}

fn proof(file: &Value) -> Proof {
    prove(&stream(), &PromiseFile::read(&file.to_string()).unwrap().into())
}

fn promise(rule: &Value, when: &Value) -> (Outcome, Vec<String>) {
    let proof = proof(&json!({ "promises": [{ "promise": rule, "when": when }] }));
    assert_eq!(proof.mistakes, []);
    let verdict = proof.promises.into_iter().next().unwrap();
    let lines = verdict.story.iter().map(|line| {
        let by = match line.by {
            Speaker::Dialogue => "",
            Speaker::Visitor => "> ",
            Speaker::Aside => "# ",
        };
        format!("{by}{}", line.text)
    });
    (verdict.result, verdict.reasons.into_iter().chain(lines).collect())
}

/// PROMISE-02
#[test]
fn each_kind_of_promise_is_kept_or_broken() {
    use Outcome::{Broken, Kept};
    let known = json!({ "attribute": "email", "operator": "is_not_empty" });
    let in_germany = json!({ "attribute": "country", "operator": "is", "value": "de" });
    let elsewhere = json!({ "attribute": "country", "operator": "is_not", "value": "DE" });
    let all = Value::Null;
    for (rule, when, result) in [
        (json!({ "person_knows": ["email"] }), &all, Broken),
        (json!({ "person_knows": ["email"] }), &elsewhere, Kept),
        (json!({ "person_knows": ["email"] }), &in_germany, Broken),
        (json!({ "person_knows": ["email"] }), &known, Kept),
        (json!({ "person_knows": ["topic"] }), &all, Kept),
        (json!({ "person_knows": ["topic", "company"] }), &known, Broken),
        (json!({ "person_knows": [] }), &all, Kept),
        (json!({ "questions_at_most": 3 }), &all, Kept),
        (json!({ "questions_at_most": 2 }), &all, Broken),
        (json!({ "questions_at_most": 2 }), &known, Kept),
        (json!({ "questions_at_most": 0 }), &all, Broken),
        (json!({ "never_asks_known": "email" }), &all, Kept),
        (json!({ "never_asks_known": "company" }), &all, Broken),
        (json!({ "never_asks_known": "topic" }), &all, Broken),
        (json!({ "reaches": "bye" }), &all, Kept),
        (json!({ "reaches": "who" }), &all, Kept),
        (json!({ "never_reaches": "who" }), &in_germany, Broken),
        (json!({ "never_after": { "card": "bye", "after": "who" } }), &all, Kept),
        (json!({ "never_after": { "card": "chat", "after": "who" } }), &all, Broken),
        (json!({ "only_after": { "card": "chat", "after": "goal" } }), &all, Kept),
        (json!({ "only_after": { "card": "chat", "after": "who" } }), &all, Broken),
        (json!({ "only_after": { "card": "chat", "after": "who" } }), &elsewhere, Kept),
        (json!({ "only_after": { "card": "which", "after": "now" } }), &all, Kept),
        (json!({ "ends_at": ["chat", "bye"] }), &all, Kept),
        (json!({ "ends_at": ["chat"] }), &all, Broken),
    ] {
        assert_eq!(promise(&rule, when).0, result, "{rule} {when}");
    }
}

/// PROMISE-03
#[test]
fn the_shortest_way_that_breaks_a_promise_is_told_as_a_dialogue() {
    let (_, lines) = promise(&json!({ "person_knows": ["email"] }), &Value::Null);
    let expected = [
        "# a visitor: country is “DE”",
        "Ovens?",
        "> Yes",
        "# now:available is yes",
        "# goal: Asked",
        "A moment.",
        "# a person is asked for",
    ];
    assert_eq!(lines, expected);
    let known = json!({ "attribute": "company", "operator": "is_not_empty" });
    let (_, lines) = promise(&json!({ "never_asks_known": "company" }), &known);
    let expected = [
        "# a visitor: email is “ada@example.com”, company is “Acme”",
        "Ovens?",
        "> Yes",
        "# now:available is no",
        "You, friend?",
        "Company",
    ];
    assert_eq!(lines, expected);
}

fn example(example: &Value) -> Vec<String> {
    let mut example = example.clone();
    example["name"] = json!("an example");
    let proof = proof(&json!({ "examples": [example] }));
    assert_eq!(proof.mistakes, []);
    let verdict = proof.examples.into_iter().next().unwrap();
    assert_eq!(verdict.result == Outcome::Kept, verdict.reasons.is_empty());
    verdict.reasons
}

/// PROMISE-01
#[test]
fn an_example_that_is_true_has_no_difference() {
    for good in [
        json!({}),
        json!({ "ends": "waiting", "sees": ["ask"] }),
        json!({ "does": [{ "answer": "n" }], "sees": ["ask", "bye"], "ends": "end", "reads": ["By"] }),
        json!({ "does": [{ "answer": "No" }], "never_sees": ["chat"], "knows": { "topic": "No", "email": "" } }),
        json!({ "visitor": { "country": "DE", "now": { "now:available": true } },
            "does": [{ "answer": "y" }], "sees": ["goal", "chat"], "goals": ["Asked"], "ends": "person" }),
        json!({ "visitor": { "country": "DE" },
            "does": [{ "answer": "y" }, { "fill": { "company": "A", "email": "a@b.de" } }],
            "sees": ["who", "chat"], "knows": { "company": "A", "email": "a@b.de" }, "ends": "person" }),
        json!({ "visitor": { "attributes": { "email": "a@b.de" } },
            "does": [{ "answer": "y" }, { "skip": "company" }], "ends": "person" }),
    ] {
        assert_eq!(example(&good), Vec::<String>::new(), "{good}");
    }
}

/// PROMISE-01
#[test]
fn an_example_that_is_not_true_says_what_is_different() {
    for (bad, reason) in [
        (json!({ "ends": "end" }), "should come to an end, but the dialogue is at “ask”"),
        (json!({ "sees": ["bye"] }), "does not see “bye”, but: ask"),
        (json!({ "never_sees": ["ask"] }), "sees “ask”"),
        (json!({ "reads": ["Hello"] }), "does not read “Hello”"),
        (json!({ "goals": ["Asked"] }), "does not pass the goal “Asked”"),
        (json!({ "knows": { "topic": "x" } }), "topic is unknown, not “x”"),
        (
            json!({ "does": [{ "answer": "maybe" }] }),
            "step 1: “ask” has no response “maybe”: it has “y”, “n”",
        ),
        (
            json!({ "does": [{ "answer": "y" }, { "answer": "y" }] }),
            "step 2: answers “y”, but “who” asks for email",
        ),
        (
            json!({ "does": [{ "answer": "y" }, { "fill": { "company": "A" } }] }),
            "step 2: fills in company, but “who” asks for email",
        ),
        (
            json!({ "does": [{ "answer": "y" }, { "fill": { "email": "nobody" } }] }),
            "step 2: email: That does not look like an e-mail address. It should look like name@example.com.",
        ),
        (
            json!({ "does": [{ "answer": "y" }, { "skip": "email" }] }),
            "step 2: email: Please fill this in.",
        ),
        (
            json!({ "does": [{ "answer": "n" }, { "answer": "y" }] }),
            "step 2: answers “y”, but the dialogue has ended",
        ),
    ] {
        assert_eq!(example(&bad), [reason], "{bad}");
    }
}

#[test]
fn coverage_names_what_no_example_comes_to() {
    let proof = proof(&json!({ "examples": [{ "name": "a", "does": [{ "answer": "n" }] }] }));
    let names = |cards: &[CardId]| cards.iter().map(CardId::to_string).collect::<Vec<_>>();
    assert_eq!(proof.coverage.cards, 5);
    assert_eq!(names(&proof.coverage.cards_without), ["who", "goal", "chat"]);
    assert_eq!((proof.coverage.responses, proof.coverage.responses_without.len()), (2, 1));
    assert_eq!(proof.coverage.unreachable, []);
}

#[test]
fn a_file_that_does_not_fit_says_where() {
    let mistakes = |file: Value| {
        let found = proof(&file).mistakes.into_iter();
        found.map(|mistake| format!("{}: {}", mistake.at, mistake.message)).collect::<Vec<_>>()
    };
    let when = json!({ "attribute": "now:open", "operator": "is", "value": "yes" });
    assert_eq!(
        mistakes(json!({
            "examples": [{ "name": "a", "sees": ["nowhere"], "never_sees": ["which"] }],
            "promises": [
                { "promise": { "reaches": "chat" } },
                { "promise": { "only_after": { "card": "chat", "after": "gone" } } },
                { "promise": { "reaches": "chat" }, "when": when },
                { "promise": { "reaches": "chat" }, "when": { "attribute": "city", "operator": "is" } },
            ],
        })),
        [
            "examples[0]: The dialogue has no card “nowhere”.",
            "examples[0]: “which” is a condition, which nobody sees. Name a card after it.",
            "promises[1]: The dialogue has no card “gone”.",
            "promises[2].when: “now:open” is not known when the dialogue begins. Ask for something else.",
            "promises[3].when: The condition on “city” needs a value to compare with.",
        ]
    );
    for (text, reason) in [
        ("{", "line 1, column 1: EOF while parsing an object"),
        ("{\"promisses\": []}", "unknown field `promisses`, expected one of"),
        (
            r#"{"promises": [{"promise": {"at_most": 3}}]}"#,
            "unknown variant `at_most`, expected one of `person_knows`",
        ),
        (r#"{"examples": [{"does": []}]}"#, "missing field `name`"),
        (r#"{"promises": [{"promise": {"never_asks_known": "Big Size"}}]}"#, "Big Size"),
    ] {
        let error = PromiseFile::read(text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[test]
fn what_can_not_be_proven_is_said() {
    let tests: Vec<Value> = (0..12)
        .map(
            |n| json!({ "attribute": "city", "operator": "contains", "value": format!("text{n}") }),
        )
        .collect();
    let document = json!({ "first": "if", "cards": [
        { "type": "condition", "id": "if", "else": { "next": "no" },
            "branches": [{ "when": { "all": tests }, "next": "yes" }] },
        { "type": "message", "id": "yes", "text": "Yes" },
        { "type": "message", "id": "no", "text": "No" } ] });
    let checked = check_document(&document, Package::Prime);
    assert_eq!(checked.findings, [], "what is not known is no finding");
    let file = json!({ "promises": [
        { "promise": { "never_reaches": "yes" } }, { "promise": { "reaches": "no" } } ] });
    let proof =
        prove(&checked.stream.unwrap(), &PromiseFile::read(&file.to_string()).unwrap().into());
    let results: Vec<Outcome> = proof.promises.iter().map(|verdict| verdict.result).collect();
    assert_eq!(results, [Outcome::Unproven, Outcome::Kept]);
    assert!(!proof.is_good());
}

#[test]
fn the_demo_keeps_its_promises() {
    for (id, promises) in DEMO {
        let stream = demo(id);
        let proof = prove(&stream, &PromiseFile::read(promises).unwrap().into());
        assert!(proof.is_good(), "{id}: {proof:#?}");
        assert_eq!(proof.coverage.cards_without, [], "{id}");
        assert_eq!(proof.coverage.responses_without, [], "{id}");
        assert_eq!(proof.coverage.unreachable, [], "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(crate::ways::cases()) })]

    /// PROMISE-02. `BELLHOP_CASES` sets how many visitors.
    #[test]
    fn what_the_demo_promises_holds_for_random_visitors(
        context in any_context(), choices in collection::vec(0_usize..42, 0..16),
    ) {
        thread_local! {
            static HELD: Vec<(Stream, Vec<Target>)> = DEMO.iter().map(|(id, _)| {
                let stream = demo(id);
                let kept = held(&stream);
                (stream, kept)
            }).collect();
        }
        HELD.with(|all| {
            for (stream, targets) in all {
                let visitor = visitor(stream, context.clone(), &choices);
                for target in targets {
                    prop_assert!(!visitor.hits(target), "{:?} by {:?}", target, visitor);
                }
            }
            Ok(())
        })?;
    }
}

/// Everything of its kind that happens on no way of a stream.
fn held(stream: &Stream) -> Vec<Target> {
    let cards: Vec<&CardId> = stream.cards.iter().map(Card::id).collect();
    let mut targets = vec![Target::PersonWithout(vec![Field::FirstName, Field::Email])];
    targets.extend((1..8).map(Target::MoreQuestions));
    targets.extend(Field::STANDARD.iter().cloned().map(Target::AskedAgain));
    for card in &cards {
        for other in &cards {
            let (card, other) = ((*card).clone(), (*other).clone());
            if card != other {
                let (after, without) = (other.clone(), other);
                targets.push(Target::ReachAfter { card: card.clone(), after });
                targets.push(Target::ReachWithout { card, without });
            }
        }
    }
    let ways = Ways::new(stream);
    targets.retain(|target| {
        let conditions = |id: &CardId| matches!(stream.card(id), Some(Card::Condition(_)));
        let hidden = match target {
            Target::ReachAfter { card, after: other }
            | Target::ReachWithout { card, without: other } => {
                conditions(card) || conditions(other)
            }
            _ => false,
        };
        !hidden && ways.find(target, None) == Search::Never
    });
    assert!(targets.len() > 20, "{targets:?}");
    targets
}

/// PROMISE-04
#[test]
fn promises_are_a_part_of_the_document_and_of_no_other_field() {
    use shared::protocol::DialogueDraft;
    let written = json!({ "name": "Hello", "stream": stream(), "promises": {
        "examples": [{ "name": "Bye", "does": [{ "answer": "n" }], "ends": "end" }],
        "promises": [{ "promise": { "questions_at_most": 3 } }] } });
    let draft: DialogueDraft = serde_json::from_value(written.clone()).unwrap();
    let promises = draft.promises.clone().unwrap();
    assert!(prove(&stream(), &promises).is_good());
    assert_eq!(serde_json::to_value(&promises).unwrap(), written["promises"], "as it was written");
    let without = json!({ "name": "Hello", "stream": stream() });
    let findings =
        |document: &Value| shared::text::check(document, &draft, Package::Prime).findings;
    assert_eq!(findings(&written), findings(&without), "they are no fault of the dialogue");
    for wrong in [
        json!({ "examples": {} }),
        json!({ "promise": [] }),
        json!({ "promises": [{ "promise": { "always": "x" } }] }),
        json!({ "dialogue": "hello.json" }),
    ] {
        let mut written = written.clone();
        written["promises"] = wrong;
        let read: Result<DialogueDraft, _> = serde_json::from_value(written.clone());
        assert!(read.is_err(), "{}", written["promises"]);
    }
}

/// PROMISE-05
#[test]
fn what_does_not_fit_is_unproven_and_the_rest_is_proven_step_by_step() {
    let promises: Promises = serde_json::from_value(json!({
        "examples": [{ "name": "Gone", "sees": ["gone"] }, { "name": "Bye", "does": [{ "answer": "n" }] }],
        "promises": [{ "promise": { "reaches": "gone" } }, { "promise": { "questions_at_most": 0 } },
                     { "promise": { "questions_at_most": 3 } }] }))
    .unwrap();
    let mut proving = Proving::new(stream(), promises.clone(), 1_000);
    let mut steps = 1;
    while proving.step(&english) {
        steps += 1;
    }
    assert_eq!(steps, 1 + 3 + 1, "the examples, each promise, and the coverage");
    let proof = proving.proof();
    let results = |all: &[Verdict]| all.iter().map(|one| one.result).collect::<Vec<_>>();
    assert_eq!(results(&proof.examples), [Outcome::Unproven, Outcome::Kept]);
    let expected = [Outcome::Unproven, Outcome::Broken, Outcome::Kept];
    assert_eq!(results(&proof.promises), expected);
    assert_eq!(proof.promises[0].reasons, ["The dialogue has no card “gone”."]);
    let way = proof.promises[1].way.clone().unwrap();
    assert_eq!(way.acts, [], "it is broken by the first question");
    assert_eq!(proof.coverage.cards, 5);
    assert_eq!(prove(&stream(), &promises).promises, [], "a file that doesn’t fit is not tried");
    // A walk that may take no step can say nothing.
    let mut proving = Proving::new(stream(), promises, 0);
    while proving.step(&english) {}
    assert_eq!(results(&proving.proof().promises)[2], Outcome::Unproven);
}

/// PROMISE-01
#[test]
fn an_example_is_replayed_up_to_what_is_asked_next() {
    let asked = |does: &Value| {
        let example = serde_json::from_value(json!({ "name": "", "does": does })).unwrap();
        let replay = replay(&stream(), &example, &english);
        (replay.asked, replay.stuck)
    };
    let card = |id: &str| CardId::parse(id).unwrap();
    assert_eq!(asked(&json!([])), (Asked::Question(card("ask")), None));
    let field = Asked::Field(card("who"), Field::Email);
    assert_eq!(asked(&json!([{ "answer": "y" }])), (field.clone(), None));
    let done =
        json!([{ "answer": "y" }, { "fill": { "email": "a@example.com" } }, { "skip": "company" }]);
    assert_eq!(asked(&done), (Asked::Person, None));
    assert_eq!(asked(&json!([{ "answer": "n" }])), (Asked::End, None));
    let (asked, stuck) = asked(&json!([{ "answer": "y" }, { "answer": "n" }, { "skip": "email" }]));
    assert_eq!((asked, stuck.unwrap().0), (field, 1), "nothing after it is done");
}
