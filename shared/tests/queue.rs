//! Waiting in the queue while everybody who could take the chat is full (`docs/rules.md`, ROUTE-32).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::desk::{Bench, agent, conversation};
use shared::conversation::{DeskToConversation, FARTHEST_PLACE};
use shared::desk::{DeskEffect, DeskInput, DeskToLedger, RoutingConfig, SecondTry, Team};
use shared::event::FallbackReason;
use shared::id::TeamId;
use shared::protocol::AgentEvent;
use shared::quota::{Grant, Package, ReservationOutcome};
use shared::stream::Route;
use shared::time::Millis;

const WAIT: Millis = Millis::minutes(5);

fn config() -> RoutingConfig {
    RoutingConfig { max_chats: 1, wait_minutes: 5, ..RoutingConfig::default() }
}

/// This many agents with one chat each; their chats are 1, 2, …
fn full(agents: u32, config: RoutingConfig) -> Bench {
    let mut bench = Bench::with_available(agents);
    bench.handle(DeskInput::RoutingConfig(config)).unwrap();
    for n in 1..=agents {
        assert_eq!(bench.request_and_grant(n.into()), Some(agent(n)));
        bench.accept(n, n.into()).unwrap();
    }
    bench.said.clear();
    bench
}

/// A visitor asks for a person and gets their engagement; returns whether an offer was made.
fn asks(bench: &mut Bench, n: u64, route: Route) -> bool {
    bench.request(n, route);
    bench.grant(n, Grant::Reserved).is_some()
}

fn places(bench: &Bench, n: u64) -> Vec<u64> {
    let place = |news: DeskToConversation| match news {
        DeskToConversation::Queued { place, .. } => Some(place),
        _ => None,
    };
    bench.news(n).into_iter().filter_map(place).collect()
}

fn offered_to(bench: &Bench, n: u64) -> Option<String> {
    bench.news(n).into_iter().find_map(|news| match news {
        DeskToConversation::Offered { agent, .. } => Some(agent.id.to_string()),
        _ => None,
    })
}

fn closed(bench: &Bench) -> Vec<ReservationOutcome> {
    let outcome = |message| match message {
        DeskToLedger::CloseReservation { outcome, .. } => Some(outcome),
        DeskToLedger::Reserve { .. } => None,
    };
    bench.to_site().into_iter().filter_map(outcome).collect()
}

#[test]
fn without_a_queue_a_visitor_falls_back_at_once() {
    let mut bench = full(1, RoutingConfig { wait_minutes: 0, ..config() });
    bench.request(2, Route::RoundRobin);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
    assert_eq!(bench.to_site(), []);
}

#[test]
fn who_waits_longest_gets_the_first_agent_who_has_room() {
    let mut bench = full(1, config());
    for n in 2..=4 {
        assert!(!asks(&mut bench, n, Route::RoundRobin));
        bench.jump(Millis::seconds(1));
    }
    assert_eq!([2, 3, 4].map(|n| places(&bench, n)), [vec![1], vec![2], vec![3]]);
    bench.check_invariants();
    bench.done(1);
    assert_eq!(offered_to(&bench, 2), Some("agent_1".into()));
    assert_eq!([2, 3, 4].map(|n| places(&bench, n)), [vec![1], vec![2, 1], vec![3, 2]]);
    bench.accept(1, 2).unwrap();
    bench.said.clear();
    // The engagement was reserved before the wait, and counts now.
    bench.joined(2);
    assert_eq!(closed(&bench), [ReservationOutcome::Committed]);
    bench.check_invariants();
}

#[test]
fn who_comes_later_does_not_overtake_while_the_ledger_answers() {
    let mut bench = full(1, config());
    assert!(!asks(&mut bench, 2, Route::RoundRobin));
    bench.jump(Millis::seconds(1));
    bench.request(3, Route::RoundRobin);
    bench.done(1);
    assert_eq!(bench.grant(3, Grant::Reserved), None);
    assert_eq!(offered_to(&bench, 2), Some("agent_1".into()));
    assert_eq!(places(&bench, 3), [1]);
}

