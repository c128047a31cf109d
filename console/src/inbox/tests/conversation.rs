//! Tests of messages: delivery, retries, duplicates, unread and seen.

use super::*;
use crate::inbox::{DeliveryState, Link};
use shared::protocol::{ClientFrame, Side};

fn type_and_send(world: &mut World, id: &str, text: &str) -> Vec<Effect> {
    world.send(Msg::Type(conv(id), text.to_owned()));
    world.send(Msg::Say(conv(id)))
}

fn say(id: &str, key_text: &str, text: &str) -> Effect {
    Effect::Chat(conv(id), ClientFrame::Say { id: key(key_text), text: text.to_owned() })
}

#[test]
fn a_message_is_shown_at_once_and_only_once() {
    let mut world = World::with_chats(&["a"]);
    let effects = type_and_send(&mut world, "a", " Hello ");
    assert!(effects.contains(&say("a", "tab-1", "Hello")));
    assert!(world.chat("a").drafts.here.is_empty());
    assert_eq!(world.chat("a").last().unwrap().text, "Hello");
    world.frame("a", said(1, 1_000_000, by_grace(), "Hello", Some(key("tab-1"))));
    world.frame("a", ServerFrame::Ack { id: key("tab-1"), seq: Seq(1) });
    assert!(world.chat("a").pending.is_empty());
    assert_eq!(world.chat("a").log.len(), 1);
}

#[test]
fn an_unsaved_message_is_sent_again_after_a_break_under_its_key() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::ChatBroke(conv("a")));
    let effects = type_and_send(&mut world, "a", "Hello");
    assert!(!effects.contains(&say("a", "tab-1", "Hello")), "there is no connection");
    let resume = world.send(Msg::ChatOpened(conv("a")));
    assert_eq!(resume, [Effect::Chat(conv("a"), ClientFrame::Resume { after: Seq(0) })]);
    assert_eq!(world.frame("a", welcome(0, false)), [say("a", "tab-1", "Hello")]);
}

#[test]
fn a_message_saved_before_the_break_is_not_shown_twice() {
    let mut world = World::with_chats(&["a"]);
    type_and_send(&mut world, "a", "Hello");
    world.send(Msg::ChatBroke(conv("a")));
    world.send(Msg::ChatOpened(conv("a")));
    world.frame("a", welcome(1, false));
    world.frame("a", said(1, 1_000_000, by_grace(), "Hello", Some(key("tab-1"))));
    assert!(world.chat("a").pending.is_empty());
    let lines = crate::inbox::lines(world.chat("a"), &grace().id, |_| 0);
    assert_eq!(
        lines.iter().filter(|line| matches!(line, crate::inbox::Line::Bubble(_))).count(),
        1
    );
}

#[test]
fn a_gap_in_events_is_requested_again_and_a_duplicate_ignored() {
    let mut world = World::with_chats(&["a"]);
    world.said("a", 1, Author::Visitor, "one");
    let resume = Effect::Chat(conv("a"), ClientFrame::Resume { after: Seq(1) });
    assert_eq!(world.said("a", 3, Author::Visitor, "three"), std::slice::from_ref(&resume));
    assert_eq!(world.said("a", 4, Author::Visitor, "four"), [], "it is asked for once");
    world.frame("a", welcome(4, false));
    assert_eq!(world.said("a", 3, Author::Visitor, "three"), [resume], "and lost again");
    assert_eq!(world.said("a", 1, Author::Visitor, "one"), []);
    assert_eq!(world.chat("a").log.len(), 1);
}

