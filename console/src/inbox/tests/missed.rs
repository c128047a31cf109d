//! Missed conversations (INBOX-22).

use super::{World, conv, grace, row};
use crate::inbox::{Effect, LabelEffect, Msg, Narrowed, Tab, count_text};
use shared::conversation::{Claim, Missed, MissedCounts, MissedReason};
use shared::event::{EndedBy, Event, Logged};
use shared::id::{RequestId, Seq};
use shared::permission::Role;
use shared::protocol::{AgentEvent, ClientFrame, ConversationRow, MissedList, ServerFrame};
use shared::time::Timestamp;

fn missed(id: &str, handled: bool) -> ConversationRow {
    let claim = Claim { by: grace(), at: Timestamp(5) };
    let missed = Missed {
        at: Timestamp(1),
        reason: MissedReason::TimedOut,
        words: "Hello?".into(),
        taken: None,
        handled: handled.then_some(claim),
        answer: None,
    };
    ConversationRow { missed: Some(missed), ..row(id) }
}

#[test]
fn the_count_is_loaded_with_the_snapshot_and_follows_the_desk() {
    let mut world = World::new();
    world.send(Msg::AgentSocketOpened);
    let effects = world.desk(super::snapshot(&[], &[]));
    assert!(effects.contains(&Effect::LoadMissed(Narrowed::default(), None)), "{effects:?}");
    let counts = MissedCounts { free: 2, own: 1 };
    let page = MissedList { items: vec![missed("a", false)], next: None, counts };
    world.send(Msg::MissedLoaded { narrowed: Narrowed::default(), first: true, page: Ok(page) });
    assert_eq!(world.inbox.missed_count(), 3);
    let effects = world.desk(AgentEvent::Missed { free: 1, own: None });
    assert_eq!((world.inbox.missed_count(), effects), (2, vec![]), "the list does not show");
    world.send(Msg::ShowTab(Tab::Missed));
    let effects = world.desk(AgentEvent::Missed { free: 1, own: Some(0) });
    let loads =
        vec![Effect::LoadMissed(Narrowed::default(), None), Effect::Labels(LabelEffect::LoadList)];
    assert_eq!((world.inbox.missed_count(), effects), (1, loads));
    assert_eq!((count_text(99), count_text(100)), ("99".to_owned(), "99+".to_owned()));
}

#[test]
fn a_change_shows_in_the_list_and_in_the_conversation_that_is_open() {
    let mut world = World::with_chats(&[]);
    let page =
        MissedList { items: vec![missed("a", false)], next: None, counts: MissedCounts::default() };
    world.send(Msg::MissedLoaded { narrowed: Narrowed::default(), first: true, page: Ok(page) });
    world.send(Msg::Select(conv("a")));
    assert!(world.chat("a").missed.as_ref().unwrap().is_open());
    world.send(Msg::MissedChanged(Box::new(missed("a", true))));
    assert!(!world.chat("a").missed.as_ref().unwrap().is_open());
    assert!(!world.inbox.missed.rows[0].needs_answer());
    assert_eq!(world.inbox.toasts.len(), 1);
}

#[test]
fn an_agent_answers_in_a_conversation_that_is_over() {
    let mut world = World::with_chats(&[]);
    world.send(Msg::OpenHistory(Box::new(missed("old", false))));
    world.open("old");
    let id = conv("old");
    assert!(!world.inbox.may_answer(&id), "it goes on elsewhere");
    let event = |seq, event| {
        let (seq, at) = (Seq(seq), Timestamp(1));
        ServerFrame::Event(Logged { seq, at, id: None, event })
    };
    world.frame("old", event(1, Event::Ended { by: EndedBy::Visitor }));
    assert!(world.inbox.may_answer(&id) && !world.inbox.may_end(world.chat("old")));
    world.send(Msg::Type(id.clone(), "Good morning".into()));
    let effects = world.send(Msg::Say(id.clone()));
    let Some(Effect::Chat(_, ClientFrame::FollowUp { text, .. })) = effects.first() else {
        panic!("{effects:?}");
    };
    assert_eq!(text, "Good morning");
    let request = RequestId::parse("req_1").unwrap();
    world.frame("old", event(2, Event::FollowedUp { request, agent: grace() }));
    assert!(world.inbox.may_end(world.chat("old")) && !world.chat("old").is_live());
    world.inbox.me.permissions = Role::Marketing.permissions().to_vec();
    assert!(!world.inbox.may_answer(&id));
}