#[test]
fn a_wait_has_an_end() {
    let mut bench = full(1, config());
    assert!(!asks(&mut bench, 2, Route::RoundRobin));
    let ends_at = bench.now + WAIT;
    let told = bench.news(2).into_iter().find_map(|news| match news {
        DeskToConversation::Queued { until, .. } => Some(until),
        _ => None,
    });
    assert_eq!(told, Some(ends_at));
    bench.pass(Millis(WAIT.0 - 1_000));
    assert_eq!(bench.fell_back(2), None);
    bench.pass(Millis::seconds(1));
    assert_eq!(bench.fell_back(2), Some(FallbackReason::NobodyAvailable));
    assert_eq!(closed(&bench), [ReservationOutcome::Released]);
    bench.check_invariants();
}

#[test]
fn nobody_waits_for_agents_who_have_left() {
    let mut bench = full(2, config());
    assert!(!asks(&mut bench, 3, Route::RoundRobin));
    bench.status(1, false).unwrap();
    assert_eq!(bench.fell_back(3), None);
    bench.status(2, false).unwrap();
    assert_eq!(bench.fell_back(3), Some(FallbackReason::NobodyAvailable));
    assert_eq!(closed(&bench), [ReservationOutcome::Released]);
    let explained = bench.said.iter().any(|effect| {
        matches!(effect, DeskEffect::Explain(of, decision)
            if *of == conversation(3) && decision.chosen.is_none())
    });
    assert!(explained);
}

#[test]
fn at_the_limit_of_engagements_nobody_waits() {
    let mut bench = full(1, config());
    bench.request(2, Route::RoundRobin);
    assert_eq!(bench.grant(2, Grant::Exhausted), None);
    assert_eq!(bench.fell_back(2), Some(FallbackReason::QuotaExhausted));
    assert!(places(&bench, 2).is_empty());
}

#[test]
fn a_place_counts_those_who_wait_for_some_of_the_same_agents() {
    let mut bench = full(2, config());
    let to = |n| Route::Agent { agent: agent(n) };
    for (n, route) in [(3, to(1)), (4, to(2)), (5, Route::RoundRobin), (6, to(1))] {
        assert!(!asks(&mut bench, n, route));
        bench.jump(Millis::seconds(1));
    }
    assert_eq!([3, 4, 5, 6].map(|n| places(&bench, n)), [vec![1], vec![1], vec![3], vec![3]]);
    // Agent 2 has nothing to do with who waits for agent 1.
    bench.done(2);
    assert_eq!(offered_to(&bench, 4), Some("agent_2".into()));
    assert_eq!([3, 5, 6].map(|n| places(&bench, n)), [vec![1], vec![3, 2], vec![3]]);
}

#[test]
fn a_long_queue_tells_few_when_it_moves() {
    let mut bench = full(1, config());
    for n in 2..40 {
        assert!(!asks(&mut bench, n, Route::RoundRobin));
        bench.jump(Millis::seconds(1));
    }
    assert_eq!(places(&bench, 39), [FARTHEST_PLACE]);
    bench.said.clear();
    bench.done(1);
    let told = (2..40).filter(|n| !places(&bench, *n).is_empty()).count();
    assert_eq!(told, 9, "those at places 1 to 9");
    assert!(places(&bench, 39).is_empty());
}

