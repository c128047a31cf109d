//! Tests of private notes, and of the line before new messages.

use super::*;
use crate::inbox::{DeliveryState, Line, lines};
use shared::conversation::PrivateNote;
use shared::protocol::{ClientFrame, Side};

fn visible(world: &World, id: &str) -> Vec<String> {
    let text = |line: Line| match line {
        Line::Bubble(bubble) => Some(bubble.text),
        Line::Private(note) => Some(format!("({})", note.text)),
        Line::New => Some("new".to_owned()),
        _ => None,
    };
    lines(world.chat(id), &grace().id, |_| 0).into_iter().filter_map(text).collect()
}

fn note(number: u64, after: u64, id: &str, text: &str) -> ServerFrame {
    let (by, text) = (grace(), text.to_owned());
    let (at, after) = (Timestamp(1_000_000), Seq(after));
    ServerFrame::Note(PrivateNote { number, at, after, id: key(id), by, text })
}

#[test]
fn a_note_keeps_its_position_and_is_sent_once() {
    let mut world = World::with_chats(&["a"]);
    world.said("a", 1, Author::Visitor, "one");
    world.send(Msg::Noting(conv("a"), true));
    world.send(Msg::TypeNote(conv("a"), " wants an invoice ".into()));
    let effects = world.send(Msg::WriteNote(conv("a")));
    let [Effect::Chat(_, ClientFrame::Note { id, text }), Effect::SaveDraft(..)] =
        effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(text, "wants an invoice");
    assert!(!world.chat("a").noting && world.chat("a").drafts.here.is_empty());
    assert_eq!(visible(&world, "a"), ["one", "(wants an invoice)"]);
    world.frame("a", note(1, 1, id.as_str(), "wants an invoice"));
    world.said("a", 2, Author::Visitor, "two");
    world.frame("a", note(1, 1, id.as_str(), "wants an invoice"));
    assert_eq!(visible(&world, "a"), ["one", "(wants an invoice)", "two"]);
    assert!(world.chat("a").pending.is_empty());
}

#[test]
fn a_note_is_neither_an_answer_nor_the_last_message() {
    let mut world = World::with_chats(&["a"]);
    world.said("a", 1, Author::Visitor, "one");
    world.send(Msg::TypeNote(conv("a"), "hm".into()));
    world.send(Msg::WriteNote(conv("a")));
    assert!(world.chat("a").offer_unanswered().is_some());
    assert_eq!(world.chat("a").last().unwrap().text, "one");
}

#[test]
fn a_refused_note_shows_why_and_waits() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::TypeNote(conv("a"), "hm".into()));
    let effects = world.send(Msg::WriteNote(conv("a")));
    let [Effect::Chat(_, ClientFrame::Note { id, .. }), ..] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let (code, message) = ("too_many".to_owned(), "No more notes.".to_owned());
    world.frame(
        "a",
        ServerFrame::Error { id: Some(id.clone()), code, message, reason: None, field: None },
    );
    let lines = lines(world.chat("a"), &grace().id, |_| 0);
    let refused = lines
        .iter()
        .any(|line| matches!(line, Line::Private(note) if matches!(note.delivery, DeliveryState::Refused(..))));
    assert!(refused, "{lines:?}");
}

#[test]
fn messages_from_another_tab_are_new_until_the_agent_answers() {
    let mut world = World::with_chats(&["a", "b"]);
    world.said("a", 1, Author::Visitor, "one");
    world.send(Msg::Select(conv("a")));
    assert_eq!(visible(&world, "a"), ["new", "one"]);
    world.said("a", 2, Author::Visitor, "two");
    assert_eq!(visible(&world, "a"), ["new", "one", "two"], "it stays where it was");
    world.send(Msg::Select(conv("b")));
    world.send(Msg::Select(conv("a")));
    assert_eq!(visible(&world, "a"), ["one", "two"]);
    world.send(Msg::Visible(false));
    world.said("a", 3, Author::Visitor, "three");
    world.send(Msg::Visible(true));
    assert_eq!(visible(&world, "a"), ["one", "two", "new", "three"]);
    world.frame("a", ServerFrame::Seen { by: Side::Agent, seq: Seq(3) });
    world.send(Msg::Type(conv("a"), "Hi".into()));
    world.send(Msg::Say(conv("a")));
    assert_eq!(visible(&world, "a"), ["one", "two", "three", "Hi"]);
}
