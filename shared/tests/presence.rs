//! Agents whose machines fall asleep: their sockets stay open, but nobody is there (ROUTE-23).
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

use crate::common::desk::{Bench, agent, offer, request};
use proptest::prelude::*;
use shared::conversation::DeskToConversation;
use shared::desk::{DeskInput, RoutingConfig, Team};
use shared::event::{FallbackReason, OfferFailure, OfferOutcome};
use shared::heartbeat::SILENT_AFTER;
use shared::id::{AgentId, OfferId, TeamId};
use shared::protocol::AgentEvent;
use shared::push::Notice;
use shared::quota::{Grant, Package};
use shared::stream::Route;
use shared::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The agents who had offers of a chat request, in order.
fn offered_to(bench: &Bench, n: u64) -> Vec<AgentId> {
    let to = |news| match news {
        DeskToConversation::Offered { agent, .. } => Some(agent.id),
        _ => None,
    };
    bench.news(n).into_iter().filter_map(to).collect()
}

#[test]
fn a_chat_is_offered_to_another_agent_instead_of_a_silent_one() {
    let mut bench = Bench::with_available(2);
    bench.sleep(1);
    bench.pass(SILENT_AFTER);
    // It is agent 1's turn each time, and agent 2 gets every chat.
    for n in 1..4 {
        assert_eq!(bench.request_and_grant(n), Some(agent(2)), "request {n}");
    }
}

#[test]
fn an_agent_counts_until_their_last_ping_is_75_seconds_old() {
    let mut bench = Bench::with_available(2);
    bench.sleep(1);
    bench.pass(Millis(74_999));
    assert_eq!(bench.request_and_grant(1), Some(agent(1)));
}

#[test]
fn a_site_whose_only_agent_is_silent_falls_back_at_once() {
    let mut bench = Bench::with_available(1);
    bench.sleep(1);
    bench.pass(SILENT_AFTER);
    bench.request(1, Route::RoundRobin);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    assert!(bench.to_site().is_empty(), "nothing was reserved");
}

#[test]
fn an_offer_to_an_agent_who_falls_silent_goes_to_the_next_one() {
    let mut bench = Bench::with_available(3);
    bench.sleep(1);
    bench.pass(Millis::seconds(60));
    assert_eq!(bench.request_and_grant(1), Some(agent(1)));
    bench.pass(Millis::seconds(15));
    assert_eq!(offered_to(&bench, 1), [agent(1), agent(2)]);
    let closed = DeskToConversation::OfferClosed {
        request: request(1),
        offer: offer(1),
        agent: agent(1),
        reason: OfferFailure::AgentGone,
    };
    assert!(bench.news(1).contains(&closed), "{:?}", bench.news(1));
    bench.accept_attempt(2, 1, 2).unwrap();
    assert_eq!(bench.fell_back(1), None);
    // What agent 1 sees when the machine wakes up and the click comes too late.
    bench.wake(1);
    assert!(bench.accept(1, 1).is_err());
}

/// A desk whose offers of a chat request to the team of agents 1 to 3 go to one after another.
fn with_team() -> (Bench, Route) {
    let mut bench = Bench::with_available(3);
    let id = TeamId::parse("team_a").unwrap();
    let members = [1, 2, 3].map(agent).to_vec();
    let teams = vec![Team { id: id.clone(), name: "A".into(), members }];
    let routing = RoutingConfig { package: Package::Prime, teams, ..RoutingConfig::default() };
    bench.handle(DeskInput::RoutingConfig(routing)).unwrap();
    (bench, Route::Team { team: id })
}

/// The desk has restarted, and nobody has told it yet that agent 2's sockets are closed.
#[test]
fn an_offer_that_a_timer_makes_to_a_silent_agent_goes_to_the_next_one() {
    let (mut bench, route) = with_team();
    bench.lose_sockets(2);
    bench.pass(Millis::seconds(60));
    bench.request(1, route);
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(1)));
    bench.pass(Millis::seconds(45));
    assert_eq!(offered_to(&bench, 1), [agent(1), agent(2), agent(3)]);
    let of_agent_2 = bench.news(1).into_iter().find_map(|news| match news {
        DeskToConversation::OfferClosed { agent: to, reason, .. } if to == agent(2) => Some(reason),
        _ => None,
    });
    assert_eq!(of_agent_2, Some(OfferFailure::AgentGone));
}

