//! The desk's rules (`docs/rules.md`, ROUTE), scenario by scenario and under any order of inputs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::desk::{Bench, agent, request};
use proptest::prelude::*;
use shared::conversation::DeskToConversation;
use shared::desk::{DeskRefusal, DeskToLedger};
use shared::event::{FallbackReason, OfferFailure, OfferOutcome};
use shared::protocol::{AgentEvent, TransferTo};
use shared::quota::{Grant, ReservationOutcome};
use shared::stream::Route;
use shared::time::Millis;

#[test]
fn a_chat_is_offered_to_exactly_one_agent_in_turn() {
    let mut bench = Bench::with_available(3);
    let offered: Vec<_> = (1..=6).map(|n| bench.request_and_grant(n)).collect();
    assert_eq!(offered, [1, 2, 3, 1, 2, 3].map(|n| Some(agent(n))).to_vec());
}

#[test]
fn nobody_available_falls_back_at_once_without_a_reservation() {
    let mut bench = Bench::with_agents(2);
    bench.request(1, Route::RoundRobin);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    assert!(bench.to_site().is_empty());
    assert_eq!(bench.desk.deadline(), None);
}

#[test]
fn accepting_in_time_connects_and_counts_once_the_conversation_says_so() {
    let mut bench = Bench::with_available(1);
    bench.request_and_grant(1);
    bench.pass(Millis::seconds(44));
    bench.accept(1, 1).unwrap();
    assert!(
        matches!(bench.news(1).last(), Some(DeskToConversation::Connected { agent: profile, .. }) if profile.id == agent(1))
    );
    assert!(matches!(bench.to_site()[..], [DeskToLedger::Reserve { .. }]));
    bench.joined(1);
    bench.done(1);
    assert_eq!(closed(&bench), [ReservationOutcome::Committed, ReservationOutcome::Released]);
    assert!(bench.frames(1).iter().any(|frame| matches!(frame, AgentEvent::Assigned { .. })));
}

/// How the reservation of the first chat request was closed. Only the first time changes anything.
fn closed(bench: &Bench) -> Vec<ReservationOutcome> {
    let outcome = |message: DeskToLedger| match message {
        DeskToLedger::CloseReservation { outcome, .. } => Some(outcome),
        DeskToLedger::Reserve { .. } => None,
    };
    bench.to_site().into_iter().filter_map(outcome).collect()
}

#[test]
fn accepting_in_the_moment_in_which_the_visitor_leaves_counts_nothing() {
    let mut bench = Bench::with_available(1);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.done(1);
    assert_eq!(closed(&bench), [ReservationOutcome::Released]);
}

#[test]
fn a_chat_counts_although_its_agent_was_gone_before_the_conversation_said_so() {
    let mut bench = Bench::with_available(1);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.roster(&[]);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    bench.joined(1);
    assert_eq!(closed(&bench), [ReservationOutcome::Committed]);
}

#[test]
fn an_offer_that_nobody_answers_for_45_seconds_falls_back_and_releases_the_reservation() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    bench.pass(Millis(44_999));
    assert_eq!(bench.fell_back(1), None);
    bench.pass(Millis(1));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
    assert!(bench.to_site().contains(&DeskToLedger::CloseReservation {
        request: request(1),
        outcome: ReservationOutcome::Released
    }));
    assert_eq!(bench.due(), None);
}

#[test]
fn an_accept_after_the_time_is_refused_with_its_reason_even_before_the_timer_ran() {
    let mut bench = Bench::with_available(1);
    bench.request_and_grant(1);
    bench.jump(Millis::seconds(45));
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::TimedOut));
    bench.tick();
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::TimedOut));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
}

#[test]
fn two_accepts_never_both_win() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    assert_eq!(bench.accept(2, 1), Err(DeskRefusal::NotOffered));
    bench.accept(1, 1).unwrap();
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::AlreadyAccepted));
}

#[test]
fn a_declined_chat_falls_back_at_once() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    bench.decline(1, 1).unwrap();
    assert_eq!(bench.fell_back(1), Some(FallbackReason::Declined));
    assert!(matches!(
        bench.news(1)[1],
        DeskToConversation::OfferClosed { reason: OfferFailure::Declined, .. }
    ));
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::AlreadyDeclined));
}

