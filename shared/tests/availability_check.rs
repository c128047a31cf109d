//! Conditions that ask what is so now: the conversation stops, asks the desk, logs its answer and goes on
//! (ROUTE-31).
#![cfg(feature = "desk")]

use crate::common::desk::{Bench as Desk, agent, conversation};
use crate::common::hours::{at, office_hours};
use crate::conversation::bench::{Bench, NOW, answer, meta};
use serde_json::{Value, json};
use shared::availability::Schedule;
use shared::conversation::{
    Conversation, ConversationToDesk, DeskToConversation, Input, Presence, Refusal, VisitorAct,
};
use shared::desk::{DeskEffect, DeskInput, RoutingConfig};
use shared::dialogue::{FlowState, Position};
use shared::event::Event;
use shared::id::{AgentId, CardId, TeamId};
use shared::quota::{Grant, Package};
use shared::stream::{Route, check_document};
use shared::time::{Millis, Timestamp};

fn asks(attribute: &str) -> Value {
    json!({ "attribute": attribute, "operator": "is", "value": "yes" })
}

/// After the question comes a condition: with somebody available the live chat, when only the site is open
/// a message, and else another condition of this kind.
fn cards() -> Value {
    json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "A person?", "responses": [
            { "id": "yes", "label": "Yes", "next": "now" }] },
        { "type": "condition", "id": "now", "branches": [
            { "when": { "all": [asks("now:available:team_sales"), asks("now:open")] }, "next": "chat" },
            { "when": asks("now:open"), "next": "busy" }],
            "else": { "next": "later" } },
        { "type": "message", "id": "busy", "text": "All are busy." },
        { "type": "condition", "id": "later", "branches": [
            { "when": asks("now:available"), "next": "chat" }], "else": { "next": "night" } },
        { "type": "message", "id": "night", "text": "Back {{site.back_at|soon}}." },
        { "type": "live_chat", "id": "chat", "route": { "by": "team", "team": "team_sales" } },
    ] })
}

fn bench_of(document: &Value, hours: Option<Schedule>) -> Bench {
    let mut meta = meta();
    meta.stream = check_document(document, Package::Prime).stream.unwrap();
    meta.limits.hours = hours;
    let conversation = Conversation::restore(meta, &[]);
    let mut bench = Bench { conversation, now: NOW, log: Vec::new(), to_desk: Vec::new() };
    bench.handle(Input::Begin).unwrap();
    bench.conversation.visitor = Presence::Here;
    bench
}

fn begun(hours: Option<Schedule>) -> Bench {
    bench_of(&cards(), hours)
}

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn sales() -> Route {
    Route::Team { team: TeamId::parse("team_sales").unwrap() }
}

fn checked(of: &str, available: Vec<Route>, back_at: Option<Timestamp>) -> Input {
    Input::Desk(DeskToConversation::AvailabilityChecked { card: card(of), available, back_at })
}

/// The cards that were shown so far.
fn shown(bench: &Bench) -> Vec<&str> {
    let shown = bench.log.iter().filter_map(|logged| match &logged.event {
        Event::Shown { card } => Some(card.as_str()),
        _ => None,
    });
    shown.collect()
}

#[test]
fn the_dialogue_waits_at_the_condition_and_asks_for_its_routes() {
    let mut bench = begun(None);
    bench.visitor("c1", answer("yes")).unwrap();
    assert_eq!(bench.conversation.state.flow.position, Position::At(card("now")));
    let [ConversationToDesk::CheckAvailability { card: of, routes, .. }] = &*bench.to_desk else {
        panic!("one question, not {:?}", bench.to_desk);
    };
    assert_eq!((of, routes), (&card("now"), &vec![sales()]));
    let early = bench.visitor("c2", answer("yes"));
    assert!(matches!(early, Err(Refusal::Dialogue(_))), "{early:?}");
}

#[test]
fn the_answer_is_logged_and_leads_to_the_chat() {
    let mut bench = begun(None);
    bench.visitor("c1", answer("yes")).unwrap();
    bench.handle(checked("now", vec![sales()], None)).unwrap();
    let facts = bench.log.iter().find_map(|logged| match &logged.event {
        Event::AvailabilityChecked { facts, .. } => Some(serde_json::to_value(facts).unwrap()),
        _ => None,
    });
    assert_eq!(facts, Some(json!({ "now:available:team_sales": true, "now:open": true })));
    assert_eq!(shown(&bench), ["ask", "now", "chat"]);
    assert!(matches!(bench.to_desk.last(), Some(ConversationToDesk::Request { .. })));
    // The browser that folds the log later comes to the same place.
    let again = Conversation::restore(bench.conversation.meta.clone(), &bench.log);
    assert_eq!(again.state, bench.conversation.state);
}

#[test]
fn each_condition_asks_anew_and_the_text_knows_when_people_are_back() {
    // A Saturday night.
    let mut bench = begun(Some(office_hours()));
    bench.now = at("2026-11-28T22:00+01:00[Europe/Berlin]");
    bench.visitor("c1", answer("yes")).unwrap();
    bench.handle(checked("now", Vec::new(), None)).unwrap();
    assert_eq!(bench.conversation.state.flow.position, Position::At(card("later")));
    // An answer to an earlier question changes nothing.
    assert!(bench.handle(checked("now", vec![sales()], None)).unwrap().events.is_empty());
    bench.handle(checked("later", Vec::new(), Some(Timestamp(5)))).unwrap();
    assert_eq!(shown(&bench), ["ask", "now", "later", "night"]);
    assert_eq!(
        bench.conversation.state.flow.back_at(),
        Some(at("2026-11-30T09:00+01:00[Europe/Berlin]")),
        "no agent answers before the site is open"
    );
    let zone = shared::availability::Zone::parse("Europe/Berlin").unwrap();
    let written = shared::conversation::transcript(&bench.conversation.meta, &bench.log, &zone);
    assert!(written.contains("Back Monday, 30 November 2026, 09:00."), "{written}");
}

