//! Pushes to the devices of agents who have no tab open.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

use crate::common::desk::{Bench, agent, conversation, offer};
use proptest::prelude::*;
use shared::conversation::DeskToConversation;
use shared::event::{FallbackReason, OfferFailure, OfferOutcome};
use shared::id::OfferId;
use shared::push::Notice;
use shared::time::Millis;
use std::collections::BTreeMap;

/// One agent who is available and can be pushed to, and whose last tab closed a minute ago.
fn away() -> Bench {
    let mut bench = Bench::with_available(1);
    bench.push(1);
    bench.present(1, 0);
    bench.pass(Millis::minutes(1));
    bench
}

fn closed(n: u64, outcome: OfferOutcome) -> Notice {
    Notice::Closed { offer: offer(n), outcome }
}

fn offer_notice(bench: &Bench, n: u64, left: Millis) -> Notice {
    Notice::Offer {
        offer: offer(n),
        conversation: conversation(n),
        name: "A visitor".into(),
        path: String::new(),
        from: None,
        until: bench.now + left,
    }
}

#[test]
fn an_offer_without_an_open_tab_is_pushed_and_withdrawn_when_it_is_over() {
    let mut bench = away();
    assert_eq!(bench.request_and_grant(1), Some(agent(1)));
    let notices = offer_notice(&bench, 1, Millis::seconds(45));
    assert_eq!(bench.pushes(1), std::slice::from_ref(&notices));
    bench.pass(Millis::seconds(45));
    assert_eq!(bench.pushes(1), [notices, closed(1, OfferOutcome::Failed(OfferFailure::TimedOut))]);
}

#[test]
fn an_offer_that_a_tab_shows_is_not_pushed() {
    let mut bench = Bench::with_available(1);
    bench.push(1);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    assert_eq!(bench.pushes(1), []);
}

#[test]
fn an_offer_whose_last_tab_closes_is_pushed_once() {
    let mut bench = Bench::with_available(1);
    bench.push(1);
    bench.present(1, 2);
    bench.request_and_grant(1);
    bench.present(1, 1);
    assert_eq!(bench.pushes(1), []);
    bench.present(1, 0);
    let notices = offer_notice(&bench, 1, Millis::seconds(45));
    bench.present(1, 0);
    bench.present(1, 1);
    bench.present(1, 0);
    assert_eq!(bench.pushes(1), [notices]);
}

#[test]
fn opening_the_inbox_and_accepting_withdraws_the_notices() {
    let mut bench = away();
    bench.request_and_grant(1);
    bench.crash();
    bench.present(1, 1);
    bench.accept(1, 1).unwrap();
    assert_eq!(bench.pushes(1).last(), Some(&closed(1, OfferOutcome::Accepted)));
    assert_eq!(bench.pushes(1).len(), 2);
}

#[test]
fn a_visitor_who_stops_waiting_withdraws_the_notices() {
    let mut bench = away();
    bench.request_and_grant(1);
    bench.done(1);
    assert_eq!(
        bench.pushes(1).last(),
        Some(&closed(1, OfferOutcome::Failed(OfferFailure::Withdrawn)))
    );
}

#[test]
fn removing_an_agent_withdraws_their_notices() {
    let mut bench = away();
    bench.request_and_grant(1);
    bench.roster(&[]);
    assert_eq!(
        bench.pushes(1).last(),
        Some(&closed(1, OfferOutcome::Failed(OfferFailure::AgentGone)))
    );
    assert_eq!(bench.pushes(1).len(), 2);
}

#[test]
fn an_offer_ends_when_neither_tab_nor_device_is_left() {
    let mut bench = away();
    bench.request_and_grant(1);
    bench.no_push(1);
    let ended = |news: &DeskToConversation| {
        matches!(news, DeskToConversation::OfferClosed { reason: OfferFailure::AgentGone, .. })
    };
    assert!(bench.news(1).iter().any(ended), "{:?}", bench.news(1));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    bench.request(2, shared::stream::Route::RoundRobin);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
}

#[test]
fn an_offer_stays_open_while_a_tab_is_open_or_was_a_moment_ago() {
    for sockets in [0, 1] {
        let mut bench = Bench::with_available(1);
        bench.push(1);
        bench.request_and_grant(1);
        bench.present(1, sockets);
        bench.no_push(1);
        assert_eq!(bench.fell_back(1), None, "{sockets}");
        bench.accept(1, 1).unwrap();
    }
}

#[test]
fn a_notice_fits_a_push_whatever_the_visitor_wrote() {
    let page = shared::event::Page {
        url: format!("https://a/{}", "ä".repeat(9_000)),
        ..Default::default()
    };
    let name = ("first_name", "😀".repeat(5_000));
    let card = shared::protocol::OfferCard {
        id: offer(1),
        conversation: conversation(1),
        attributes: [(shared::person::Field::from_name(name.0).unwrap(), name.1)].into(),
        page,
        from: None,
        since: shared::time::Timestamp(0),
        until: shared::time::Timestamp(45_000),
    };
    let written = serde_json::to_vec(&Notice::offer(&card)).unwrap();
    assert!(written.len() < 2_000, "{} bytes", written.len());
}

#[derive(Debug, Clone)]
enum Act {
    Request(u64),
    Done(u64),
    Accept(u32, u64),
    Decline(u32, u64),
    Present(u32, usize),
    Push(u32, bool),
    Pass(u64),
    Crash,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (1..12_u64).prop_map(Act::Request),
        (1..12_u64).prop_map(Act::Done),
        (1..4_u32, 1..12_u64).prop_map(|(a, n)| Act::Accept(a, n)),
        (1..4_u32, 1..12_u64).prop_map(|(a, n)| Act::Decline(a, n)),
        (1..4_u32, 0..2_usize).prop_map(|(a, n)| Act::Present(a, n)),
        (1..4_u32, any::<bool>()).prop_map(|(a, on)| Act::Push(a, on)),
        (1..60_u64).prop_map(Act::Pass),
        Just(Act::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// In any order of inputs: no offer is pushed twice, and each pushed offer is withdrawn once.
    #[test]
    fn every_push_is_withdrawn_exactly_once(acts in proptest::collection::vec(act(), 1..80)) {
        let mut bench = Bench::with_available(3);
        let mut requested = std::collections::BTreeSet::new();
        for act in acts {
            match act {
                Act::Request(n) if requested.insert(n) => drop(bench.request_and_grant(n)),
                Act::Request(_) => {}
                Act::Done(n) => bench.done(n),
                Act::Accept(a, n) => drop(bench.accept(a, n)),
                Act::Decline(a, n) => drop(bench.decline(a, n)),
                Act::Present(a, n) => bench.present(a, n),
                Act::Push(a, true) => bench.push(a),
                Act::Push(a, false) => bench.no_push(a),
                Act::Pass(seconds) => bench.pass(Millis::seconds(seconds)),
                Act::Crash => bench.crash(),
            }
            bench.check_invariants();
        }
        bench.pass(Millis::minutes(10));
        for n in 1..4 {
            let mut notices: BTreeMap<OfferId, (usize, usize)> = BTreeMap::new();
            for notice in bench.pushes(n) {
                match notice {
                    Notice::Offer { offer, .. } => notices.entry(offer).or_default().0 += 1,
                    Notice::Closed { offer, .. } => notices.entry(offer).or_default().1 += 1,
                    Notice::Reply { .. } | Notice::Trial => panic!("the desk pushes none"),
                }
            }
            prop_assert!(notices.values().all(|count| *count == (1, 1)), "{notices:?}");
        }
    }
}
