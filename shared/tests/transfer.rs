//! Transfers of chats: no chat is ever lost (`docs/rules.md`, ROUTE).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::desk::{Bench, agent, conversation, offer, request};
use shared::conversation::DeskToConversation;
use shared::desk::{
    DeskInput, DeskRefusal, DeskSettings, DeskToLedger, RoutingConfig, SkipReason, Team,
};
use shared::event::{FallbackReason, OfferFailure, OfferOutcome};
use shared::id::{OfferId, TeamId};
use shared::protocol::{AgentEvent, DisconnectPolicy, TransferTo};
use shared::quota::{Grant, Package, ReservationOutcome};
use shared::stream::Route;
use shared::time::Millis;

/// This many agents, the first of whom has a chat.
fn chatting(agents: u32) -> Bench {
    let mut bench = Bench::with_available(agents);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.said.clear();
    bench
}

fn to(n: u32) -> TransferTo {
    TransferTo::Agent(agent(n))
}

fn offered_to(bench: &Bench, n: u32) -> bool {
    bench.frames(n).iter().any(|frame| matches!(frame, AgentEvent::Offer { .. }))
}

fn connected_to(bench: &Bench) -> Vec<shared::id::AgentId> {
    let joined_agent = |news| match news {
        DeskToConversation::Connected { agent, .. } => Some(agent.id),
        _ => None,
    };
    bench.news(1).into_iter().filter_map(joined_agent).collect()
}

#[test]
fn a_transferred_chat_stays_until_somebody_accepts() {
    let mut bench = chatting(2);
    bench.transfer(1, 1, to(2)).unwrap();
    assert!(offered_to(&bench, 2));
    assert!(bench.news(1).is_empty(), "the visitor is told when it is done");
    let frames = bench.frames(2);
    assert!(frames.iter().any(
        |f| matches!(f, AgentEvent::Offer { offer, .. } if offer.from.as_ref().unwrap().id == agent(1))
    ));
    bench.accept_attempt(2, 1, 2).unwrap();
    assert_eq!(connected_to(&bench), [agent(2)]);
    assert!(bench.frames(1).iter().any(
        |f| matches!(f, AgentEvent::Released { to: Some(profile), .. } if profile.id == agent(2))
    ));
    assert!(bench.to_site().is_empty(), "it was counted when it began");
    bench.check_invariants();
    assert_eq!(bench.cancel_transfer(1, 1), Err(DeskRefusal::NotYours));
}

#[test]
fn the_chats_agent_cannot_answer_the_transfer_offer() {
    let mut bench = chatting(2);
    bench.transfer(1, 1, to(2)).unwrap();
    assert_eq!(bench.accept_attempt(1, 1, 2), Err(DeskRefusal::NotOffered));
    bench.accept_attempt(2, 1, 2).unwrap();
    assert_eq!(connected_to(&bench), [agent(2)]);
}

#[test]
fn a_transfer_that_nobody_accepts_leaves_everything_as_it_was() {
    for (end, reason) in [
        (0, OfferFailure::TimedOut),
        (1, OfferFailure::Declined),
        (2, OfferFailure::Withdrawn),
        (3, OfferFailure::AgentGone),
    ] {
        let mut bench = chatting(2);
        bench.transfer(1, 1, to(2)).unwrap();
        match end {
            0 => bench.pass(Millis::seconds(45)),
            1 => bench.decline_attempt(2, 1, 2),
            2 => bench.cancel_transfer(1, 1).unwrap(),
            _ => bench.roster(&[(1, true)]),
        }
        let declined = AgentEvent::TransferEnded { conversation: conversation(1), reason };
        assert!(bench.frames(1).contains(&declined), "{reason:?}: {:?}", bench.frames(1));
        assert!(bench.news(1).is_empty(), "the visitor never hears of it");
        assert_eq!(bench.due(), None);
        bench.check_invariants();
        bench.done(1);
        assert!(bench.desk.agents().all(|agent| agent.load() == 0));
    }
}

#[test]
fn an_impossible_transfer_is_refused_with_a_reason() {
    let mut bench = chatting(3);
    bench.status(3, false).unwrap();
    assert_eq!(bench.transfer(1, 1, to(1)), Err(DeskRefusal::ToYourself));
    assert_eq!(bench.transfer(2, 1, to(3)), Err(DeskRefusal::NotYours));
    let away = DeskRefusal::TargetUnavailable { reason: Some(SkipReason::Away) };
    assert_eq!(bench.transfer(1, 1, to(3)), Err(away));
    let nobody = DeskRefusal::TargetUnavailable { reason: Some(SkipReason::NotAnAgent) };
    assert_eq!(bench.transfer(1, 1, to(9)), Err(nobody));
    let team = TransferTo::Team(TeamId::parse("team_a").unwrap());
    assert_eq!(bench.transfer(1, 1, team), Err(DeskRefusal::NotPrime));
    assert_eq!(bench.cancel_transfer(1, 1), Err(DeskRefusal::NoTransfer));
    bench.transfer(1, 1, to(2)).unwrap();
    assert_eq!(bench.transfer(1, 1, to(2)), Err(DeskRefusal::TransferPending));
    bench.check_invariants();
}

