//! A visitor's way through a stream, card by card, and over random streams.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use serde_json::json;
use shared::dialogue::{Place, Refusal, Run};
use shared::event::Event;
use shared::id::{CardId, ResponseId};
use shared::person::{Field, ValueError, Values};
use shared::stream::{Card, Stream, check_document};

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn response(id: &str) -> ResponseId {
    ResponseId::parse(id).unwrap()
}

fn stream() -> Stream {
    let document = json!({"first": "hi", "cards": [
        {"type": "message", "id": "hi", "text": "Hi", "next": "ask"},
        {"type": "question", "id": "ask", "text": "A person?", "responses": [
            {"id": "yes", "label": "Yes", "next": "who"},
            {"id": "no", "label": "No"},
        ]},
        {"type": "capture", "id": "who", "text": "You?", "fields": [
            {"field": "first_name", "label": "First name"},
            {"field": "email", "label": "E-mail", "required": true},
        ], "next": "goal"},
        {"type": "goal", "id": "goal", "goal": "Left an address", "next": "chat"},
        {"type": "live_chat", "id": "chat", "route": {"by": "round_robin"}},
    ]});
    check_document(&document).stream.unwrap()
}

fn after(stream: &Stream, events: &[Event]) -> Run {
    let mut run = Run::default();
    fold(&mut run, stream, events);
    run
}

fn fold(run: &mut Run, stream: &Stream, events: &[Event]) {
    for event in events {
        run.apply(stream, event);
    }
}

#[test]
fn it_begins_with_everything_up_to_the_first_card_that_waits() {
    let events = Run::begin(&stream());
    assert_eq!(events, [Event::Shown { card: card("hi") }, Event::Shown { card: card("ask") }]);
}

#[test]
fn a_response_without_a_next_ends_the_branch() {
    let stream = stream();
    let run = after(&stream, &Run::begin(&stream));
    let events = run.answer(&stream, &card("ask"), &response("no")).unwrap();
    assert!(matches!(events.last(), Some(Event::Completed { .. })));
    let mut run = run;
    fold(&mut run, &stream, &events);
    assert_eq!(run.place, Place::Done);
}

#[test]
fn fields_come_one_after_the_other_and_a_goal_is_passed_unseen() {
    let stream = stream();
    let mut run = after(&stream, &Run::begin(&stream));
    let events = run.answer(&stream, &card("ask"), &response("yes")).unwrap();
    fold(&mut run, &stream, &events);
    assert_eq!(run.asked(&stream).map(|field| field.field), Some(Field::FirstName));

    let skipped = Values::from([(Field::FirstName, "  ".to_owned())]);
    let events = run.capture(&stream, &card("who"), &skipped).unwrap();
    assert_eq!(events.len(), 1);
    fold(&mut run, &stream, &events);
    assert_eq!(run.asked(&stream).map(|field| field.field), Some(Field::Email));

    let given = Values::from([(Field::Email, " ada@example.com ".to_owned())]);
    let events = run.capture(&stream, &card("who"), &given).unwrap();
    fold(&mut run, &stream, &events);
    assert_eq!(run.told, Values::from([(Field::Email, "ada@example.com".to_owned())]));
    assert_eq!(run.place, Place::LiveChat(card("chat")));
    assert!(
        events.contains(&Event::GoalReached { card: card("goal"), goal: "Left an address".into() })
    );
}

#[test]
fn what_does_not_fit_is_refused_and_says_why() {
    let stream = stream();
    let mut run = after(&stream, &Run::begin(&stream));
    assert_eq!(
        run.answer(&stream, &card("who"), &response("yes")),
        Err(Refusal::NotThere(card("who")))
    );
    assert!(matches!(
        run.answer(&stream, &card("ask"), &response("maybe")),
        Err(Refusal::NoSuchResponse { .. })
    ));
    let events = run.answer(&stream, &card("ask"), &response("yes")).unwrap();
    fold(&mut run, &stream, &events);
    let capture = |field, value: &str| {
        run.capture(&stream, &card("who"), &Values::from([(field, value.to_owned())]))
    };
    assert_eq!(
        capture(Field::Email, "ada"),
        Err(Refusal::Value { field: Field::Email, error: ValueError::Email })
    );
    assert_eq!(
        capture(Field::Email, ""),
        Err(Refusal::Value { field: Field::Email, error: ValueError::Missing })
    );
    assert!(matches!(capture(Field::Phone, "1"), Err(Refusal::NotAsked { .. })));
    assert_eq!(run.capture(&stream, &card("who"), &Values::new()), Err(Refusal::Nothing));
}

/// A stream of up to 12 cards with any connections; most fail the check, which is the point.
fn any_stream() -> impl Strategy<Value = serde_json::Value> {
    let next = || prop::option::weighted(0.7, 0_usize..12).prop_map(|n| n.map(|n| format!("c{n}")));
    let one = (0_u8..10, next(), next());
    prop::collection::vec(one, 1..12).prop_map(|cards| {
        let cards: Vec<_> = cards.into_iter().enumerate().map(|(n, (kind, a, b))| {
            let id = format!("c{n}");
            match kind {
                0..4 => json!({"type": "question", "id": id, "text": "?", "responses": [
                    {"id": "a", "label": "A", "next": a}, {"id": "b", "label": "B", "next": b}]}),
                4 | 5 => json!({"type": "message", "id": id, "text": "!", "next": a}),
                6 => json!({"type": "goal", "id": id, "goal": "g", "next": a}),
                7 => json!({"type": "live_chat", "id": id, "route": {"by": "round_robin"}}),
                _ => json!({"type": "capture", "id": id, "text": "?", "next": a,
                    "fields": [{"field": "email", "label": "E"}, {"field": "phone", "label": "P"}]}),
            }
        }).collect();
        json!({"first": "c0", "cards": cards})
    })
}

/// What a visitor could do where they stand; `None` at an end.
fn possible(stream: &Stream, run: &Run, choice: bool) -> Option<Vec<Event>> {
    let Place::At(id) = &run.place else { return None };
    match stream.card(id)? {
        Card::Question(question) => {
            let chosen = &question.responses[usize::from(choice) % question.responses.len()];
            Some(run.answer(stream, id, &chosen.id).unwrap())
        }
        Card::Capture(_) => {
            let asked = run.asked(stream).unwrap();
            let values = Values::from([(asked.field, String::new())]);
            Some(run.capture(stream, id, &values).unwrap())
        }
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// In a stream that passed the check a visitor always stands at a card that waits, or at an end;
    /// and only at cards some `next` led to.
    #[test]
    fn no_checked_stream_leaves_a_visitor_stuck(document in any_stream(), choices in prop::collection::vec(any::<bool>(), 0..40)) {
        let Some(stream) = check_document(&document).stream else { return Ok(()) };
        let mut run = after(&stream, &Run::begin(&stream));
        for choice in choices {
            prop_assert_ne!(&run.place, &Place::Before);
            let Some(events) = possible(&stream, &run, choice) else { break };
            prop_assert!(events.len() <= 2 * stream.cards.len() + 2, "it went round: {events:?}");
            fold(&mut run, &stream, &events);
        }
        match &run.place {
            Place::Before => prop_assert!(false, "the dialogue never began"),
            Place::At(id) => prop_assert!(stream.card(id).is_some_and(Card::waits)),
            Place::LiveChat(id) => prop_assert!(matches!(stream.card(id), Some(Card::LiveChat(_)))),
            Place::Done => {}
        }
    }
}