#[test]
fn a_visitor_who_stops_waiting_ends_the_offer() {
    let mut bench = Bench::with_available(1);
    bench.request_and_grant(1);
    bench.done(1);
    assert!(matches!(
        bench.frames(1).last(),
        Some(AgentEvent::OfferClosed { reason: OfferOutcome::Failed(OfferFailure::Withdrawn), .. })
    ));
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::Withdrawn));
    assert!(bench.to_site().contains(&DeskToLedger::CloseReservation {
        request: request(1),
        outcome: ReservationOutcome::Released
    }));
}

#[test]
fn an_agent_never_has_more_than_ten_offers_and_chats() {
    let mut bench = Bench::with_available(1);
    for n in 1..=10 {
        assert_eq!(bench.request_and_grant(n), Some(agent(1)));
        if n % 2 == 0 {
            bench.accept(1, n).unwrap();
        }
    }
    bench.request(11, Route::RoundRobin);
    assert_eq!(bench.fell_back(11), Some(FallbackReason::NobodyAvailable));
    bench.done(2);
    assert_eq!(bench.request_and_grant(12), Some(agent(1)));
}

#[test]
fn a_reservation_without_an_available_agent_falls_back_and_is_released() {
    let mut bench = Bench::with_available(1);
    bench.request(1, Route::RoundRobin);
    bench.status(1, false).unwrap();
    bench.grant(1, Grant::Reserved);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    assert!(bench.to_site().contains(&DeskToLedger::CloseReservation {
        request: request(1),
        outcome: ReservationOutcome::Released
    }));
}

#[test]
fn an_exhausted_quota_offers_nothing() {
    let mut bench = Bench::with_available(1);
    bench.request(1, Route::RoundRobin);
    bench.grant(1, Grant::Exhausted);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::QuotaExhausted));
    assert!(bench.frames(1).is_empty());
}

#[test]
fn a_ledger_that_does_not_answer_does_not_keep_a_visitor_waiting() {
    let mut bench = Bench::with_available(1);
    bench.request(1, Route::RoundRobin);
    bench.pass(Millis::seconds(15));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::DeskUnreachable));
    bench.grant(1, Grant::Reserved);
    assert!(bench.frames(1).is_empty());
}

#[test]
fn a_route_to_one_agent_reaches_no_other() {
    let mut bench = Bench::with_available(3);
    let route = Route::Agent { agent: agent(2) };
    bench.request(1, route.clone());
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(2)));
    bench.status(2, false).unwrap();
    bench.request(2, route);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
}

#[test]
fn an_agent_whose_browsers_are_gone_counts_as_present_only_for_the_grace_period() {
    let mut bench = Bench::with_available(1);
    bench.present(1, 0);
    bench.jump(Millis::seconds(19));
    assert_eq!(bench.request_and_grant(1), Some(agent(1)));
    bench.jump(Millis::seconds(1));
    bench.request(2, Route::RoundRobin);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
    bench.present(1, 1);
    assert_eq!(bench.request_and_grant(3), Some(agent(1)));
}

#[test]
fn becoming_unavailable_never_touches_a_chat_or_an_offer() {
    let mut bench = Bench::with_available(1);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.request_and_grant(2);
    bench.status(1, false).unwrap();
    bench.accept(1, 2).unwrap();
    let Some(AgentEvent::Snapshot { chats, available, .. }) =
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
fn a_visitor_has_one_open_request_at_most() {
    let mut bench = Bench::with_available(2);
    assert!(bench.request_and_grant(1).is_some());
    // ROUTE-25: in another conversation, while the first is offered, and while it is a chat.
    bench.request_of(1, 2, Route::RoundRobin, "", "");
    assert_eq!(bench.fell_back(2), Some(FallbackReason::OtherChat));
    bench.accept(1, 1).unwrap();
    bench.crash();
    bench.request_of(1, 3, Route::RoundRobin, "", "");
    assert_eq!(bench.fell_back(3), Some(FallbackReason::OtherChat));
    bench.done(1);
    bench.request_of(1, 4, Route::RoundRobin, "", "");
    assert_eq!(bench.grant(4, Grant::Reserved), Some(agent(2)));
    bench.check_invariants();
}

#[test]
fn a_removed_agent_is_offered_no_more_chats() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    bench.roster(&[(2, true)]);
    bench.accept_attempt(2, 1, 2).unwrap(); // the other agent has the offer now
    assert_eq!(bench.request_and_grant(2), Some(agent(2)));
    bench.roster(&[]);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
}