#[test]
fn a_long_log_is_asked_for_piece_by_piece_and_pending_messages_wait() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::ChatBroke(conv("a")));
    type_and_send(&mut world, "a", "Hello");
    world.send(Msg::ChatOpened(conv("a")));
    let piece = |through| {
        let mut welcome = welcome(3, false);
        if let ServerFrame::Welcome { through: end, .. } = &mut welcome {
            *end = Seq(through);
        }
        welcome
    };
    assert_eq!(world.frame("a", piece(2)), []);
    assert!(!world.said("a", 1, Author::Visitor, "one").iter().any(is_resume));
    let more = world.said("a", 2, Author::Visitor, "two");
    assert!(more.contains(&Effect::Chat(conv("a"), ClientFrame::Resume { after: Seq(2) })));
    assert_eq!(world.frame("a", piece(3)), [say("a", "tab-1", "Hello")]);
    assert!(!world.said("a", 3, Author::Visitor, "three").iter().any(is_resume));
    assert!(world.chat("a").is_loaded());
}

fn is_resume(effect: &Effect) -> bool {
    matches!(effect, Effect::Chat(_, ClientFrame::Resume { .. }))
}

#[test]
fn a_refused_message_shows_why_and_can_be_retried_or_discarded() {
    let mut world = World::with_chats(&["a"]);
    type_and_send(&mut world, "a", "Hello");
    let error = |id| ServerFrame::Error {
        id,
        code: "over".into(),
        message: "Over.".into(),
        reason: None,
        field: None,
    };
    world.frame("a", error(Some(key("tab-1"))));
    let lines = crate::inbox::lines(world.chat("a"), &grace().id, |_| 0);
    let refused = lines.iter().any(|line| {
        matches!(line, crate::inbox::Line::Bubble(bubble)
            if bubble.delivery == DeliveryState::Refused(key("tab-1"), "Over.".into()))
    });
    assert!(refused);
    let again = world.send(Msg::Retry(conv("a"), key("tab-1")));
    assert_eq!(again, [say("a", "tab-2", "Hello")]);
    world.send(Msg::Discard(conv("a"), key("tab-2")));
    assert!(world.chat("a").pending.is_empty());
}

#[test]
fn unread_messages_are_counted_until_the_chat_is_opened() {
    let mut world = World::with_chats(&["a", "b"]);
    let effects = world.said("a", 1, Author::Visitor, "Hi");
    assert!(matches!(effects.as_slice(), [Effect::NotifySaid { .. }]));
    world.said("a", 2, Author::Visitor, "Anybody?");
    assert_eq!((world.chat("a").unread(), world.inbox.unread_chats()), (2, 1));
    let effects = world.send(Msg::Select(conv("a")));
    let seen = Effect::Chat(conv("a"), ClientFrame::Seen { seq: Seq(2) });
    assert!(effects.contains(&seen));
    assert_eq!(world.chat("a").unread(), 0);
}

#[test]
fn nothing_is_seen_while_the_tab_is_hidden_or_shows_another_section() {
    for shows in [Msg::Visible, Msg::InSection] {
        let mut world = World::with_chats(&["a"]);
        world.send(Msg::Select(conv("a")));
        world.send(shows(false));
        world.said("a", 1, Author::Visitor, "Hi");
        assert_eq!(world.chat("a").unread(), 1);
        let seen = Effect::Chat(conv("a"), ClientFrame::Seen { seq: Seq(1) });
        assert_eq!(world.send(shows(true)), [seen]);
    }
}

#[test]
fn the_longest_waiting_visitor_comes_first() {
    let mut world = World::with_chats(&["a", "b", "c"]);
    for (id, seq) in [("a", 1), ("b", 1), ("c", 1)] {
        world.now += 1_000;
        world.said(id, seq, by_grace(), "Hello");
    }
    assert_eq!(world.inbox.mine(), [conv("c"), conv("b"), conv("a")], "answered: the newest");
    world.now += 1_000;
    world.said("b", 2, Author::Visitor, "Hi");
    world.now += 1_000;
    world.said("a", 2, Author::Visitor, "Hi");
    world.said("b", 3, Author::Visitor, "Still here");
    assert_eq!(world.inbox.mine(), [conv("b"), conv("a"), conv("c")]);
}

