//! Which agents a chat request can reach: the card's route, rules, teams, accounts, and the second
//! try (`docs/rules.md`, ROUTE).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::desk::{Bench, agent};
use shared::audience::{Attribute, Condition, Operator, Test};
use shared::desk::{
    Account, Decision, DeskEffect, DeskInput, Pool, RoutingConfig, RoutingReason, Rule, SecondTry,
    SkipReason, Team,
};
use shared::event::FallbackReason;
use shared::id::{RuleId, TeamId};
use shared::person::Field;
use shared::protocol::AgentEvent;
use shared::quota::{Grant, Package};
use shared::stream::Route;
use shared::time::{Millis, Timestamp};

fn team(n: u32) -> TeamId {
    TeamId::parse(format!("team_{n}")).unwrap()
}

fn rule(n: u32) -> RuleId {
    RuleId::parse(format!("rule_{n}")).unwrap()
}

fn company(name: &str) -> Condition {
    Condition::Test(Test {
        attribute: Attribute::Field(Field::Company),
        operator: Operator::Is,
        value: name.into(),
    })
}

/// Five agents; team 1 is 2 and 3; rule 1 (second) sends Acme to 4, rule 2 (first) Initech to 5;
/// example.com belongs to 1.
fn bench(package: Package, overflow_to_all: bool) -> Bench {
    let mut bench = Bench::with_available(5);
    bench.handle(DeskInput::RoutingConfig(config(package, overflow_to_all))).unwrap();
    bench.said.clear();
    bench
}

fn config(package: Package, overflow_to_all: bool) -> RoutingConfig {
    let rule = |n, priority, name: &str, to| Rule {
        id: rule(n),
        name: name.into(),
        priority,
        when: company(name),
        agents: vec![agent(to)],
    };
    let teams = vec![Team { id: team(1), name: "Two".into(), members: vec![agent(2), agent(3)] }];
    let rules = vec![rule(1, 2, "Acme", 4), rule(2, 1, "Initech", 5)];
    let accounts = vec![Account { domain: "example.com".into(), owner: agent(1) }];
    RoutingConfig { package, overflow_to_all, teams, rules, accounts, ..RoutingConfig::default() }
}

fn decisions(bench: &Bench) -> Vec<Decision> {
    let decision = |effect: &DeskEffect| match effect {
        DeskEffect::Explain(_, decision) => Some((**decision).clone()),
        _ => None,
    };
    bench.said.iter().filter_map(decision).collect()
}

fn team_route() -> Route {
    Route::Team { team: team(1) }
}

#[test]
fn a_team_means_round_robin_within_that_team() {
    let mut bench = bench(Package::Prime, false);
    for (n, expected) in [(1, 2), (2, 3), (3, 2)] {
        bench.request(n, team_route());
        assert_eq!(bench.grant(n, Grant::Reserved), Some(agent(expected)));
    }
}

#[test]
fn the_first_rule_by_priority_that_the_visitor_qualifies_for_gives_its_agents() {
    let mut bench = bench(Package::Select, false);
    bench.request_from(1, Route::Rules, "Acme", "");
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(4)));
    bench.request_from(2, Route::Rules, "initech", "");
    assert_eq!(bench.grant(2, Grant::Reserved), Some(agent(5)));
}

#[test]
fn a_visitor_who_matches_no_rule_falls_back_even_with_overflow() {
    for overflow_to_all in [false, true] {
        let mut bench = bench(Package::Select, overflow_to_all);
        bench.request_from(1, Route::Rules, "Hooli", "");
        assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
        assert_eq!(decisions(&bench)[0].pools[0].pool, Pool::NoRule);
    }
}

#[test]
fn a_rule_whose_agents_are_away_falls_back_unless_the_site_allows_overflow() {
    let mut bench1 = bench(Package::Select, false);
    bench1.status(4, false).unwrap();
    bench1.request_from(1, Route::Rules, "Acme", "");
    assert_eq!(bench1.fell_back(1), Some(FallbackReason::NobodyAvailable));

    let mut bench2 = bench(Package::Select, true);
    bench2.status(4, false).unwrap();
    bench2.request_from(1, Route::Rules, "Acme", "");
    assert_eq!(bench2.grant(1, Grant::Reserved), Some(agent(1)));
}

#[test]
fn on_prime_the_account_pool_comes_before_the_cards_route() {
    let mut prime = bench(Package::Prime, false);
    prime.request_from(1, team_route(), "", "ada@Example.com");
    assert_eq!(prime.grant(1, Grant::Reserved), Some(agent(1)));
    prime.status(1, false).unwrap();
    prime.request_from(2, team_route(), "", "ada@example.com");
    assert_eq!(prime.grant(2, Grant::Reserved), Some(agent(2)));

    let mut select = bench(Package::Select, false);
    select.request_from(1, team_route(), "", "ada@example.com");
    assert_eq!(select.grant(1, Grant::Reserved), Some(agent(2)));
}

