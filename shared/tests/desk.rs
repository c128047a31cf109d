//! The desk's rules, scenario by scenario (`docs/rules.md` §3), and under any order of inputs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

mod common;

use common::desk::{Bench, agent, request};
use proptest::prelude::*;
use shared::conversation::DeskNews;
use shared::desk::{DeskRefusal, ToSite};
use shared::event::{FallbackReason, OfferEnd};
use shared::protocol::{ClosedAs, DeskFrame, TransferTo};
use shared::quota::{Grant, Settlement};
use shared::stream::Route;
use shared::time::Millis;

#[test]
fn the_bell_rings_at_exactly_one_agent_in_turn() {
    let mut bench = Bench::with_available(3);
    let asked: Vec<_> = (1..=6).map(|n| bench.ask_and_grant(n)).collect();
    assert_eq!(asked, [1, 2, 3, 1, 2, 3].map(|n| Some(agent(n))).to_vec());
}

#[test]
fn nobody_available_falls_back_at_once_and_asks_the_ledger_nothing() {
    let mut bench = Bench::with_agents(2);
    bench.ask(1, Route::RoundRobin);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    assert!(bench.to_site().is_empty());
    assert_eq!(bench.desk.deadline(), None);
}

#[test]
fn accepting_in_time_connects_and_counts() {
    let mut bench = Bench::with_available(1);
    bench.ask_and_grant(1);
    bench.pass(Millis::seconds(44));
    bench.accept(1, 1).unwrap();
    assert!(
        matches!(bench.news(1).last(), Some(DeskNews::Connected { agent: face, .. }) if face.id == agent(1))
    );
    assert!(
        bench.to_site().contains(&ToSite::Settle { request: request(1), how: Settlement::Engaged })
    );
    assert!(bench.frames(1).iter().any(|frame| matches!(frame, DeskFrame::Assigned { .. })));
}

#[test]
fn nobody_accepts_for_45_seconds_then_the_fallback_and_what_was_held_is_free() {
    let mut bench = Bench::with_available(2);
    bench.ask_and_grant(1);
    bench.pass(Millis(44_999));
    assert_eq!(bench.fell_back(1), None);
    bench.pass(Millis(1));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
    assert!(
        bench
            .to_site()
            .contains(&ToSite::Settle { request: request(1), how: Settlement::Released })
    );
    assert_eq!(bench.due(), None);
}

#[test]
fn an_accept_after_the_time_is_refused_with_its_reason_even_before_the_timer_ran() {
    let mut bench = Bench::with_available(1);
    bench.ask_and_grant(1);
    bench.jump(Millis::seconds(45));
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::TimedOut));
    bench.tick();
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::TimedOut));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
}

#[test]
fn two_accepts_never_both_win() {
    let mut bench = Bench::with_available(2);
    bench.ask_and_grant(1);
    assert_eq!(bench.accept(2, 1), Err(DeskRefusal::NotOffered));
    bench.accept(1, 1).unwrap();
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::AlreadyAccepted));
}

#[test]
fn a_declined_chat_falls_back_at_once() {
    let mut bench = Bench::with_available(2);
    bench.ask_and_grant(1);
    bench.decline(1, 1).unwrap();
    assert_eq!(bench.fell_back(1), Some(FallbackReason::Declined));
    assert!(matches!(bench.news(1)[1], DeskNews::OfferClosed { reason: OfferEnd::Declined, .. }));
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::AlreadyDeclined));
}

#[test]
fn a_visitor_who_gives_up_takes_the_banner_away() {
    let mut bench = Bench::with_available(1);
    bench.ask_and_grant(1);
    bench.done(1);
    assert!(matches!(
        bench.frames(1).last(),
        Some(DeskFrame::OfferClosed { reason: ClosedAs::Withdrawn, .. })
    ));
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::Withdrawn));
    assert!(
        bench
            .to_site()
            .contains(&ToSite::Settle { request: request(1), how: Settlement::Released })
    );
}

