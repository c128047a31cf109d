//! Document cards: what the check says of them, how a dialogue waits for one, and what is logged (STREAM-25).
#![cfg(feature = "desk")]

use crate::conversation::bench::{Bench, answer};
use serde_json::{Value, json};
use shared::backtest::{Record, courses};
use shared::conversation::{
    DocumentUse, MAX_DOWNLOADS, MAX_OPENINGS, MAX_READING, Outcome, Refusal, VisitorAct, transcript,
};
use shared::counts::{Count, Counted};
use shared::dialogue::{FlowContext, FlowState, Position, play};
use shared::event::Event;
use shared::id::CardId;
use shared::promise::{Promises, prove};
use shared::quota::Package;
use shared::stream::{Act, Stream, Ways, check_document};
use shared::time::Millis;

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn document(must_open: bool) -> Value {
    json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "A guide?", "responses": [
            { "id": "yes", "label": "Yes", "next": "guide" }, { "id": "no", "label": "No" } ] },
        { "type": "document", "id": "guide", "text": "Here it is.", "title": "Guide",
          "address": "https://shop.example/guide.pdf", "must_open": must_open, "next": "bye" },
        { "type": "message", "id": "bye", "text": "Goodbye." },
    ] })
}

fn stream(must_open: bool) -> Stream {
    check_document(&document(must_open), Package::Select).stream.unwrap()
}

fn codes(change: impl FnOnce(&mut Value)) -> Vec<&'static str> {
    let mut document = document(false);
    change(&mut document);
    check_document(&document, Package::Select).findings.iter().map(|found| found.code).collect()
}

fn used(bench: &mut Bench, key: &str, used: DocumentUse) -> Result<Outcome, Refusal> {
    bench.visitor(key, VisitorAct::UseDocument(card("guide"), used))
}

/// A visitor who has said yes.
fn offered(must_open: bool) -> Bench {
    let mut bench = Bench::of(stream(must_open));
    bench.visitor("c1", answer("yes")).unwrap();
    bench
}

fn count(bench: &Bench, is: impl Fn(&Event) -> bool) -> usize {
    bench.log.iter().filter(|logged| is(&logged.event)).count()
}

#[test]
fn a_card_needs_a_document_and_a_title_and_an_address_that_is_safe() {
    assert!(codes(|_| {}).is_empty());
    let with = |name: &'static str, value: Value| codes(move |all| all["cards"][1][name] = value);
    assert_eq!(with("address", json!("")), ["no_document"]);
    for wrong in ["http://shop.example/a.pdf", "javascript:alert(1)", "/v1/sites/x/documents/y"] {
        assert_eq!(with("address", json!(wrong)), ["bad_document"], "{wrong}");
    }
    assert!(with("address", json!("/v1/sites/site_a/documents/file_b")).is_empty());
    assert_eq!(with("title", json!(" ")), ["empty_text"]);
    assert_eq!(with("title", json!("x".repeat(121))), ["text_too_long"]);
    assert_eq!(with("text", json!("{{first_name}}")), ["unknown_token"]);
    assert_eq!(with("titel", json!("Guide")), ["unknown_field"]);
    let first = |must: bool| {
        codes(move |all| {
            all["first"] = json!("guide");
            all["cards"][1]["must_open"] = json!(must);
            all["cards"][2] =
                json!({ "type": "message", "id": "bye", "text": "Bye", "next": "ask" });
            all["cards"][0]["responses"][0]["next"] = json!(null);
        })
    };
    assert!(first(false).is_empty(), "{:?}", first(false));
    assert_eq!(first(true), ["document_before_answer"]);
}

#[test]
fn a_dialogue_goes_on_by_itself_or_waits_until_the_document_is_opened() {
    let free = offered(false);
    assert!(free.conversation.state.is_over());
    let mut waits = offered(true);
    assert_eq!(waits.conversation.state.flow.position, Position::At(card("guide")));
    used(&mut waits, "d1", DocumentUse::Downloaded).unwrap();
    assert_eq!(waits.conversation.state.flow.position, Position::At(card("guide")));
    used(&mut waits, "d2", DocumentUse::Opened).unwrap();
    assert!(waits.conversation.state.is_over());
    let bye = |event: &Event| matches!(event, Event::Shown { card } if card.as_str() == "bye");
    assert_eq!(count(&waits, bye), 1);
    used(&mut waits, "d3", DocumentUse::Opened).unwrap();
    assert_eq!(count(&waits, bye), 1, "opened again, it does not go on again");
}