#[test]
fn a_transfer_to_a_team_goes_to_its_next_agent() {
    let mut bench = chatting(3);
    let id = TeamId::parse("team_a").unwrap();
    let team = Team { id: id.clone(), name: "A".into(), members: vec![agent(1), agent(3)] };
    let routing =
        RoutingConfig { package: Package::Prime, teams: vec![team], ..RoutingConfig::default() };
    bench.handle(DeskInput::RoutingConfig(routing)).unwrap();
    bench.transfer(1, 1, TransferTo::Team(id)).unwrap();
    assert!(offered_to(&bench, 3) && !offered_to(&bench, 2) && !offered_to(&bench, 1));
}

#[test]
fn the_chat_limit_counts_transfer_offers() {
    let mut bench = Bench::with_available(2);
    for n in 1..=20 {
        let at = bench.request_and_grant(n).unwrap();
        bench.accept(if at == agent(1) { 1 } else { 2 }, n).unwrap();
    }
    let full = DeskRefusal::TargetUnavailable { reason: Some(SkipReason::Full) };
    assert_eq!(bench.transfer(1, 1, to(2)), Err(full));
}

#[test]
fn the_end_of_a_chat_ends_its_transfer() {
    let mut bench = chatting(2);
    bench.transfer(1, 1, to(2)).unwrap();
    bench.done(1);
    let closed = AgentEvent::OfferClosed {
        offer: OfferId::derive(&request(1), 2),
        reason: OfferOutcome::Failed(OfferFailure::Withdrawn),
    };
    assert!(bench.frames(2).contains(&closed));
    assert!(bench.desk.agents().all(|agent| agent.load() == 0));
    assert_eq!(bench.accept_attempt(2, 1, 2), Err(DeskRefusal::Withdrawn));
}

#[test]
fn a_chat_whose_agent_disconnected_is_reassigned_until_somebody_accepts() {
    let mut bench = chatting(3);
    bench.present(1, 0);
    bench.pass(Millis(119_999));
    assert!(bench.news(1).is_empty());
    bench.pass(Millis(1));
    assert!(matches!(bench.news(1)[..], [DeskToConversation::AgentGone { .. }]));
    assert!(offered_to(&bench, 2));
    bench.pass(Millis::seconds(45));
    assert!(offered_to(&bench, 3));
    bench.crash();
    bench.accept_attempt(3, 1, 3).unwrap();
    assert_eq!(connected_to(&bench), [agent(3)]);
    assert!(bench.to_site().is_empty());
    bench.check_invariants();
}

#[test]
fn an_agent_who_comes_back_has_their_chat_as_before() {
    let mut bench = chatting(2);
    bench.present(1, 0);
    bench.pass(Millis::minutes(2));
    assert!(offered_to(&bench, 2));
    bench.present(1, 1);
    assert_eq!(connected_to(&bench), [agent(1)]);
    assert_eq!(bench.accept_attempt(2, 1, 2), Err(DeskRefusal::Withdrawn));
    assert_eq!(bench.due(), None);
    bench.check_invariants();
}

/// Whether the visitor was told that their agent is gone, and then got the fallback.
fn fell_back_at_once(bench: &Bench) -> bool {
    use DeskToConversation::{AgentGone, FellBack};
    matches!(
        bench.news(1)[..],
        [AgentGone { .. }, FellBack { reason: FallbackReason::NobodyAvailable, .. }]
    )
}

#[test]
fn without_an_available_agent_the_visitor_of_a_lost_one_gets_the_fallback_at_once() {
    let gone: fn(&mut Bench) = |bench| {
        bench.present(1, 0);
        bench.pass(Millis::minutes(2));
    };
    let losses = [gone, |bench| bench.roster(&[(2, false)]), |bench| bench.roster(&[(1, false)])];
    for lose in losses {
        let mut bench = chatting(1);
        lose(&mut bench);
        assert!(fell_back_at_once(&bench), "{:?}", bench.news(1));
        assert_eq!(bench.due(), None);
        assert!(bench.desk.agents().all(|agent| agent.load() == 0));
        bench.check_invariants();
        bench.present(1, 1);
        assert!(connected_to(&bench).is_empty());
    }
}

#[test]
fn a_visitor_is_not_stranded_when_those_who_were_asked_decline() {
    let mut bench = chatting(2);
    bench.roster(&[(2, true)]);
    assert!(offered_to(&bench, 2));
    bench.decline_attempt(2, 1, 2);
    assert!(fell_back_at_once(&bench), "{:?}", bench.news(1));
}

