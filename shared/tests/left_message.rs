//! The form of the fallback, and when people are back (ROUTE-27, ROUTE-28, INBOX-20).
#![cfg(feature = "desk")]

use crate::common::desk::{Bench as Desk, agent};
use crate::common::hours::{at, office_hours, schedule};
use crate::conversation::bench::{Bench, email, key};
use serde_json::json;
use shared::availability::{AvailabilityState, Schedule, Toggle, back_at};
use shared::conversation::{DeskToConversation, FallbackFormSettings, Input, Refusal, VisitorAct};
use shared::counts::{Count, counted};
use shared::event::{Event, FallbackForm, FallbackReason};
use shared::people;
use shared::person::{Attributes, Field};
use shared::quota::Grant;
use shared::stream::{Card, Route};
use shared::time::Timestamp;

const BACK: Timestamp = Timestamp(1_795_100_000_000);

/// A visitor who waits; the site asks for a company besides.
fn waiting(offered: bool, card: Option<bool>) -> Bench {
    let mut bench = Bench::waiting();
    let field = json!({ "field": "company", "label": "Your company" });
    let fields = vec![serde_json::from_value(field).unwrap()];
    bench.conversation.meta.limits.fallback_form = FallbackFormSettings { offered, fields };
    for entry in &mut bench.conversation.meta.stream.cards {
        if let Card::LiveChat(live) = entry {
            live.fallback_form = card;
        }
    }
    bench
}

fn falls_back(bench: &mut Bench, reason: FallbackReason) -> Option<FallbackForm> {
    let request = bench.request();
    let news = DeskToConversation::FellBack { request, reason, back_at: Some(BACK) };
    bench.handle(Input::Desk(news)).unwrap();
    let Event::FellBack { form, .. } = bench.last() else { panic!("{:?}", bench.last()) };
    form.clone()
}

fn leave(values: &[(Field, &str)], text: &str) -> VisitorAct {
    let values = values.iter().map(|(field, value)| (field.clone(), (*value).to_owned()));
    VisitorAct::LeaveMessage(values.collect(), text.to_owned())
}

#[test]
fn the_card_decides_about_the_form_and_otherwise_the_site() {
    for (site, card, offered) in [
        (false, None, false),
        (true, None, true),
        (true, Some(false), false),
        (false, Some(true), true),
    ] {
        let form = falls_back(&mut waiting(site, card), FallbackReason::NobodyAvailable);
        assert_eq!(form.is_some(), offered, "{site} {card:?}");
    }
    let other = falls_back(&mut waiting(true, None), FallbackReason::OtherChat);
    assert_eq!(other, None, "who has another chat writes there");
}

#[test]
fn the_form_asks_for_what_is_not_known() {
    let form = falls_back(&mut waiting(true, None), FallbackReason::TimedOut).unwrap();
    let fields: Vec<_> = form.fields.iter().map(|spec| spec.field.as_str()).collect();
    assert_eq!((fields, form.back_at), (vec!["company"], Some(BACK)), "the address is known");
    let mut bench = waiting(true, None);
    bench.conversation.state.flow.attributes.clear();
    let form = falls_back(&mut bench, FallbackReason::TimedOut).unwrap();
    let fields: Vec<_> =
        form.fields.iter().map(|spec| (spec.field.as_str(), spec.required)).collect();
    assert_eq!(fields, [("email", true), ("company", false)]);
}

#[test]
fn a_message_is_left_once() {
    let mut bench = waiting(true, None);
    bench.conversation.state.flow.attributes.clear();
    assert_eq!(bench.visitor("c7", leave(&[], "Hello")), Err(Refusal::NoForm), "not yet");
    falls_back(&mut bench, FallbackReason::NobodyAvailable);
    let wrong = [
        (leave(&[], "Hello"), "invalid_value"),
        (leave(&[(Field::Email, "nobody")], "Hello"), "invalid_value"),
        (leave(&[(Field::Email, "a@b.example")], " \n "), "empty"),
        (leave(&[(Field::Email, "a@b.example")], &"a".repeat(4_001)), "too_long"),
        (leave(&[(Field::Email, "a@b.example"), (Field::Phone, "12345")], "Hi"), "not_there"),
    ];
    for (act, code) in wrong {
        assert_eq!(bench.visitor("c8", act).unwrap_err().code(), code);
    }
    let act = leave(&[(Field::Email, " Ada@Example.com "), (Field::Company, "")], " Call me\u{7} ");
    let first = bench.visitor("c9", act.clone()).unwrap();
    let values = Attributes::from([(Field::Email, "Ada@Example.com".to_owned())]);
    assert_eq!(*bench.last(), Event::MessageLeft { values, text: "Call me".into() });
    let again = bench.visitor("c9", act.clone()).unwrap();
    assert_eq!((again.ack, again.events), (first.ack, Vec::new()), "a repeated frame");
    assert_eq!(bench.visitor("c10", act), Err(Refusal::NoForm), "another message");
    let restored =
        shared::conversation::Conversation::restore(bench.conversation.meta.clone(), &bench.log);
    assert_eq!(restored.state.applied(&shared::event::Author::Visitor, &key("c9")), first.ack);
    assert_eq!(restored.state.flow.attributes[&Field::Email], "Ada@Example.com");
    assert_eq!(counted(bench.last()), Some(Count::Acquired));
    assert_eq!(people::said(&bench.log), "Call me");
}

