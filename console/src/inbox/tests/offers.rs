//! Tests of offers, availability, and the list of chats.

use super::*;
use crate::inbox::model::DeskStatus;
use crate::inbox::{Availability, Choice, LabelEffect, Narrowed, Next, Tab};
use shared::event::OfferOutcome;
use shared::protocol::{AgentFrame, Scheduled};

/// What the agent chose last, or else what the desk said last.
fn chosen(world: &World) -> bool {
    world.inbox.availability.last().is_some_and(DeskStatus::chosen)
}

fn next(world: &World) -> Option<Next> {
    world.inbox.availability.last().and_then(DeskStatus::next)
}

fn load_missed() -> Effect {
    Effect::LoadMissed(Narrowed::default(), None)
}

fn load_labels() -> Effect {
    Effect::Labels(LabelEffect::LoadList)
}

#[test]
fn a_snapshot_fills_the_list_and_connects_every_chat() {
    let mut world = World::new();
    let effects = world.desk(snapshot(&["a", "b"], &[offer("1", "c")]));
    assert!(effects.contains(&Effect::OpenChat(conv("a"))));
    assert!(effects.contains(&Effect::OpenChat(conv("b"))));
    assert!(effects.contains(&Effect::NotifyOffer(offer("1", "c"))));
    assert_eq!(world.inbox.mine(), [conv("a"), conv("b")]);
    assert!(chosen(&world));
}

#[test]
fn an_accepted_chat_opens_in_the_tab_that_accepted_it() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::Select(conv("a")));
    world.send(Msg::ShowTab(Tab::History));
    world.desk(AgentEvent::Offer { offer: offer("1", "c"), now: Timestamp(1_000_000) });
    let sent = world.send(Msg::Choose(offer_id("1"), Choice::Accept));
    assert_eq!(
        sent,
        [Effect::SendAgentFrame(AgentFrame::Accept { id: key("tab-1"), offer: offer_id("1") })]
    );
    assert_eq!(world.send(Msg::Choose(offer_id("1"), Choice::Decline)), [], "a choice is final");
    world.desk(AgentEvent::OfferClosed { offer: offer_id("1"), reason: OfferOutcome::Accepted });
    world.send(Msg::InSection(false));
    world.desk(AgentEvent::Assigned { chat: card("c") });
    assert_eq!(world.inbox.arrived, 1, "it shows the inbox, from every section");
    assert_eq!(world.inbox.selected, Some(conv("c")));
    assert_eq!(world.inbox.tab, Tab::Mine);
}

#[test]
fn a_chat_accepted_in_another_tab_joins_the_list_and_opens_nothing() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::Select(conv("a")));
    world.desk(AgentEvent::Offer { offer: offer("1", "c"), now: Timestamp(1_000_000) });
    world.desk(AgentEvent::OfferClosed { offer: offer_id("1"), reason: OfferOutcome::Accepted });
    world.desk(AgentEvent::Assigned { chat: card("c") });
    assert_eq!(world.inbox.arrived, 0);
    assert_eq!(world.inbox.selected, Some(conv("a")));
    assert!(world.inbox.offers.is_empty() && world.inbox.toasts.is_empty());
}

#[test]
fn a_refused_accept_shows_why_and_frees_the_buttons() {
    let mut world = World::with_chats(&[]);
    world.desk(AgentEvent::Offer { offer: offer("1", "c"), now: Timestamp(1_000_000) });
    world.send(Msg::Choose(offer_id("1"), Choice::Accept));
    world.desk(AgentEvent::Error {
        id: Some(key("tab-1")),
        code: "timed_out".into(),
        message: "Too late.".into(),
    });
    assert_eq!(world.inbox.toasts.last().unwrap().text, "Too late.");
    assert_eq!(world.inbox.offers[0].chosen, None);
}

#[test]
fn an_accept_lost_with_the_connection_is_sent_again_under_its_key() {
    let mut world = World::with_chats(&[]);
    world.desk(AgentEvent::Offer { offer: offer("1", "c"), now: Timestamp(1_000_000) });
    world.send(Msg::Choose(offer_id("1"), Choice::Accept));
    world.send(Msg::AgentSocketBroke);
    world.send(Msg::AgentSocketOpened);
    let effects = world.desk(snapshot(&[], &[offer("1", "c")]));
    let again = AgentFrame::Accept { id: key("tab-1"), offer: offer_id("1") };
    assert_eq!(effects, [Effect::SendAgentFrame(again), load_missed(), load_labels()]);
}

#[test]
fn an_accept_whose_answer_was_lost_still_opens_the_chat() {
    let mut world = World::with_chats(&[]);
    world.desk(AgentEvent::Offer { offer: offer("1", "c"), now: Timestamp(1_000_000) });
    world.send(Msg::Choose(offer_id("1"), Choice::Accept));
    world.desk(snapshot(&["c"], &[]));
    assert_eq!(world.inbox.selected, Some(conv("c")));
}