#[test]
fn an_agent_who_was_gone_before_they_could_answer_does_not_use_up_a_teams_second_try() {
    let (mut bench, route) = with_team();
    bench.sleep(1);
    bench.pass(Millis::seconds(60));
    bench.request(1, route);
    assert_eq!(bench.grant(1, Grant::Reserved), Some(agent(1)));
    bench.pass(Millis::seconds(15));
    bench.decline_attempt(2, 1, 2);
    assert_eq!(offered_to(&bench, 1), [agent(1), agent(2), agent(3)]);
    bench.decline_attempt(3, 1, 3);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::Declined));
}

#[test]
fn a_silent_agent_with_a_device_gets_a_push() {
    let mut bench = Bench::with_available(1);
    bench.push(1);
    bench.request_and_grant(1);
    bench.sleep(1);
    bench.pass(Millis::seconds(45));
    bench.pass(Millis::seconds(30));
    assert_eq!(bench.pushes(1), [], "nothing was offered any more");
    assert_eq!(bench.request_and_grant(2), Some(agent(1)));
    assert!(matches!(bench.pushes(1)[..], [Notice::Offer { .. }]), "{:?}", bench.pushes(1));
}

#[test]
fn an_offer_that_a_sleeping_tab_shows_is_pushed_once_the_tab_is_silent() {
    let mut bench = Bench::with_available(1);
    bench.push(1);
    bench.sleep(1);
    bench.pass(Millis::seconds(60));
    bench.request_and_grant(1);
    assert_eq!(bench.pushes(1), []);
    bench.pass(Millis::seconds(15));
    assert!(matches!(bench.pushes(1)[..], [Notice::Offer { .. }]), "{:?}", bench.pushes(1));
    assert_eq!(bench.fell_back(1), None, "their device has the offer");
}

#[test]
fn the_chats_of_a_silent_agent_wait_from_their_last_ping_on() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.pass(Millis::minutes(3));
    bench.sleep(1);
    let gone = |bench: &Bench| {
        bench.news(1).iter().any(|news| matches!(news, DeskToConversation::AgentGone { .. }))
    };
    bench.pass(Millis::seconds(119));
    assert!(!gone(&bench), "two minutes are not over");
    bench.pass(Millis::seconds(1));
    assert!(gone(&bench), "two minutes after the last ping: {:?}", bench.news(1));
    let offered = |frame: &AgentEvent| matches!(frame, AgentEvent::Offer { .. });
    assert!(bench.frames(2).iter().any(offered), "another agent is offered the chat");

    bench.wake(1);
    let back = bench.news(1).pop();
    assert!(
        matches!(&back, Some(DeskToConversation::Connected { agent: profile, .. }) if profile.id == agent(1)),
        "the chat is theirs again: {back:?}"
    );
    let withdrawn = AgentEvent::OfferClosed {
        offer: OfferId::derive(&request(1), 2),
        reason: OfferOutcome::Failed(OfferFailure::Withdrawn),
    };
    assert!(bench.frames(2).contains(&withdrawn), "{:?}", bench.frames(2));
}

#[test]
fn an_agent_is_gone_since_the_latest_ping_of_any_tab() {
    let mut bench = Bench::with_available(1);
    let opened = bench.now;
    bench.pass(Millis::minutes(5));
    let latest = bench.now;
    let present = |at| DeskInput::Present([(agent(1), Some(at))].into());
    bench.handle(present(latest)).unwrap();
    // The tab that pinged is closed, and the other one has been asleep all the time.
    bench.handle(present(opened)).unwrap();
    let gone_since = bench.desk.agents().next().and_then(|entry| entry.gone_since);
    assert_eq!(gone_since, Some(latest));
}

#[test]
fn an_agent_who_wakes_up_is_offered_chats_again() {
    let mut bench = Bench::with_available(1);
    bench.sleep(1);
    bench.pass(Millis::minutes(10));
    bench.request(1, Route::RoundRobin);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
    bench.wake(1);
    assert_eq!(bench.request_and_grant(2), Some(agent(1)));
}