#[test]
fn typing_is_throttled_and_its_end_sent_at_once() {
    let mut world = World::with_chats(&["a"]);
    let typing = |on| Effect::Chat(conv("a"), ClientFrame::Typing { on });
    assert!(world.send(Msg::Type(conv("a"), "H".into())).contains(&typing(true)));
    assert!(!world.send(Msg::Type(conv("a"), "He".into())).contains(&typing(true)));
    world.now += 3_000;
    assert!(world.send(Msg::Type(conv("a"), "Hel".into())).contains(&typing(true)));
    assert!(world.send(Msg::Type(conv("a"), String::new())).contains(&typing(false)));
}

#[test]
fn typing_ends_with_a_message_a_stop_or_a_timeout() {
    let mut world = World::with_chats(&["a"]);
    world.frame("a", ServerFrame::Typing { by: Side::Visitor, on: true });
    assert_eq!(world.chat("a").typing, Some(Timestamp(world.now + 6_000)));
    world.said("a", 1, Author::Visitor, "Hi");
    assert_eq!(world.chat("a").typing, None);
}

#[test]
fn an_end_can_be_undone_for_five_seconds_and_is_sent_once() {
    let mut world = World::with_chats(&["a"]);
    assert_eq!(world.inbox.chats[&conv("a")].link, Link::Open);
    let ends = |effects: &[Effect]| matches!(effects, [Effect::Chat(_, ClientFrame::End { .. })]);
    assert_eq!(world.send(Msg::End(conv("a"))), []);
    assert!(world.chat("a").is_ending() && world.inbox.ticks());
    world.send(Msg::Undo(conv("a")));
    world.now += 6_000;
    assert_eq!(world.send(Msg::Tick), []);
    assert!(!world.chat("a").is_ending() && !world.inbox.ticks());

    world.send(Msg::End(conv("a")));
    world.now += 4_900;
    assert_eq!(world.send(Msg::Tick), []);
    world.send(Msg::End(conv("a"))); // asking again doesn't restart the delay
    world.now += 200;
    assert!(ends(&world.send(Msg::Tick)));
    assert_eq!(world.send(Msg::Tick), []);
    assert!(world.chat("a").is_ending(), "until the edge confirms");
}

#[test]
fn a_closing_tab_ends_the_chat_at_once() {
    let mut world = World::with_chats(&["a", "b"]);
    world.send(Msg::End(conv("a")));
    let effects = world.send(Msg::Leaving);
    assert!(
        matches!(effects.as_slice(), [Effect::Chat(id, ClientFrame::End { .. })] if *id == conv("a"))
    );
    assert!(!world.chat("b").is_ending());
}

#[test]
fn a_message_before_the_end_continues_the_chat() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::End(conv("a")));
    world.said("a", 1, Author::Visitor, "One more thing");
    assert!(!world.chat("a").is_ending());
    assert!(
        world.inbox.toasts.iter().any(|toast| toast.text == "Ada wrote, so the chat continues.")
    );
    world.send(Msg::End(conv("a")));
    type_and_send(&mut world, "a", "Wait");
    assert!(!world.chat("a").is_ending());
}

#[test]
fn an_empty_or_too_long_message_is_not_sent() {
    let mut world = World::with_chats(&["a"]);
    assert_eq!(world.send(Msg::Say(conv("a"))), []);
    let long = "x".repeat(shared::conversation::MAX_MESSAGE_CHARS + 1);
    let effects = type_and_send(&mut world, "a", &long);
    assert!(effects.is_empty());
    assert_eq!(world.chat("a").drafts.here.text, long, "nothing typed is lost");
}

#[test]
fn an_unknown_event_is_skipped() {
    let mut world = World::with_chats(&["a"]);
    world.said("a", 1, Author::Visitor, "one");
    world.send(Msg::Unread(conv("a"), Seq(2)));
    world.send(Msg::Unread(conv("a"), Seq(9)));
    world.said("a", 3, Author::Visitor, "two");
    assert_eq!(world.chat("a").state.head, Seq(3));
    assert_eq!(world.chat("a").log.len(), 2);
}
