//! Programs that write in conversations: when they may, what the visitor can then do, and how they hand
//! over to people (APP-01 to APP-04).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::conversation::bench::{Bench, answer, key, meta, profile, say};
use serde_json::json;
use shared::availability::Zone;
use shared::conversation::{
    AppAct, Conversation, ConversationToDesk, DeskToConversation, Input, Outcome, Phase, Presence,
    Refusal, VisitorAct, transcript,
};
use shared::counts::ChatFold;
use shared::event::{AppName, Author, Event, FallbackReason};
use shared::id::TeamId;
use shared::stream::Route;

fn app() -> AppName {
    AppName::new("Ada’s helper").unwrap()
}

fn act(bench: &mut Bench, id: &str, act: AppAct) -> Result<Outcome, Refusal> {
    bench.handle(Input::App(app(), key(id), act))
}

fn says(bench: &mut Bench, id: &str, text: &str) -> Result<Outcome, Refusal> {
    act(bench, id, AppAct::Say(text.to_owned()))
}

fn team() -> Route {
    Route::Team { team: TeamId::parse("team_sales").unwrap() }
}

fn hands_over(bench: &mut Bench, id: &str) -> Result<Outcome, Refusal> {
    act(bench, id, AppAct::HandOver(team()))
}

/// APP-01, WIRE-02.
#[test]
fn an_app_writes_while_the_dialogue_runs_and_once_for_each_key() {
    let mut bench = Bench::begun();
    let first = says(&mut bench, "a1", "  Hello!  ").unwrap();
    let again = says(&mut bench, "a1", "Something else").unwrap();
    assert_eq!((again.ack, again.events.len()), (first.ack, 0));
    let said = &bench.log.last().unwrap().event;
    let expected = Event::Said { by: Author::App(app()), text: "Hello!".to_owned(), file: None };
    assert_eq!(*said, expected);
    // The keys of another app and of the visitor are their own.
    let other = AppName::new("Another").unwrap();
    let input = Input::App(other, key("a1"), AppAct::Say("Hello from me".to_owned()));
    assert_eq!(bench.handle(input).unwrap().events.len(), 1);
    assert_eq!(bench.visitor("a1", say("Hello both")).unwrap().events.len(), 1);
}

/// APP-01.
#[test]
fn an_app_is_refused_once_a_person_was_asked_for_and_after_the_end() {
    for mut bench in [Bench::waiting(), Bench::live()] {
        assert_eq!(says(&mut bench, "a1", "Hi").unwrap_err(), Refusal::PersonAsked);
        assert_eq!(hands_over(&mut bench, "a2").unwrap_err(), Refusal::PersonAsked);
        bench.visitor("v9", VisitorAct::Leave).unwrap();
        assert_eq!(says(&mut bench, "a3", "Hi").unwrap_err(), Refusal::Over);
        assert_eq!(hands_over(&mut bench, "a4").unwrap_err(), Refusal::Over);
    }
}

#[test]
fn an_app_writes_neither_nothing_nor_too_much() {
    let mut bench = Bench::begun();
    assert_eq!(says(&mut bench, "a1", " \n").unwrap_err(), Refusal::Empty);
    let actual = 4_001;
    let long = "x".repeat(actual);
    assert_eq!(says(&mut bench, "a2", &long).unwrap_err(), Refusal::TooLong { actual });
    assert!(!bench.conversation.state.app_wrote);
}

/// APP-03.
#[test]
fn the_visitor_writes_back_once_an_app_has_written_and_goes_on_with_the_dialogue() {
    let mut bench = Bench::begun();
    assert_eq!(bench.visitor("v1", say("Anybody?")).unwrap_err(), Refusal::NotLive);
    says(&mut bench, "a1", "Hello!").unwrap();
    bench.visitor("v2", say("When do you open?")).unwrap();
    assert_eq!(bench.visitor("v3", answer("yes")).unwrap().ack.map(|seq| seq.0), Some(5));
    assert!(matches!(bench.conversation.state.phase, Phase::Scripted));
}