#[test]
fn who_is_blocked_gets_no_form_and_is_not_told() {
    let mut typed = waiting(true, None);
    typed.conversation.state.flow.attributes.clear();
    let block = shared::conversation::EmailFingerprint::from_email("eve@example.com");
    typed.conversation.meta.limits.blocked_emails = vec![block];
    typed.conversation.meta.limits.blocked = vec!["bad.example".into()];
    falls_back(&mut typed, FallbackReason::NobodyAvailable);
    let refused = typed.visitor("c8", leave(&[(Field::Email, "a@bad.example")], "Hi"));
    assert_eq!(refused, Err(Refusal::Blocked("bad.example".into())));
    typed.visitor("c9", leave(&[(Field::Email, "eve@example.com")], "Hi")).unwrap();
    assert!(typed.conversation.is_from_blocked_email(), "nobody is asked to answer");

    let mut known = Bench::begun();
    known.conversation.meta.limits.fallback_form.offered = true;
    known.conversation.meta.limits.blocked_emails =
        vec![shared::conversation::EmailFingerprint::from_email("eve@example.com")];
    known.visitor("c1", crate::conversation::bench::answer("yes")).unwrap();
    known.visitor("c2", email("eve@example.com")).unwrap();
    assert!(matches!(known.last(), Event::FellBack { form: None, .. }), "{:?}", known.last());
}

fn by_schedule(now: &str, schedule: &Schedule, toggle: Option<Toggle>) -> AvailabilityState {
    AvailabilityState::new(at(now), Some(schedule), toggle.as_ref())
}

#[test]
fn people_are_back_when_the_first_of_them_has_hours_again() {
    let hours = office_hours();
    let friday = "2026-11-20T17:30[Europe/Berlin]";
    let closed = (by_schedule(friday, &hours, None), Some(&hours));
    let monday = Some(at("2026-11-23T09:00[Europe/Berlin]"));
    assert_eq!(back_at([closed]), monday);
    assert_eq!(back_at([(AvailabilityState::Nothing, None), closed]), monday);
    let until = Some(at("2026-11-21T08:00[Europe/Berlin]"));
    let early = AvailabilityState::Schedule { available: false, until };
    assert_eq!(back_at([closed, (early, None)]), until, "the first of them");
    assert_eq!(back_at([(AvailabilityState::Nothing, None)]), None, "nobody has hours");
    let open = (by_schedule("2026-11-20T10:00[Europe/Berlin]", &hours, None), Some(&hours));
    assert_eq!(back_at([closed, open]), None, "somebody is there, and busy");
}

#[test]
fn who_has_switched_themselves_away_is_back_at_their_next_hours() {
    let hours = office_hours();
    let morning = "2026-11-20T10:00[Europe/Berlin]";
    let toggle = Toggle { available: false, set: at(morning) };
    let away = (by_schedule(morning, &hours, Some(toggle)), Some(&hours));
    assert_eq!(back_at([away]), Some(at("2026-11-20T13:30[Europe/Berlin]")));
}

#[test]
fn the_desk_says_when_somebody_on_the_route_is_back() {
    let mut desk = Desk::with_available(2);
    let hours = schedule("Europe/Berlin", json!({ "sun": [{ "from": "10:00", "to": "12:00" }] }));
    desk.status(1, false).unwrap();
    desk.status(2, false).unwrap();
    desk.schedule(1, Some(hours.clone()));
    let to = |n: u32| Route::Agent { agent: agent(n) };
    let back = |desk: &Desk, n: u64| match desk.news(n).as_slice() {
        [.., DeskToConversation::FellBack { back_at, .. }] => *back_at,
        other => panic!("{other:?}"),
    };
    desk.request(2, to(2));
    assert_eq!(back(&desk, 2), None, "only the other agent has hours");
    desk.request(1, to(1));
    assert_eq!(back(&desk, 1), hours.changes_after(desk.now));
    desk.status(2, true).unwrap();
    desk.request(3, Route::RoundRobin);
    desk.grant(3, Grant::Exhausted);
    assert_eq!(back(&desk, 3), None, "hours say nothing about the limit");
}

#[test]
fn nobody_is_back_before_the_site_opens() {
    let back = |now: &str, agents: Option<&str>, reason| {
        let mut bench = waiting(true, None);
        bench.conversation.meta.limits.hours = Some(office_hours());
        bench.now = at(now);
        let (request, back_at) = (bench.request(), agents.map(at));
        let news = DeskToConversation::FellBack { request, reason, back_at };
        bench.handle(Input::Desk(news)).unwrap();
        let Event::FellBack { form, .. } = bench.last() else { panic!("{:?}", bench.last()) };
        form.as_ref().unwrap().back_at
    };
    let nobody = FallbackReason::NobodyAvailable;
    let (open, closed) = ("2026-11-20T10:00[Europe/Berlin]", "2026-11-20T17:30[Europe/Berlin]");
    let (saturday, monday, tuesday) = (
        "2026-11-21T08:00[Europe/Berlin]",
        "2026-11-23T09:00[Europe/Berlin]",
        "2026-11-24T08:00[Europe/Berlin]",
    );
    assert_eq!(back(closed, None, nobody), Some(at(monday)));
    assert_eq!(back(closed, Some(saturday), nobody), Some(at(monday)));
    assert_eq!(back(closed, Some(tuesday), nobody), Some(at(tuesday)));
    assert_eq!(back(open, None, nobody), None, "they are busy, and nobody knows how long");
    assert_eq!(back(open, Some(saturday), nobody), Some(at(saturday)));
    assert_eq!(back(closed, None, FallbackReason::QuotaExhausted), None);
}