#[test]
fn an_agent_never_has_more_than_ten_rings_and_chats() {
    let mut bench = Bench::with_available(1);
    for n in 1..=10 {
        assert_eq!(bench.ask_and_grant(n), Some(agent(1)));
        if n % 2 == 0 {
            bench.accept(1, n).unwrap();
        }
    }
    bench.ask(11, Route::RoundRobin);
    assert_eq!(bench.fell_back(11), Some(FallbackReason::NobodyAvailable));
    bench.done(2);
    assert_eq!(bench.ask_and_grant(12), Some(agent(1)));
}

#[test]
fn a_wish_that_was_granted_when_nobody_is_left_falls_back_and_frees_what_it_held() {
    let mut bench = Bench::with_available(1);
    bench.ask(1, Route::RoundRobin);
    bench.status(1, false).unwrap();
    bench.grant(1, Grant::Granted);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    assert!(
        bench
            .to_site()
            .contains(&ToSite::Settle { request: request(1), how: Settlement::Released })
    );
}

#[test]
fn a_spent_quota_rings_nowhere() {
    let mut bench = Bench::with_available(1);
    bench.ask(1, Route::RoundRobin);
    bench.grant(1, Grant::Spent);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::QuotaSpent));
    assert!(bench.frames(1).is_empty());
}

#[test]
fn a_ledger_that_does_not_answer_does_not_keep_a_visitor_waiting() {
    let mut bench = Bench::with_available(1);
    bench.ask(1, Route::RoundRobin);
    bench.pass(Millis::seconds(15));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::DeskUnreachable));
    bench.grant(1, Grant::Granted);
    assert!(bench.frames(1).is_empty());
}

#[test]
fn that_agent_means_nobody_else() {
    let mut bench = Bench::with_available(3);
    let route = Route::Agent { agent: agent(2) };
    bench.ask(1, route.clone());
    assert_eq!(bench.grant(1, Grant::Granted), Some(agent(2)));
    bench.status(2, false).unwrap();
    bench.ask(2, route);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
}

#[test]
fn an_agent_whose_browsers_are_gone_counts_as_present_only_for_the_grace_period() {
    let mut bench = Bench::with_available(1);
    bench.present(1, 0);
    bench.jump(Millis::seconds(19));
    assert_eq!(bench.ask_and_grant(1), Some(agent(1)));
    bench.jump(Millis::seconds(1));
    bench.ask(2, Route::RoundRobin);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
    bench.present(1, 1);
    assert_eq!(bench.ask_and_grant(3), Some(agent(1)));
}

#[test]
fn going_away_never_touches_a_chat_or_a_ring() {
    let mut bench = Bench::with_available(1);
    bench.ask_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.ask_and_grant(2);
    bench.status(1, false).unwrap();
    bench.accept(1, 2).unwrap();
    let Some(DeskFrame::Snapshot { chats, available, .. }) =
        bench.desk.snapshot(bench.now, &agent(1))
    else {
        panic!("an agent has a snapshot");
    };
    assert_eq!((chats.len(), available), (2, false));
}

#[test]
fn without_the_permission_nobody_can_be_available() {
    let mut bench = Bench::with_agents(1);
    bench.roster(&[(1, false)]);
    assert_eq!(bench.status(1, true), Err(DeskRefusal::NoPermission));
    assert_eq!(bench.status(9, true), Err(DeskRefusal::NotAnAgent));
}

#[test]
fn an_agent_taken_off_the_roster_is_not_rung_at_any_more() {
    let mut bench = Bench::with_available(2);
    bench.ask_and_grant(1);
    bench.roster(&[(2, true)]);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    assert_eq!(bench.ask_and_grant(2), Some(agent(2)));
}

#[test]
fn a_wish_that_comes_twice_rings_once() {
    let mut bench = Bench::with_available(2);
    bench.ask_and_grant(1);
    bench.ask(1, Route::RoundRobin);
    bench.grant(1, Grant::Granted);
    assert_eq!(bench.news(1).len(), 1);
}

