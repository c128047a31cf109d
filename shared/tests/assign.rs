//! Managers take running chats over, assign them, and end them (`docs/rules.md`, ROUTE-30).

use crate::common::desk::{Bench, agent, conversation};
use crate::conversation::bench::Bench as Chat;
use shared::conversation::{ConversationToDesk, DeskToConversation, Input, Refusal};
use shared::desk::{
    AgentDesk, Decision, DeskEffect, DeskInput, DeskRefusal, RoutingConfig, RoutingReason,
    SkipReason,
};
use shared::event::{EndedBy, Event, OfferFailure};
use shared::protocol::{AgentEvent, TransferTo};

/// Three agents, the first of whom has a chat; the third manages, and is connected but not
/// available.
fn managed() -> Bench {
    let mut bench = Bench::with_available(3);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.status(3, false).unwrap();
    bench.said.clear();
    bench
}

fn assign(bench: &mut Bench, to: u32) -> Result<(), DeskRefusal> {
    let to = TransferTo::Agent(agent(to));
    let input = DeskInput::Assign { by: agent(3), conversation: conversation(1), to };
    bench.handle(input).map(drop)
}

fn decision(bench: &Bench) -> Decision {
    let explained = bench.said.iter().find_map(|effect| match effect {
        DeskEffect::Explain(_, decision) => Some(decision.as_ref().clone()),
        _ => None,
    });
    explained.unwrap()
}

fn joined(bench: &Bench) -> Vec<shared::id::AgentId> {
    let joined = |news| match news {
        DeskToConversation::Connected { agent, .. } => Some(agent.id),
        _ => None,
    };
    bench.news(1).into_iter().filter_map(joined).collect()
}

#[test]
fn a_manager_takes_a_chat_over_at_once_also_while_they_are_not_available() {
    let mut bench = managed();
    assign(&mut bench, 3).unwrap();
    assert_eq!(joined(&bench), [agent(3)]);
    let released = |frame: &AgentEvent| matches!(frame, AgentEvent::Released { to: Some(to), .. } if to.id == agent(3));
    assert!(bench.frames(1).iter().any(released));
    assert!(matches!(bench.frames(3)[..], [AgentEvent::Assigned { .. }]));
    let decision = decision(&bench);
    assert_eq!(decision.reason, RoutingReason::Transfer { by: agent(3) });
    assert_eq!(decision.replay(), Some(&agent(3)));
    assert!(bench.to_site().is_empty(), "it was counted when it began");
    bench.crash();
    bench.check_invariants();
    assert_eq!(bench.desk.agents().map(AgentDesk::load).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn whoever_else_is_assigned_a_chat_is_asked_first() {
    let mut bench = managed();
    assign(&mut bench, 2).unwrap();
    assert!(joined(&bench).is_empty(), "it stays with its agent until they accept");
    bench.accept_attempt(2, 1, 2).unwrap();
    assert_eq!(joined(&bench), [agent(2)]);
    bench.check_invariants();
}

#[test]
fn taking_a_chat_over_ends_its_transfer() {
    let mut bench = managed();
    bench.transfer(1, 1, TransferTo::Agent(agent(2))).unwrap();
    assign(&mut bench, 3).unwrap();
    let ended = AgentEvent::TransferEnded {
        conversation: conversation(1),
        reason: OfferFailure::Withdrawn,
    };
    assert!(bench.frames(1).contains(&ended));
    assert_eq!(bench.accept_attempt(2, 1, 2), Err(DeskRefusal::Withdrawn));
    assert_eq!((joined(&bench), bench.due()), (vec![agent(3)], None));
    bench.check_invariants();
}

#[test]
fn an_impossible_assignment_is_refused_and_changes_nothing() {
    let mut bench = managed();
    assert_eq!(assign(&mut bench, 1), Err(DeskRefusal::HasIt));
    let unavailable = |reason| Err(DeskRefusal::TargetUnavailable { reason: Some(reason) });
    assert_eq!(assign(&mut bench, 9), unavailable(SkipReason::NotAnAgent));
    bench.present(3, 0);
    assert_eq!(assign(&mut bench, 3), unavailable(SkipReason::Gone));
    bench.present(3, 1);
    bench.roster(&[(1, true), (2, true), (3, false)]);
    assert_eq!(assign(&mut bench, 3), unavailable(SkipReason::NoPermission));
    bench.roster(&[(1, true), (2, true), (3, true)]);
    bench.status(3, true).unwrap();
    assert_eq!(bench.request_and_grant(2), Some(agent(2)));
    assert_eq!(bench.request_and_grant(3), Some(agent(3)));
    let one_chat = RoutingConfig { max_chats: 1, ..RoutingConfig::default() };
    bench.handle(DeskInput::RoutingConfig(one_chat)).unwrap();
    assert_eq!(assign(&mut bench, 3), unavailable(SkipReason::Full));
    assert!(joined(&bench).is_empty());
    bench.done(1);
    assert_eq!(assign(&mut bench, 3), Err(DeskRefusal::NotRunning));
}

#[test]
fn a_manager_ends_a_running_chat_and_no_other() {
    assert_eq!(Chat::waiting().handle(Input::End), Err(Refusal::NotLive));
    let mut chat = Chat::live();
    chat.handle(Input::End).unwrap();
    assert_eq!(*chat.last(), Event::Ended { by: EndedBy::Agent });
    assert!(matches!(chat.to_desk.last(), Some(ConversationToDesk::Done { .. })));
    assert_eq!(chat.handle(Input::End), Err(Refusal::Over));
}
