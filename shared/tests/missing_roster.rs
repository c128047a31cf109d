//! A desk without a roster asks its site (`docs/rules.md`, ROUTE-26).

use crate::common::desk::{Bench, agent, request};
use crate::common::hours::office_hours;
use shared::desk::{DeskEffect, DeskToLedger};
use shared::event::FallbackReason;
use shared::protocol::AgentEvent;
use shared::quota::{Grant, ReservationOutcome};
use shared::stream::Route;
use shared::time::Millis;

/// How often the desk has asked for its roster.
fn asked(bench: &Bench) -> usize {
    bench.said.iter().filter(|effect| matches!(effect, DeskEffect::AskRoster)).count()
}

/// A desk that has lost its storage. Its one agent is available by schedule, and connected.
fn after_the_loss() -> Bench {
    let mut bench = Bench::with_agents(1);
    bench.schedule(1, Some(office_hours()));
    bench.present(1, 1);
    bench.lose_storage();
    bench
}

#[test]
fn a_chat_request_waits_for_the_roster_and_is_offered() {
    let mut bench = after_the_loss();
    bench.request(1, Route::RoundRobin);
    assert_eq!((asked(&bench), bench.fell_back(1)), (1, None));
    assert!(bench.to_site().is_empty(), "nothing is reserved before it is known for whom");
    bench.pass(Millis::seconds(14));
    bench.roster_arrives(1);
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(1)));
    bench.accept(1, 1).unwrap();
    bench.check_invariants();
}

#[test]
fn a_connected_agent_is_enough_to_ask_and_once_is_enough() {
    let mut bench = after_the_loss();
    bench.present(1, 1);
    bench.present(2, 1);
    bench.request(1, Route::RoundRobin);
    assert_eq!(asked(&bench), 1);
    bench.crash();
    bench.request(2, Route::RoundRobin);
    assert_eq!(asked(&bench), 2, "what was in memory is gone, so it asks again");
    bench.roster_arrives(1);
    bench.crash();
    bench.request(3, Route::RoundRobin);
    assert_eq!(asked(&bench), 2, "a stored roster is known");
}

#[test]
fn chat_requests_that_waited_are_routed_oldest_first() {
    let mut bench = after_the_loss();
    for n in [3, 1, 2] {
        bench.request(n, Route::RoundRobin);
        bench.jump(Millis(1));
    }
    bench.roster_arrives(1);
    let reserved = bench.to_site().into_iter().filter_map(|message| match message {
        DeskToLedger::Reserve { request, .. } => Some(request),
        DeskToLedger::CloseReservation { .. } => None,
    });
    assert_eq!(reserved.collect::<Vec<_>>(), [3, 1, 2].map(request));
}

#[test]
fn without_an_answer_the_visitor_falls_back() {
    let mut bench = after_the_loss();
    bench.request(1, Route::RoundRobin);
    bench.crash();
    bench.pass(Millis::seconds(15));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::DeskUnreachable));
    bench.roster_arrives(1);
    assert!(bench.to_site().is_empty(), "{:?}", bench.to_site());
    let offers = bench.frames(1).into_iter().filter(|f| matches!(f, AgentEvent::Offer { .. }));
    assert_eq!(offers.count(), 0);
}

#[test]
fn a_visitor_who_leaves_while_it_waits_leaves_nothing_behind() {
    let mut bench = after_the_loss();
    bench.request(1, Route::RoundRobin);
    bench.done(1);
    bench.roster_arrives(1);
    assert!(bench.to_site().is_empty(), "{:?}", bench.to_site());
    assert_eq!(bench.due(), None);
}

#[test]
fn what_a_lost_desk_had_reserved_is_released_when_its_conversation_is_done() {
    let mut bench = after_the_loss();
    bench.roster_arrives(1);
    bench.done(7);
    let outcome = ReservationOutcome::Released;
    let released = DeskToLedger::CloseReservation { request: request(7), outcome };
    assert_eq!(bench.to_site(), [released]);
}