#[test]
fn the_desk_sleeps_while_nobody_has_an_offer_or_a_chat() {
    let mut bench = Bench::with_available(3);
    let soon =
        |bench: &Bench| bench.desk.deadline().filter(|at| *at < bench.now + Millis::minutes(5));
    assert_eq!(soon(&bench), None);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    assert_eq!(soon(&bench), Some(bench.now + SILENT_AFTER));
    bench.done(1);
    assert_eq!(soon(&bench), None);
}

#[test]
fn an_overview_shows_a_silent_agent_as_offline() {
    let mut bench = Bench::with_available(2);
    bench.sleep(1);
    bench.pass(SILENT_AFTER);
    bench.tick();
    let online: Vec<_> =
        bench.desk.availability(bench.now).agents.iter().map(|one| one.online).collect();
    assert_eq!(online, [false, true]);
}

#[derive(Debug, Clone)]
enum Act {
    Request(u64),
    Accept(u32, u64),
    Decline(u32, u64),
    Done(u64),
    Sleep(u32),
    Wake(u32),
    Close(u32),
    Pass(u64),
    Crash,
}

fn act() -> impl Strategy<Value = Act> {
    let who = 1_u32..4;
    prop_oneof![
        4 => (1_u64..30).prop_map(Act::Request),
        3 => (who.clone(), 1_u64..30).prop_map(|(a, n)| Act::Accept(a, n)),
        1 => (who.clone(), 1_u64..30).prop_map(|(a, n)| Act::Decline(a, n)),
        1 => (1_u64..30).prop_map(Act::Done),
        3 => who.clone().prop_map(Act::Sleep),
        2 => who.clone().prop_map(Act::Wake),
        1 => who.prop_map(Act::Close),
        4 => (1_u64..120).prop_map(Act::Pass),
        1 => Just(Act::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// However long agents sleep: no chat is offered to an agent who has been silent for 75
    /// seconds, and no visitor falls back at once while an agent who is awake has room.
    #[test]
    fn no_chat_is_offered_to_a_silent_agent(acts in prop::collection::vec(act(), 1..120)) {
        let mut bench = Bench::with_available(3);
        let mut asleep: BTreeMap<u32, Timestamp> = BTreeMap::new();
        let mut closed = BTreeSet::new();
        let mut spec = BTreeSet::new();
        for act in acts {
            match act {
                Act::Request(n) if spec.insert(n) => {
                    let awake = (1..4).any(|a| {
                        let load = bench.desk.agents().find(|one| *one.id() == agent(a));
                        !asleep.contains_key(&a) && !closed.contains(&a)
                            && load.is_some_and(|one| one.load() < 10)
                    });
                    let to = bench.request_and_grant(n);
                    prop_assert!(to.is_some() || !awake, "{n} fell back although an agent is awake");
                    let silent = asleep.iter().filter(|(_, since)| {
                        bench.now.since(**since) >= SILENT_AFTER
                    });
                    for (sleeper, _) in silent {
                        prop_assert_ne!(&to, &Some(agent(*sleeper)));
                    }
                }
                Act::Accept(a, n) if !asleep.contains_key(&a) => drop(bench.accept(a, n)),
                Act::Decline(a, n) if !asleep.contains_key(&a) => drop(bench.decline(a, n)),
                Act::Done(n) => bench.done(n),
                Act::Sleep(a) if !closed.contains(&a) => {
                    bench.sleep(a);
                    asleep.entry(a).or_insert(bench.now);
                }
                Act::Request(_) | Act::Accept(..) | Act::Decline(..) | Act::Sleep(_) => {}
                Act::Wake(a) => {
                    asleep.remove(&a);
                    closed.remove(&a);
                    bench.present(a, 1);
                }
                Act::Close(a) => {
                    asleep.remove(&a);
                    closed.insert(a);
                    bench.present(a, 0);
                }
                Act::Pass(seconds) => bench.pass(Millis::seconds(seconds)),
                Act::Crash => bench.crash(),
            }
            bench.check_invariants();
        }
        bench.pass(Millis::minutes(10));
        bench.check_everything_ended();
    }
}