#[test]
fn a_second_try_waits_for_agents_who_are_full() {
    let team = Route::Team { team: TeamId::parse("team_1").unwrap() };
    let members = vec![agent(1), agent(2)];
    let teams = vec![Team { id: TeamId::parse("team_1").unwrap(), name: "Two".into(), members }];
    let prime = RoutingConfig {
        package: Package::Prime,
        second_try: SecondTry::PrimeTeams,
        teams,
        ..config()
    };
    let mut bench = Bench::with_available(2);
    bench.handle(DeskInput::RoutingConfig(prime)).unwrap();
    assert!(asks(&mut bench, 1, team.clone()));
    bench.accept(1, 1).unwrap();
    assert!(asks(&mut bench, 2, team));
    bench.decline(2, 2).unwrap();
    assert_eq!((bench.fell_back(2), places(&bench, 2)), (None, vec![1]));
    // Who has declined is not asked again, though they have room.
    assert_eq!(offered_to(&bench, 2), Some("agent_2".into()));
    bench.done(1);
    bench.accept_attempt(1, 2, 2).unwrap();
}

#[test]
fn who_declines_ends_it_where_nobody_else_is_asked() {
    let mut bench = full(1, config());
    assert!(!asks(&mut bench, 2, Route::RoundRobin));
    bench.done(1);
    bench.decline(1, 2).unwrap();
    assert_eq!(bench.fell_back(2), Some(FallbackReason::Declined));
}

#[test]
fn the_queue_outlives_the_desks_memory() {
    let mut bench = full(1, config());
    for n in 2..=3 {
        assert!(!asks(&mut bench, n, Route::RoundRobin));
        bench.jump(Millis::seconds(1));
    }
    bench.crash();
    assert_eq!([places(&bench, 2), places(&bench, 3)], [vec![1], vec![2]]);
    bench.done(2);
    assert_eq!(places(&bench, 3), [2, 1]);
    bench.done(1);
    assert_eq!(offered_to(&bench, 3), Some("agent_1".into()));
    bench.check_invariants();
}

#[test]
fn more_room_for_agents_moves_the_queue() {
    let mut bench = full(1, config());
    assert!(!asks(&mut bench, 2, Route::RoundRobin));
    bench.handle(DeskInput::RoutingConfig(RoutingConfig { max_chats: 2, ..config() })).unwrap();
    assert_eq!(offered_to(&bench, 2), Some("agent_1".into()));
}

/// How many wait, as the agent was told since the last call.
fn told(bench: &mut Bench, n: u32) -> Vec<u32> {
    let count = |event| match event {
        AgentEvent::Waiting { count } => Some(count),
        _ => None,
    };
    let told = bench.frames(n).into_iter().filter_map(count).collect();
    bench.said.clear();
    told
}

#[test]
fn agents_hear_how_many_wait_when_it_changes_and_only_then() {
    let mut bench = full(2, config());
    assert!(!asks(&mut bench, 3, Route::RoundRobin));
    assert_eq!(told(&mut bench, 1), [1]);
    bench.tick();
    bench.jump(Millis::seconds(1));
    bench.status(2, false).unwrap();
    assert_eq!(told(&mut bench, 2), Vec::<u32>::new());
    assert!(!asks(&mut bench, 4, Route::RoundRobin));
    assert_eq!((told(&mut bench, 2), told(&mut bench, 2)), (vec![2], vec![]));
    // Who connects reads it in the snapshot, also when the desk has slept.
    let waiting = |bench: &Bench| match bench.desk.snapshot(bench.now, &agent(1)) {
        Some(AgentEvent::Snapshot { waiting, .. }) => waiting,
        _ => panic!("no snapshot"),
    };
    assert_eq!(waiting(&bench), 2);
    bench.crash();
    assert_eq!(waiting(&bench), 2);
    bench.said.clear();
    bench.done(1);
    assert_eq!(told(&mut bench, 2), [1]);
}

#[test]
fn who_may_not_chat_does_not_hear_how_many_wait() {
    let mut bench = full(2, config());
    bench.roster(&[(1, true), (2, false)]);
    bench.said.clear();
    assert!(!asks(&mut bench, 3, Route::RoundRobin));
    assert_eq!((bench.frames(2), told(&mut bench, 1)), (vec![], vec![1]));
    let snapshot = bench.desk.snapshot(bench.now, &agent(2));
    assert!(matches!(snapshot, Some(AgentEvent::Snapshot { waiting: 0, .. })));
}