#[test]
fn a_repeated_chat_request_is_offered_once() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    bench.request(1, Route::RoundRobin);
    bench.grant(1, Grant::Reserved);
    assert_eq!(bench.news(1).len(), 1);
}

#[test]
fn skipped_agents_do_not_lose_their_turn() {
    let mut bench = Bench::with_available(3);
    assert_eq!(bench.request_and_grant(1), Some(agent(1)));
    bench.status(2, false).unwrap();
    assert_eq!(bench.request_and_grant(2), Some(agent(3)));
    assert_eq!(bench.request_and_grant(3), Some(agent(1)));
    bench.status(2, true).unwrap();
    assert_eq!(bench.request_and_grant(4), Some(agent(2)));
    assert_eq!(bench.request_and_grant(5), Some(agent(3)));
}

/// An input of the desk in a random run with four agents.
#[derive(Debug, Clone)]
enum Act {
    Request(u64),
    Grant(u64, bool),
    Done(u64),
    CatchUp(u64),
    Accept(u32, u64),
    AcceptAttempt(u32, u64, u32),
    Transfer(u32, u64, u32),
    CancelTransfer(u32, u64),
    Decline(u32, u64),
    Status(u32, bool),
    Present(u32, usize),
    Pass(u64),
    Crash,
}

fn act() -> impl Strategy<Value = Act> {
    let chat = 1_u64..40;
    let agent_number = 1_u32..5;
    prop_oneof![
        4 => chat.clone().prop_map(Act::Request),
        4 => (chat.clone(), prop::bool::weighted(0.9)).prop_map(|(n, yes)| Act::Grant(n, yes)),
        2 => chat.clone().prop_map(Act::Done),
        2 => chat.clone().prop_map(Act::CatchUp),
        4 => (agent_number.clone(), chat.clone()).prop_map(|(a, n)| Act::Accept(a, n)),
        3 => (agent_number.clone(), chat.clone(), 2_u32..5).prop_map(|(a, n, attempt)| Act::AcceptAttempt(a, n, attempt)),
        3 => (agent_number.clone(), chat.clone(), agent_number.clone()).prop_map(|(a, n, to)| Act::Transfer(a, n, to)),
        1 => (agent_number.clone(), chat.clone()).prop_map(|(a, n)| Act::CancelTransfer(a, n)),
        1 => (agent_number.clone(), chat).prop_map(|(a, n)| Act::Decline(a, n)),
        2 => (agent_number.clone(), prop::bool::weighted(0.8)).prop_map(|(a, on)| Act::Status(a, on)),
        2 => (agent_number, 0_usize..3).prop_map(|(a, n)| Act::Present(a, n)),
        2 => (1_u64..180_000).prop_map(Act::Pass),
        1 => Just(Act::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// In any order and through any crash: no agent has more than ten chats, every chat request
    /// ends once and has one offer at a time, every reservation is closed, and the stored desk
    /// equals the one in memory.
    #[test]
    fn no_order_of_inputs_breaks_the_desk(acts in prop::collection::vec(act(), 1..200)) {
        let mut bench = Bench::with_available(4);
        for act in acts {
            match act {
                Act::Request(n) if bench.is_over(n) => {}
                Act::Request(n) => bench.request(n, Route::RoundRobin),
                Act::Grant(n, true) => { bench.grant(n, Grant::Reserved); }
                Act::Grant(n, false) => { bench.grant(n, Grant::Exhausted); }
                Act::Done(n) => bench.done(n),
                Act::CatchUp(n) => bench.conversation_catches_up(n),
                Act::Accept(a, n) => { let _ = bench.accept(a, n); }
                Act::AcceptAttempt(a, n, attempt) => { let _ = bench.accept_attempt(a, n, attempt); }
                Act::Transfer(a, n, to) => {
                    let _ = bench.transfer(a, n, TransferTo::Agent(agent(to)));
                }
                Act::CancelTransfer(a, n) => { let _ = bench.cancel_transfer(a, n); }
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
