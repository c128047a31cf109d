//! Tests of uploads.

use super::*;
use crate::inbox::{Attached, Bubble, Carried, DeliveryState, Line, lines};
use shared::api::FileFrame;
use shared::event::{EndedBy, SharedFile};
use shared::file::MAX_FILE_BYTES;
use shared::id::FileId;

fn chosen(handle: u64, size: u64) -> Attached {
    Attached { handle, name: format!("{handle}.png"), size, preview: None }
}

fn bubbles(world: &World) -> Vec<Bubble> {
    let bubble = |line| match line {
        Line::Bubble(bubble) => Some(bubble),
        _ => None,
    };
    lines(world.chat("a"), &grace().id, |_| 0).into_iter().filter_map(bubble).collect()
}

#[test]
fn a_file_is_shown_at_once_and_replaced_by_its_message() {
    let mut world = World::with_chats(&["a"]);
    let effects = world.send(Msg::Attach(conv("a"), vec![chosen(1, 9)]));
    let [Effect::Upload { key, handle: 1, .. }] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    world.send(Msg::Carried(conv("a"), key.clone(), Carried::Percent(40)));
    assert_eq!(bubbles(&world)[0].delivery, DeliveryState::Carrying(40));
    let file =
        SharedFile { id: FileId::parse("file_1").unwrap(), kind: "image/png".into(), size: 9 };
    let event = Event::Said { by: by_grace(), text: "1.png".into(), file: Some(file) };
    let logged = Logged { seq: Seq(1), at: Timestamp(1), id: Some(key.clone()), event };
    assert_eq!(world.frame("a", ServerFrame::Event(logged)), [Effect::ReleaseFile(1)]);
    let visible = bubbles(&world);
    assert_eq!((visible.len(), &visible[0].delivery), (1, &DeliveryState::Saved));
    let file = visible[0].file.clone().unwrap();
    assert_eq!(file.href.as_deref(), Some("/v1/conversations/conv_a/files/file_1"));
    assert_eq!(file.picture, file.href);
}

#[test]
fn a_failed_upload_can_be_retried_under_its_key_or_discarded() {
    let mut world = World::with_chats(&["a"]);
    let first = world.send(Msg::Attach(conv("a"), vec![chosen(1, 9)]));
    let [Effect::Upload { key, .. }] = first.as_slice() else { panic!("{first:?}") };
    world.send(Msg::Carried(conv("a"), key.clone(), Carried::Failed("No.".into())));
    assert_eq!(bubbles(&world)[0].delivery, DeliveryState::Refused(key.clone(), "No.".into()));
    assert_eq!(world.send(Msg::Retry(conv("a"), key.clone())), first);
    assert_eq!(world.send(Msg::Discard(conv("a"), key.clone())), [Effect::ReleaseFile(1)]);
    assert_eq!(bubbles(&world), []);
}

#[test]
fn a_file_in_what_is_over_is_an_answer_also_when_it_is_tried_again() {
    let mut world = World::with_chats(&["a"]);
    let first = world.send(Msg::Attach(conv("a"), vec![chosen(1, 9)]));
    assert!(
        matches!(first.as_slice(), [Effect::Upload { frame: FileFrame::Say, .. }]),
        "{first:?}"
    );
    world.send(Msg::OpenHistory(Box::new(row("old"))));
    world.open("old");
    let ended = Event::Ended { by: EndedBy::Visitor };
    let logged = Logged { seq: Seq(1), at: Timestamp(1), id: None, event: ended };
    assert_eq!(
        world.send(Msg::Attach(conv("old"), vec![chosen(2, 9)])),
        [Effect::ReleaseFile(2)],
        "it goes on elsewhere"
    );
    world.frame("old", ServerFrame::Event(logged));
    let second = world.send(Msg::Attach(conv("old"), vec![chosen(3, 9)]));
    let [Effect::Upload { key, frame: FileFrame::FollowUp, .. }] = second.as_slice() else {
        panic!("{second:?}");
    };
    world.send(Msg::Carried(conv("old"), key.clone(), Carried::Failed("No.".into())));
    assert_eq!(world.send(Msg::Retry(conv("old"), key.clone())), second);
}

#[test]
fn a_too_large_file_is_not_uploaded() {
    let mut world = World::with_chats(&["a"]);
    let large = MAX_FILE_BYTES as u64 + 1;
    assert_eq!(world.send(Msg::Attach(conv("a"), vec![chosen(1, large), chosen(2, 0)])), []);
    let visible = bubbles(&world);
    assert!(
        visible.iter().all(|bubble| matches!(bubble.delivery, DeliveryState::Impossible(..))),
        "{visible:?}"
    );
    let DeliveryState::Impossible(key, reason) = &visible[0].delivery else { unreachable!() };
    assert!(reason.contains("10 MB"), "{reason}");
    let file = visible[0].file.clone().unwrap();
    assert_eq!((file.picture, file.size), (None, large), "no picture that may be none");
    assert_eq!(world.send(Msg::Retry(conv("a"), key.clone())), []);
    // Newer messages come below it.
    let event = Event::Said { by: by_grace(), text: "Later".into(), file: None };
    let at = world.inbox.chats[&conv("a")].uploads[0].at + shared::time::Millis(1);
    world.frame("a", ServerFrame::Event(Logged { seq: Seq(1), at, id: None, event }));
    let texts: Vec<String> = bubbles(&world).into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(texts, ["1.png", "2.png", "Later"]);
}
