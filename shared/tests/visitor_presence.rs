//! The visitor's presence: who has not connected yet, and whose open socket is silent.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::conversation::bench::{Bench, NOW, answer, email};
use shared::conversation::{ConversationToDesk, GONE_WHILE_WAITING, Input, Outcome, Presence};
use shared::event::{EndedBy, Event};
use shared::heartbeat::SILENT_AFTER;
use shared::time::Millis;

#[test]
fn a_chat_request_waits_for_the_visitors_first_connection() {
    let requests = |bench: &Bench| {
        let is = |message: &&_| matches!(message, ConversationToDesk::Request { .. });
        bench.to_desk.iter().filter(is).count()
    };
    let begun = || {
        let mut bench = Bench::begun();
        bench.conversation.visitor = Presence::Expected(NOW);
        bench.visitor("c1", answer("yes")).unwrap();
        bench.visitor("c2", email("ada@example.com")).unwrap();
        bench.handle(Input::Present(None)).unwrap();
        bench
    };
    // ROUTE-25: the visitor connects, and is asked for once.
    let mut bench = begun();
    assert_eq!(requests(&bench), 0);
    for last_seen_at in [Some(NOW), None, Some(NOW)] {
        bench.handle(Input::Present(last_seen_at)).unwrap();
    }
    assert_eq!(requests(&bench), 1);
    // Who never connects is nobody's chat.
    let mut bench = begun();
    bench.now = bench.conversation.deadline().unwrap();
    assert_eq!(bench.now, NOW + GONE_WHILE_WAITING);
    bench.handle(Input::Timer).unwrap();
    assert!(matches!(bench.last(), Event::Withdrawn { .. }));
    assert_eq!(requests(&bench), 0);
}

#[test]
fn a_visitor_whose_open_socket_is_silent_is_gone_since_their_last_ping() {
    let mut bench = Bench::live();
    bench.handle(Input::Present(Some(bench.now))).unwrap();
    let silent_at = NOW + SILENT_AFTER;
    assert_eq!(bench.conversation.deadline(), Some(silent_at));
    bench.now = silent_at - Millis(1);
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default());
    bench.now = silent_at;
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.conversation.visitor, Presence::GoneSince(NOW));
    // The site's five minutes begin with the last ping, not when its absence is noticed.
    assert_eq!(bench.conversation.deadline(), Some(NOW + Millis::minutes(5)));
    bench.now = NOW + Millis::minutes(5);
    bench.handle(Input::Present(Some(NOW))).unwrap();
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.last(), &Event::Ended { by: EndedBy::VisitorGone });
}

#[test]
fn a_visitor_who_pings_again_on_the_same_socket_is_there_again() {
    let mut bench = Bench::live();
    bench.handle(Input::Present(Some(bench.now))).unwrap();
    bench.now = NOW + Millis::minutes(4);
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.conversation.visitor, Presence::GoneSince(NOW));
    bench.handle(Input::Present(Some(bench.now))).unwrap();
    assert_eq!(bench.conversation.visitor, Presence::Here);
    bench.now = NOW + Millis::minutes(5);
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default());
}