/// APP-03, APP-04.
#[test]
fn what_the_visitor_writes_after_a_handover_waits_for_the_agent() {
    let mut bench = Bench::begun();
    says(&mut bench, "a1", "Hello!").unwrap();
    hands_over(&mut bench, "a2").unwrap();
    bench.visitor("v1", say("It is about my order.")).unwrap();
    let request = bench.request();
    bench.handle(Input::Desk(DeskToConversation::Connected { request, agent: profile() })).unwrap();
    bench.visitor("v2", VisitorAct::Leave).unwrap();
    assert_eq!(bench.visitor("v3", say("Bye")).unwrap_err(), Refusal::Over);
}

/// APP-04.
#[test]
fn a_handover_asks_for_a_person_by_its_route_once() {
    let mut bench = Bench::begun();
    let first = hands_over(&mut bench, "a1").unwrap();
    let again = hands_over(&mut bench, "a1").unwrap();
    assert_eq!((again.ack, again.events.len()), (first.ack, 0));
    let [ConversationToDesk::Request { request, route, .. }] = bench.to_desk.as_slice() else {
        panic!("one request, not {:?}", bench.to_desk);
    };
    assert_eq!((request, route), (&bench.request(), &team()));
    let refused = bench.visitor("v1", answer("yes")).unwrap_err();
    assert!(
        matches!(refused, Refusal::Dialogue(_)),
        "the question is no longer asked: {refused:?}"
    );
    // Reports know the team that was asked.
    let mut chat = ChatFold::default();
    bench.log.iter().for_each(|logged| chat.note(&meta().stream, logged));
    assert_eq!(chat.record().unwrap().team, Some(TeamId::parse("team_sales").unwrap()));
}

/// APP-04, ROUTE-25.
#[test]
fn a_handover_before_the_visitor_is_connected_waits_for_them_and_keeps_its_route() {
    let mut bench = Bench::begun();
    bench.conversation.visitor = Presence::Expected(bench.now);
    hands_over(&mut bench, "a1").unwrap();
    assert!(bench.to_desk.is_empty());
    let restored = Conversation::restore(meta(), &bench.log);
    assert_eq!(restored.state, bench.conversation.state);
    bench.handle(Input::Present(Some(bench.now))).unwrap();
    let [ConversationToDesk::Request { route, .. }] = bench.to_desk.as_slice() else {
        panic!("one request, not {:?}", bench.to_desk);
    };
    assert_eq!(*route, team());
}

/// APP-04, ROUTE-27.
#[test]
fn a_handover_that_reaches_nobody_falls_back_with_the_site_s_form() {
    let mut bench = Bench::begun();
    hands_over(&mut bench, "a1").unwrap();
    let (request, reason) = (bench.request(), FallbackReason::NobodyAvailable);
    let news = DeskToConversation::FellBack { request, reason, back_at: None };
    bench.handle(Input::Desk(news)).unwrap();
    let offered = meta().limits.fallback_form.offered;
    assert_eq!(bench.conversation.state.form.is_some(), offered);
}

/// APP-02.
#[test]
fn transcripts_and_reports_tell_an_app_from_a_person() {
    let mut bench = Bench::begun();
    says(&mut bench, "a1", "Hello!").unwrap();
    hands_over(&mut bench, "a2").unwrap();
    let text = transcript(&bench.conversation.meta, &bench.log, &Zone::parse("UTC").unwrap());
    assert!(text.contains("Ada’s helper (app)"), "{text}");
    assert!(text.contains("Ada’s helper (app) asked for a person."), "{text}");
}

#[test]
fn a_name_is_one_line_that_shows_something() {
    assert_eq!(AppName::new(" Ada’s\nhelper ").unwrap(), app_named("Ada’s helper"));
    assert_eq!(AppName::new("\u{202e}Ada").unwrap(), app_named("Ada"));
    for name in ["", "  ", "\u{200b}", "x".repeat(41).as_str()] {
        assert_eq!(AppName::new(name), None, "{name:?}");
    }
    let author = Author::App(app());
    assert_eq!(serde_json::to_value(&author).unwrap(), json!("app:Ada’s helper"));
    assert_eq!(serde_json::from_value::<Author>(json!("app:Ada’s helper")).unwrap(), author);
}

fn app_named(name: &str) -> AppName {
    AppName::new(name).unwrap()
}