#[test]
fn availability_is_shown_at_once_and_corrected_by_the_desk() {
    let mut world = World::with_chats(&[]);
    world.send(Msg::SetAvailable(false));
    assert!(!chosen(&world));
    world.desk(AgentEvent::Error {
        id: Some(key("tab-1")),
        code: "no_permission".into(),
        message: "No.".into(),
    });
    assert!(chosen(&world), "refused: as it was");
    world.send(Msg::SetAvailable(false));
    world.desk(AgentEvent::Ack { id: key("tab-2") });
    assert!(!chosen(&world));
    let until = Timestamp(2_000_000);
    let schedule = Some(Scheduled { available: false, until: Some(until) });
    world.desk(AgentEvent::Status { available: false, toggled_until: None, schedule });
    assert_eq!(next(&world), Some(Next::HoursBegin(until)));
    world.desk(AgentEvent::Status { available: true, toggled_until: Some(until), schedule });
    assert_eq!(next(&world), Some(Next::OverrideEnds(until)));
    world.desk(AgentEvent::Status { available: true, toggled_until: None, schedule: None });
    assert_eq!(next(&world), None);
    assert!(chosen(&world), "another tab changed it");
}

#[test]
fn availability_is_connecting_until_the_snapshot_and_ignores_clicks() {
    let mut world = World::new();
    assert_eq!(world.inbox.availability.availability(), Availability::Connecting);
    assert_eq!(world.send(Msg::SetAvailable(true)), [], "nothing is sent");
    world.send(Msg::AgentSocketOpened);
    assert_eq!(
        world.inbox.availability.availability(),
        Availability::Connecting,
        "no snapshot has arrived yet"
    );
    assert_eq!(world.send(Msg::SetAvailable(true)), []);
    let mut away = snapshot(&[], &[]);
    if let AgentEvent::Snapshot { available, .. } = &mut away {
        *available = false;
    }
    assert_eq!(world.desk(away), [load_missed(), load_labels()], "no earlier click is sent now");
    assert_eq!(world.inbox.availability.availability(), Availability::Away);
    let sent = world.send(Msg::SetAvailable(true));
    assert!(
        matches!(sent[..], [Effect::SendAgentFrame(AgentFrame::Status { available: true, .. })]),
        "{sent:?}"
    );
    assert_eq!(world.inbox.availability.availability(), Availability::Available);
}

#[test]
fn availability_is_connecting_after_a_break_until_the_next_snapshot() {
    let mut world = World::with_chats(&["a"]);
    assert_eq!(world.inbox.availability.availability(), Availability::Available);
    world.send(Msg::AgentSocketBroke);
    assert_eq!(world.inbox.availability.availability(), Availability::Connecting);
    assert_eq!(world.send(Msg::SetAvailable(false)), []);
    assert!(world.inbox.availability.last().is_some(), "the list of chats stays on screen");
    world.send(Msg::AgentSocketOpened);
    assert_eq!(world.inbox.availability.availability(), Availability::Connecting);
    world.desk(snapshot(&["a"], &[]));
    assert_eq!(world.inbox.availability.availability(), Availability::Available);
}

#[test]
fn a_toggle_lost_with_the_connection_is_sent_again_under_its_key() {
    let mut world = World::with_chats(&[]);
    world.send(Msg::SetAvailable(false));
    world.send(Msg::AgentSocketBroke);
    world.send(Msg::AgentSocketOpened);
    let again = AgentFrame::Status { id: key("tab-1"), available: false };
    let effects = world.desk(snapshot(&[], &[]));
    assert_eq!(effects, [Effect::SendAgentFrame(again), load_missed(), load_labels()]);
    assert_eq!(world.inbox.availability.availability(), Availability::Away);
}

#[test]
fn without_the_permission_availability_is_not_allowed() {
    let mut world = World::new();
    let mut snapshot = snapshot(&[], &[]);
    if let AgentEvent::Snapshot { live_chat, .. } = &mut snapshot {
        *live_chat = false;
    }
    world.desk(snapshot);
    assert_eq!(world.inbox.availability.availability(), Availability::NotAllowed);
}

#[test]
fn an_offer_whose_end_never_arrives_expires() {
    let mut world = World::with_chats(&[]);
    world.desk(AgentEvent::Offer { offer: offer("1", "c"), now: Timestamp(1_000_000) });
    world.now += 45_000;
    world.send(Msg::Tick);
    assert_eq!(world.inbox.offers.len(), 1, "the desk gets a moment to end it");
    world.now += 4_000;
    world.send(Msg::Tick);
    assert!(world.inbox.offers.is_empty());
}

#[test]
fn an_ended_chat_stays_listed_while_it_is_open() {
    let mut world = World::with_chats(&["a", "b"]);
    world.send(Msg::Select(conv("a")));
    world.desk(AgentEvent::Released { conversation: conv("a"), to: None });
    let ended = Event::Ended { by: shared::event::EndedBy::Visitor };
    let logged = Logged { seq: Seq(1), at: Timestamp(1), id: None, event: ended };
    world.frame("a", ServerFrame::Event(logged));
    assert_eq!(world.inbox.mine(), [conv("b"), conv("a")]);
    let effects = world.send(Msg::Select(conv("b")));
    assert!(effects.contains(&Effect::CloseChat(conv("a"))));
    assert_eq!(world.inbox.mine(), [conv("b")]);
}

#[test]
fn a_snapshot_replaces_the_chats() {
    let mut world = World::with_chats(&["a", "b"]);
    let effects = world.desk(snapshot(&["b"], &[]));
    assert!(effects.contains(&Effect::CloseChat(conv("a"))));
    assert_eq!(world.inbox.mine(), [conv("b")]);
}
