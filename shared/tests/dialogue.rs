//! A visitor's way through a stream, card by card. Random ways are in `walks`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use serde_json::json;
use shared::dialogue::{Place, Refusal, Run, Scene};
use shared::event::Event;
use shared::id::{CardId, ResponseId};
use shared::person::{Field, ValueError, Values};
use shared::quota::Package;
use shared::stream::{Stream, check_document};

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
    check_document(&document, Package::Prime).stream.unwrap()
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
    let events = Run::begin(&stream(), Scene::default());
    assert_eq!(events, [Event::Shown { card: card("hi") }, Event::Shown { card: card("ask") }]);
}

#[test]
fn a_response_without_a_next_ends_the_branch() {
    let stream = stream();
    let run = after(&stream, &Run::begin(&stream, Scene::default()));
    let events = run.answer(&stream, &card("ask"), &response("no")).unwrap();
    assert!(matches!(events.last(), Some(Event::Completed { .. })));
    let mut run = run;
    fold(&mut run, &stream, &events);
    assert_eq!(run.place, Place::Done);
}

#[test]
fn fields_come_one_after_the_other_and_a_goal_is_passed_unseen() {
    let stream = stream();
    let mut run = after(&stream, &Run::begin(&stream, Scene::default()));
    let events = run.answer(&stream, &card("ask"), &response("yes")).unwrap();
    fold(&mut run, &stream, &events);
    assert_eq!(run.asked(&stream).map(|asked| asked.field.clone()), Some(Field::FirstName));

    let skipped = Values::from([(Field::FirstName, "  ".to_owned())]);
    let events = run.capture(&stream, &card("who"), &skipped).unwrap();
    assert_eq!(events.len(), 1);
    fold(&mut run, &stream, &events);
    assert_eq!(run.asked(&stream).map(|asked| asked.field.clone()), Some(Field::Email));

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
    let mut run = after(&stream, &Run::begin(&stream, Scene::default()));
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