#[test]
fn where_the_site_lets_visitors_wait_they_wait_for_a_gone_agent_but_not_for_a_removed_one() {
    let notify =
        DeskSettings { disconnect_policy: DisconnectPolicy::Notify, ..DeskSettings::default() };
    let mut bench = chatting(1);
    bench.settings(notify);
    bench.present(1, 0);
    bench.pass(Millis::minutes(9));
    assert!(matches!(bench.news(1)[..], [DeskToConversation::AgentGone { .. }]));
    bench.present(1, 1);
    assert_eq!(connected_to(&bench), [agent(1)]);

    // The transfer was under way when its agent was removed.
    let mut bench = chatting(2);
    bench.settings(notify);
    bench.transfer(1, 1, to(2)).unwrap();
    bench.roster(&[(2, true)]);
    bench.decline_attempt(2, 1, 2);
    assert!(fell_back_at_once(&bench), "{:?}", bench.news(1));
}

#[test]
fn a_lost_agents_chat_goes_to_everybody_only_if_the_site_allows_it() {
    for overflow_to_all in [true, false] {
        let mut bench = Bench::with_available(2);
        let routing = RoutingConfig { overflow_to_all, ..RoutingConfig::default() };
        bench.handle(DeskInput::RoutingConfig(routing)).unwrap();
        bench.request(1, Route::Agent { agent: agent(1) });
        bench.grant(1, Grant::Reserved);
        bench.accept(1, 1).unwrap();
        bench.said.clear();
        bench.roster(&[(2, true)]);
        assert_eq!(offered_to(&bench, 2), overflow_to_all);
        assert_eq!(fell_back_at_once(&bench), !overflow_to_all);
    }
}

#[test]
fn a_short_loss_of_the_connection_changes_nothing() {
    let mut bench = chatting(2);
    bench.present(1, 0);
    bench.pass(Millis::seconds(119));
    bench.present(1, 1);
    bench.pass(Millis::minutes(5));
    assert!(bench.news(1).is_empty() && !offered_to(&bench, 2));
}

#[test]
fn the_chats_of_a_removed_agent_are_reassigned() {
    let mut bench = chatting(2);
    bench.roster(&[(2, true)]);
    assert!(matches!(bench.news(1)[..], [DeskToConversation::AgentGone { .. }]));
    bench.accept_attempt(2, 1, 2).unwrap();
    assert_eq!(connected_to(&bench), [agent(2)]);
    bench.check_invariants();
}

#[test]
fn the_chats_of_an_agent_who_may_no_longer_chat_are_reassigned() {
    let mut bench = chatting(2);
    bench.roster(&[(1, false), (2, true)]);
    assert!(matches!(bench.news(1)[..], [DeskToConversation::AgentGone { .. }]));
    let snapshot = bench.desk.snapshot(bench.now, &agent(1)).unwrap();
    assert!(matches!(snapshot, AgentEvent::Snapshot { chats, .. } if chats.is_empty()));
    // A ping of theirs brings nothing back (PEOPLE-16).
    bench.present(1, 1);
    assert!(connected_to(&bench).is_empty());
    bench.accept_attempt(2, 1, 2).unwrap();
    assert_eq!(connected_to(&bench), [agent(2)]);
    bench.check_invariants();
}

#[test]
fn an_agent_who_may_chat_again_has_the_chats_that_nobody_has_taken_over_yet() {
    let mut bench = chatting(2);
    bench.roster(&[(1, false), (2, true)]);
    assert!(matches!(bench.news(1)[..], [DeskToConversation::AgentGone { .. }]));
    bench.roster(&[(1, true), (2, true)]);
    assert_eq!(connected_to(&bench), [agent(1)]);
    bench.check_invariants();
}

#[test]
fn an_offer_ends_when_its_agent_may_no_longer_chat() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    bench.said.clear();
    bench.roster(&[(1, false), (2, true)]);
    bench.accept_attempt(2, 1, 2).unwrap();
    assert_eq!(connected_to(&bench), [agent(2)]);
    bench.check_invariants();
}

#[test]
fn a_late_accept_of_the_first_offer_counts_nothing_twice() {
    let mut bench = chatting(2);
    assert_eq!(bench.accept(1, 1), Err(DeskRefusal::AlreadyAccepted));
    let committed = DeskToLedger::CloseReservation {
        request: request(1),
        outcome: ReservationOutcome::Committed,
    };
    assert!(!bench.to_site().contains(&committed));
    assert_eq!(bench.accept_attempt(2, 1, 1), Err(DeskRefusal::NotOffered));
    assert_eq!(offer(1), OfferId::derive(&request(1), 1));
}
