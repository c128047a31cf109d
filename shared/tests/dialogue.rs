//! A visitor's way through a stream, card by card. `dialogue_runs.rs` tests random ways.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use serde_json::json;
use shared::dialogue::{FlowContext, FlowState, Position, Refusal};
use shared::event::Event;
use shared::id::{CardId, ResponseId};
use shared::person::{Attributes, Field, ValueError};
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

fn after(stream: &Stream, events: &[Event]) -> FlowState {
    let mut flow = FlowState::default();
    fold(&mut flow, stream, events);
    flow
}

fn fold(flow: &mut FlowState, stream: &Stream, events: &[Event]) {
    for event in events {
        flow.apply(stream, event);
    }
}

#[test]
fn a_dialogue_begins_with_everything_up_to_the_first_card_that_waits() {
    let events = FlowState::begin(&stream(), FlowContext::default());
    assert_eq!(events, [Event::Shown { card: card("hi") }, Event::Shown { card: card("ask") }]);
}

#[test]
fn a_response_without_a_next_ends_the_branch() {
    let stream = stream();
    let flow = after(&stream, &FlowState::begin(&stream, FlowContext::default()));
    let events = flow.answer(&stream, &card("ask"), &response("no")).unwrap();
    assert!(matches!(events.last(), Some(Event::Completed { .. })));
    let mut flow = flow;
    fold(&mut flow, &stream, &events);
    assert_eq!(flow.position, Position::Done);
}

#[test]
fn fields_are_asked_one_after_the_other_and_a_goal_is_passed_unseen() {
    let stream = stream();
    let mut flow = after(&stream, &FlowState::begin(&stream, FlowContext::default()));
    let events = flow.answer(&stream, &card("ask"), &response("yes")).unwrap();
    fold(&mut flow, &stream, &events);
    assert_eq!(flow.current_field(&stream).map(|spec| spec.field.clone()), Some(Field::FirstName));

    let skipped = Attributes::from([(Field::FirstName, "  ".to_owned())]);
    let events = flow.capture(&stream, &card("who"), &skipped).unwrap();
    assert_eq!(events.len(), 1);
    fold(&mut flow, &stream, &events);
    assert_eq!(flow.current_field(&stream).map(|spec| spec.field.clone()), Some(Field::Email));

    let values = Attributes::from([(Field::Email, " ada@example.com ".to_owned())]);
    let events = flow.capture(&stream, &card("who"), &values).unwrap();
    fold(&mut flow, &stream, &events);
    assert_eq!(flow.attributes, Attributes::from([(Field::Email, "ada@example.com".to_owned())]));
    assert_eq!(flow.position, Position::LiveChat(card("chat")));
    assert!(
        events.contains(&Event::GoalReached { card: card("goal"), goal: "Left an address".into() })
    );
}

#[test]
fn a_response_that_does_not_fit_is_refused_with_a_reason() {
    let stream = stream();
    let mut flow = after(&stream, &FlowState::begin(&stream, FlowContext::default()));
    assert_eq!(
        flow.answer(&stream, &card("who"), &response("yes")),
        Err(Refusal::NotThere(card("who")))
    );
    assert!(matches!(
        flow.answer(&stream, &card("ask"), &response("maybe")),
        Err(Refusal::NoSuchResponse { .. })
    ));
    let events = flow.answer(&stream, &card("ask"), &response("yes")).unwrap();
    fold(&mut flow, &stream, &events);
    let capture = |field, value: &str| {
        flow.capture(&stream, &card("who"), &Attributes::from([(field, value.to_owned())]))
    };
    assert_eq!(
        capture(Field::Email, "ada"),
        Err(Refusal::Value { field: Field::Email, error: ValueError::Email })
    );
    assert_eq!(
        capture(Field::Email, ""),
        Err(Refusal::Value { field: Field::Email, error: ValueError::Missing })
    );
    assert!(matches!(capture(Field::Phone, "1"), Err(Refusal::NotCurrent { .. })));
    assert_eq!(flow.capture(&stream, &card("who"), &Attributes::new()), Err(Refusal::Nothing));
}

#[test]
fn a_choice_with_a_value_of_its_own_stores_the_value_and_takes_its_branch() {
    let document = json!({"first": "ask", "cards": [
        {"type": "capture", "id": "ask", "text": "Größe?", "next": "which", "fields": [
            {"field": "size", "label": "Größe", "options": ["Klein", "Groß"], "values": ["Small", "Large"]}]},
        {"type": "condition", "id": "which", "else": {"next": "other"}, "branches": [
            {"when": {"attribute": "size", "operator": "is", "value": "Large"}, "next": "large"}]},
        {"type": "message", "id": "large", "text": "L"},
        {"type": "message", "id": "other", "text": "S"},
    ]});
    let checked = check_document(&document, Package::Prime);
    assert!(checked.findings.is_empty(), "{:?}", checked.findings);
    let stream = checked.stream.unwrap();
    let mut flow = after(&stream, &FlowState::begin(&stream, FlowContext::default()));
    let size = Field::from_name("size").unwrap();
    let chosen = Attributes::from([(size.clone(), "Groß".to_owned())]);
    let events = flow.capture(&stream, &card("ask"), &chosen).unwrap();
    assert_eq!(events[0], Event::Captured { card: card("ask"), values: chosen });
    fold(&mut flow, &stream, &events);
    assert_eq!(flow.attributes[&size], "Large");
    assert!(events.contains(&Event::Shown { card: card("large") }), "{events:?}");

    let mut fewer = document;
    fewer["cards"][0]["fields"][0]["values"] = json!(["Small"]);
    let codes: Vec<_> =
        check_document(&fewer, Package::Prime).findings.iter().map(|one| one.code).collect();
    assert!(codes.contains(&"values_differ"), "{codes:?}");
}