#[test]
fn only_what_was_offered_is_logged_and_only_so_often() {
    let mut early = Bench::of(stream(false));
    assert!(used(&mut early, "d1", DocumentUse::Opened).is_err());
    let mut bench = offered(false);
    let other = VisitorAct::UseDocument(card("ask"), DocumentUse::Opened);
    assert!(bench.visitor("d0", other).is_err());
    used(&mut bench, "d1", DocumentUse::Closed(Millis(1))).unwrap();
    for n in 0..40 {
        used(&mut bench, &format!("o{n}"), DocumentUse::Opened).unwrap();
        used(&mut bench, &format!("s{n}"), DocumentUse::Downloaded).unwrap();
    }
    for n in 0..40 {
        used(&mut bench, &format!("c{n}"), DocumentUse::Closed(Millis(u64::MAX))).unwrap();
    }
    let opened = count(&bench, |event| matches!(event, Event::DocumentOpened { .. }));
    let downloaded = count(&bench, |event| matches!(event, Event::DocumentDownloaded { .. }));
    let closed = count(
        &bench,
        |event| matches!(event, Event::DocumentClosed { ms, .. } if *ms == MAX_READING.0),
    );
    assert_eq!((opened, downloaded), (MAX_OPENINGS as usize, MAX_DOWNLOADS as usize));
    assert_eq!(closed, opened, "each opening is closed once");
    let text = transcript(&bench.conversation.meta, &bench.log, &shared::availability::Zone::utc());
    assert!(text.contains("[document: Guide]") && text.contains("downloaded the document “Guide”"));
}

#[test]
fn a_report_that_comes_twice_counts_once_and_reports_count_who_opened_it() {
    let mut bench = offered(false);
    used(&mut bench, "d1", DocumentUse::Opened).unwrap();
    used(&mut bench, "d1", DocumentUse::Opened).unwrap();
    used(&mut bench, "d2", DocumentUse::Downloaded).unwrap();
    assert_eq!(count(&bench, |event| matches!(event, Event::DocumentOpened { .. })), 1);
    let counts = Counted::default().note(&bench.conversation.meta.stream, &bench.log);
    let all = [Count::Reached, Count::Passed, Count::Downloaded].map(|count| count(card("guide")));
    for expected in all {
        assert!(counts.contains(&expected), "{counts:?}");
    }
}

#[test]
fn the_walk_opens_what_must_be_opened() {
    for must_open in [true, false] {
        let stream = stream(must_open);
        let ways = Ways::new(&stream).explore().ways;
        let opens = Act::Open { card: card("guide") };
        assert_eq!(
            ways.iter().filter(|way| way.acts.contains(&opens)).count(),
            usize::from(must_open)
        );
        for way in &ways {
            assert_eq!(play(&stream, way).unwrap().0.position, Position::Done);
        }
    }
}

#[test]
fn an_example_opens_the_document() {
    let promises = |does: Value| {
        let file = json!({ "examples": [
            { "name": "reads", "does": does, "sees": ["guide", "bye"], "reads": ["Guide"], "ends": "end" },
        ] });
        serde_json::from_value::<Promises>(file).unwrap()
    };
    let kept = |does: Value| prove(&stream(true), &promises(does)).is_good();
    assert!(kept(json!([{ "answer": "yes" }, { "open": "guide" }])));
    assert!(!kept(json!([{ "answer": "yes" }])));
    assert!(!kept(json!([{ "open": "guide" }, { "answer": "yes" }])));
}

/// BACKTEST-01
#[test]
fn the_backtest_of_the_live_version_is_what_happened() {
    for must_open in [true, false] {
        for opens in [true, false] {
            let mut bench = offered(must_open);
            if opens {
                used(&mut bench, "d1", DocumentUse::Opened).unwrap();
            }
            let events = bench.log.iter().map(|logged| &logged.event);
            let record = Record::new(&bench.conversation.meta, events);
            let found = courses(&bench.conversation.meta.stream, &record);
            assert_eq!(found.all.len(), 1);
            assert_eq!(found.all[0].events, record.events, "{must_open}, {opens}");
        }
    }
}

#[test]
fn what_is_begun_in_the_browser_is_what_the_edge_logs() {
    let begun = FlowState::begin(&stream(true), FlowContext::default());
    assert_eq!(begun, [Event::Shown { card: card("ask") }]);
}