#[test]
fn a_desk_that_does_not_answer_has_nobody() {
    let mut bench = begun(None);
    bench.visitor("c1", answer("yes")).unwrap();
    let due = bench.conversation.deadline().unwrap();
    assert_eq!(due, bench.now + Millis::seconds(10));
    bench.now = due - Millis(1);
    assert!(bench.handle(Input::Timer).unwrap().events.is_empty());
    bench.now = due;
    bench.handle(Input::Timer).unwrap();
    assert_eq!(shown(&bench), ["ask", "now", "busy"]);
    assert_eq!(bench.conversation.deadline(), None);
    assert!(bench.handle(checked("now", vec![sales()], None)).unwrap().events.is_empty());
}

#[test]
fn a_visitor_who_leaves_meanwhile_is_not_brought_back() {
    let mut bench = begun(None);
    bench.visitor("c1", answer("yes")).unwrap();
    bench.visitor("c2", VisitorAct::Leave).unwrap();
    assert!(bench.handle(checked("now", vec![sales()], None)).unwrap().events.is_empty());
    assert_eq!(bench.conversation.deadline(), None);
}

#[test]
fn before_the_first_answer_nobody_looks() {
    let document = json!({ "first": "now", "cards": [
        { "type": "condition", "id": "now", "branches": [{ "when": asks("now:open"), "next": "a" }],
            "else": { "next": "b" } },
        { "type": "question", "id": "a", "text": "Open", "responses": [{ "id": "r", "label": "R" }] },
        { "type": "question", "id": "b", "text": "?", "responses": [{ "id": "r", "label": "R" }] },
    ] });
    let checked = check_document(&document, Package::Select);
    let codes: Vec<_> = checked.findings.iter().map(|f| (f.code, f.card.as_deref())).collect();
    assert_eq!(codes, [("now_before_answer", Some("now"))]);
    let stream = serde_json::from_value(document).unwrap();
    let begun = FlowState::begin(&stream, shared::dialogue::FlowContext::default());
    assert_eq!(begun, [Event::Shown { card: card("b") }]);
}

#[test]
fn only_yes_and_no_are_compared() {
    let mut document = cards();
    document["cards"][3]["branches"][0]["when"]["value"] = json!("perhaps");
    let checked = check_document(&document, Package::Prime);
    let codes: Vec<_> = checked.findings.iter().map(|f| (f.code, f.card.as_deref())).collect();
    assert_eq!(codes.first(), Some(&("now_is_yes_or_no", Some("later"))));
}

/// What the desk answers to a question for these routes.
fn desk_answers(desk: &mut Desk, routes: Vec<Route>) -> (Vec<Route>, Option<Timestamp>) {
    let visitor = Conversation::restore(meta(), &[]).visitor_card();
    let check = ConversationToDesk::CheckAvailability {
        conversation: conversation(9),
        card: card("now"),
        routes,
        visitor,
    };
    let effects = desk.handle(DeskInput::Conversation(check)).unwrap();
    let answer = effects.into_iter().find_map(|effect| match effect {
        DeskEffect::Conversation(
            _,
            DeskToConversation::AvailabilityChecked { available, back_at, .. },
        ) => Some((available, back_at)),
        _ => None,
    });
    answer.unwrap()
}

#[test]
fn the_desk_looks_as_it_would_for_a_chat_request() {
    let mut desk = Desk::with_available(2);
    let routing = json!({ "package": "prime", "max_chats": 1, "teams": [
        { "id": "team_sales", "name": "Sales", "members": ["agent_1"] }] });
    let routing: RoutingConfig = serde_json::from_value(routing).unwrap();
    desk.handle(DeskInput::RoutingConfig(routing)).unwrap();
    let one = |n: u32| Route::Agent { agent: AgentId::parse(format!("agent_{n}")).unwrap() };
    let all = || vec![Route::RoundRobin, sales(), one(2), Route::Rules];
    assert_eq!(desk_answers(&mut desk, all()).0, [Route::RoundRobin, sales(), one(2)]);
    // Looking offers nothing, and takes nobody's turn.
    assert_eq!(desk.request_and_grant(1), Some(agent(1)));
    assert_eq!(desk_answers(&mut desk, all()).0, [Route::RoundRobin, one(2)]);
    desk.status(2, false).unwrap();
    assert_eq!(desk_answers(&mut desk, all()), (Vec::new(), None));
    desk.grant(1, Grant::Reserved);
}

#[test]
fn the_desk_says_when_the_first_agent_is_back() {
    let mut desk = Desk::with_agents(2);
    desk.now = at("2026-11-28T22:00+01:00[Europe/Berlin]");
    desk.schedule(1, Some(office_hours()));
    let back = at("2026-11-30T09:00+01:00[Europe/Berlin]");
    assert_eq!(desk_answers(&mut desk, vec![Route::RoundRobin]), (Vec::new(), Some(back)));
}