#[test]
fn prime_and_team_try_exactly_one_more_agent() {
    let mut bench = bench(Package::Prime, true);
    bench.request(1, team_route());
    bench.grant(1, Grant::Reserved);
    bench.pass(Millis::seconds(45));
    assert_eq!(bench.fell_back(1), None);
    let offers = |n: u32| {
        bench.frames(n).iter().filter(|frame| matches!(frame, AgentEvent::Offer { .. })).count()
    };
    assert_eq!([1, 2, 3, 4, 5].map(offers), [0, 1, 1, 0, 0]);
    bench.pass(Millis::seconds(45));
    assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
    let reserved = bench.to_site().len();
    assert_eq!(reserved, 2, "one reservation, one settlement: {:?}", bench.to_site());
}

#[test]
fn the_second_try_can_be_accepted() {
    let mut bench = bench(Package::Prime, false);
    bench.request(1, team_route());
    bench.grant(1, Grant::Reserved);
    bench.decline(2, 1).unwrap();
    bench.accept_attempt(3, 1, 2).unwrap();
    assert_eq!(bench.fell_back(1), None);
}

#[test]
fn without_prime_or_without_a_team_nobody_is_tried_twice() {
    for (package, route) in [(Package::Select, team_route()), (Package::Prime, Route::RoundRobin)] {
        let mut bench = bench(package, false);
        bench.request(1, route);
        bench.grant(1, Grant::Reserved);
        bench.pass(Millis::seconds(45));
        assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
    }
}

#[test]
fn a_team_of_one_has_no_second_try() {
    let mut bench = bench(Package::Prime, true);
    bench.status(3, false).unwrap();
    bench.request(1, team_route());
    bench.grant(1, Grant::Reserved);
    bench.decline(2, 1).unwrap();
    assert_eq!(bench.fell_back(1), Some(FallbackReason::Declined));
}

#[test]
fn a_decision_lists_its_candidates_why_each_was_skipped_and_replays() {
    let mut bench = bench(Package::Prime, true);
    bench.status(1, false).unwrap();
    bench.status(2, false).unwrap();
    bench.status(3, false).unwrap();
    bench.request_from(1, team_route(), "", "ada@example.com");
    bench.grant(1, Grant::Reserved);
    let [decision] = decisions(&bench).try_into().unwrap();
    let pools: Vec<_> = decision.pools.iter().map(|evaluation| evaluation.pool.clone()).collect();
    let account = Pool::Account { domain: "example.com".into() };
    assert_eq!(pools, [account, Pool::Team { team: team(1) }, Pool::Everybody]);
    let skipped: Vec<_> = decision.pools[1].agents.iter().map(|a| a.skipped).collect();
    assert_eq!(skipped, [Some(SkipReason::Away), Some(SkipReason::Away)]);
    assert_eq!(decision.chosen, Some(agent(4)));
    assert_eq!(decision.replay(), decision.chosen.as_ref());
    let stored: Decision =
        serde_json::from_str(&serde_json::to_string(&decision).unwrap()).unwrap();
    assert_eq!(stored, decision);
}

#[test]
fn a_decision_about_many_agents_lists_some_and_the_chosen_one() {
    let mut bench = Bench::with_available(120);
    for n in 1..=119 {
        bench.status(n, false).unwrap();
    }
    bench.request(1, Route::RoundRobin);
    bench.grant(1, Grant::Reserved);
    let [decision] = decisions(&bench).try_into().unwrap();
    assert_eq!(decision.chosen, Some(agent(120)));
    assert_eq!(decision.pools[0].agents.len() + decision.pools[0].more, 120);
    assert_eq!(decision.replay(), decision.chosen.as_ref());
}

#[test]
fn a_team_or_rule_may_name_a_former_agent() {
    let mut bench = bench(Package::Prime, false);
    bench.roster(&[(1, true), (3, true), (4, true)]);
    bench.request(1, team_route());
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(3)));
    let skipped = decisions(&bench)[0].pools[0].agents[0].skipped;
    assert_eq!(skipped, Some(SkipReason::NotAnAgent));
}

#[test]
fn routing_decisions_are_kept_for_90_days() {
    let days = |days: u64| Millis::minutes(60 * 24 * days);
    let decided_at = Timestamp(1_795_000_000_000);
    assert!(decided_at >= Decision::expired_before(decided_at + days(90)));
    assert!(decided_at < Decision::expired_before(decided_at + days(90) + Millis(1)));
    assert!(decided_at >= Decision::expired_before(Timestamp(0)), "a clock far in the past");
}

#[test]
fn without_the_permission_no_route_offers_an_available_agent_a_chat() {
    let mut bench = bench(Package::Prime, false);
    bench.roster(&[(1, false), (2, true), (3, true), (4, true)]);
    bench.said.clear();
    bench.request(1, Route::Agent { agent: agent(1) });
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    for n in 2..8 {
        assert_ne!(bench.request_and_grant(n), Some(agent(1)));
    }
}