#[test]
fn skipped_agents_do_not_lose_their_turn() {
    let mut bench = Bench::with_available(3);
    assert_eq!(bench.ask_and_grant(1), Some(agent(1)));
    bench.status(2, false).unwrap();
    assert_eq!(bench.ask_and_grant(2), Some(agent(3)));
    assert_eq!(bench.ask_and_grant(3), Some(agent(1)));
    bench.status(2, true).unwrap();
    assert_eq!(bench.ask_and_grant(4), Some(agent(2)));
    assert_eq!(bench.ask_and_grant(5), Some(agent(3)));
}

/// What a random world does to a desk of four agents.
#[derive(Debug, Clone)]
enum Act {
    Ask(u64),
    Grant(u64, bool),
    Done(u64),
    Accept(u32, u64),
    AcceptNth(u32, u64, u32),
    Transfer(u32, u64, u32),
    Keep(u32, u64),
    Decline(u32, u64),
    Status(u32, bool),
    Present(u32, usize),
    Pass(u64),
    Crash,
}

fn act() -> impl Strategy<Value = Act> {
    let wish = 1_u64..40;
    let who = 1_u32..5;
    prop_oneof![
        4 => wish.clone().prop_map(Act::Ask),
        4 => (wish.clone(), prop::bool::weighted(0.9)).prop_map(|(n, yes)| Act::Grant(n, yes)),
        2 => wish.clone().prop_map(Act::Done),
        4 => (who.clone(), wish.clone()).prop_map(|(a, n)| Act::Accept(a, n)),
        3 => (who.clone(), wish.clone(), 2_u32..5).prop_map(|(a, n, nth)| Act::AcceptNth(a, n, nth)),
        3 => (who.clone(), wish.clone(), who.clone()).prop_map(|(a, n, to)| Act::Transfer(a, n, to)),
        1 => (who.clone(), wish.clone()).prop_map(|(a, n)| Act::Keep(a, n)),
        1 => (who.clone(), wish).prop_map(|(a, n)| Act::Decline(a, n)),
        2 => (who.clone(), prop::bool::weighted(0.8)).prop_map(|(a, on)| Act::Status(a, on)),
        2 => (who, 0_usize..3).prop_map(|(a, n)| Act::Present(a, n)),
        2 => (1_u64..180_000).prop_map(Act::Pass),
        1 => Just(Act::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever happens, in any order, through any crash: never over ten, one end for every wish,
    /// one ring at a time, a settlement for every reservation, and the store is the desk.
    #[test]
    fn no_order_of_inputs_breaks_the_desk(acts in prop::collection::vec(act(), 1..200)) {
        let mut bench = Bench::with_available(4);
        for act in acts {
            match act {
                Act::Ask(n) => bench.ask(n, Route::RoundRobin),
                Act::Grant(n, true) => { bench.grant(n, Grant::Granted); }
                Act::Grant(n, false) => { bench.grant(n, Grant::Spent); }
                Act::Done(n) => bench.done(n),
                Act::Accept(a, n) => { let _ = bench.accept(a, n); }
                Act::AcceptNth(a, n, nth) => { let _ = bench.accept_nth(a, n, nth); }
                Act::Transfer(a, n, to) => {
                    let _ = bench.transfer(a, n, TransferTo::Agent(agent(to)));
                }
                Act::Keep(a, n) => { let _ = bench.keep(a, n); }
                Act::Decline(a, n) => { let _ = bench.decline(a, n); }
                Act::Status(a, on) => bench.status(a, on).unwrap(),
                Act::Present(a, n) => bench.present(a, n),
                Act::Pass(ms) => bench.pass(Millis(ms)),
                Act::Crash => bench.crash(),
            }
            bench.check_invariants();
        }
        bench.pass(Millis::minutes(10));
        bench.check_everything_ended();
    }
}