#[test]
fn of_two_matching_rules_the_lower_number_applies() {
    let mut bench = bench(Package::Select, false);
    let both = |n, priority, to| Rule {
        id: rule(n),
        name: "Acme".into(),
        priority,
        when: company("Acme"),
        agents: vec![agent(to)],
    };
    let rules = vec![both(1, 2, 4), both(2, 1, 5), both(3, 3, 3)];
    bench
        .handle(DeskInput::RoutingConfig(RoutingConfig { rules, ..RoutingConfig::default() }))
        .unwrap();
    bench.request_from(1, Route::Rules, "Acme", "");
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(5)));
}

/// A site where every route has a second try.
fn tries_twice(package: Package, overflow_to_all: bool) -> Bench {
    let mut bench = bench(package, overflow_to_all);
    let second_try = SecondTry::AllRoutes;
    let routing = RoutingConfig { second_try, ..config(package, overflow_to_all) };
    bench.handle(DeskInput::RoutingConfig(routing)).unwrap();
    bench
}

#[test]
fn a_site_may_have_the_second_try_for_all_routes() {
    for package in [Package::Select, Package::Prime] {
        for route in [Route::RoundRobin, team_route()] {
            let mut bench = tries_twice(package, false);
            bench.request(1, route);
            let first = bench.grant(1, Grant::Reserved).unwrap();
            bench.pass(Millis::seconds(45));
            assert_eq!(bench.fell_back(1), None);
            let again = decisions(&bench).pop().unwrap();
            assert_eq!(again.reason, RoutingReason::Again);
            assert_ne!(again.chosen, Some(first));
            bench.pass(Millis::seconds(45));
            assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
        }
    }
}

#[test]
fn the_second_try_stays_with_the_agents_of_the_rule_or_the_card() {
    for route in [Route::Rules, Route::Agent { agent: agent(4) }] {
        let mut bench = tries_twice(Package::Select, true);
        bench.request_from(1, route, "Acme", "");
        assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(4)));
        bench.decline(4, 1).unwrap();
        assert_eq!(bench.fell_back(1), Some(FallbackReason::Declined));
        let last = decisions(&bench).pop().unwrap();
        assert_eq!((last.reason, last.chosen), (RoutingReason::Again, None));
        assert_eq!(last.pools[0].agents[0].skipped, Some(SkipReason::Tried));
    }
}

#[test]
fn the_second_try_of_a_chat_that_was_widened_asks_everybody_again() {
    let mut bench = tries_twice(Package::Select, true);
    bench.status(4, false).unwrap();
    bench.request_from(1, Route::Rules, "Acme", "");
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(1)));
    bench.status(4, true).unwrap();
    bench.crash();
    bench.decline(1, 1).unwrap();
    let again = decisions(&bench).pop().unwrap();
    assert_eq!((again.pools.len(), &again.pools[0].pool), (1, &Pool::Everybody));
    assert_eq!(again.chosen, Some(agent(2)));
}

/// A site whose agents can have this many chats at once, and agent 1 that many.
fn limited(bench: &mut Bench, site: u32, first: Option<u32>) {
    let max_chats_of_agents = first.into_iter().map(|most| (agent(1), most)).collect();
    let routing =
        RoutingConfig { max_chats: site, max_chats_of_agents, ..config(Package::Select, false) };
    bench.handle(DeskInput::RoutingConfig(routing)).unwrap();
}

#[test]
fn an_agent_gets_as_many_chats_as_the_site_or_their_own_limit_says_counting_offers() {
    let mut bench = Bench::with_available(2);
    limited(&mut bench, 2, Some(1));
    let expected = [Some(1), Some(2), Some(2), None];
    for (n, expected) in (1..).zip(expected) {
        assert_eq!(bench.request_and_grant(n), expected.map(agent));
        if n == 2 {
            bench.accept(2, 2).unwrap();
        }
    }
    let decision = decisions(&bench).pop().unwrap();
    let skipped: Vec<_> = decision.pools[0].agents.iter().map(|one| one.skipped).collect();
    assert_eq!(skipped, [Some(SkipReason::Full), Some(SkipReason::Full)]);
    let rows = bench.desk.availability(bench.now).agents;
    assert_eq!(
        rows.iter().map(|row| (row.chats, row.max_chats)).collect::<Vec<_>>(),
        [(1, 1), (2, 2)]
    );
}

#[test]
fn another_limit_moves_no_running_chat_and_holds_for_the_next_one() {
    let mut bench = Bench::with_available(1);
    for n in 1..=2 {
        assert_eq!(bench.request_and_grant(n), Some(agent(1)));
        bench.accept(1, n).unwrap();
    }
    bench.said.clear();
    limited(&mut bench, 1, None);
    assert!(bench.frames(1).is_empty(), "a chat was moved: {:?}", bench.frames(1));
    bench.done(1);
    assert_eq!(bench.request_and_grant(3), None);
    assert_eq!(bench.fell_back(3), Some(FallbackReason::NobodyAvailable));
    limited(&mut bench, 1, Some(2));
    assert_eq!(bench.request_and_grant(4), Some(agent(1)));
}
