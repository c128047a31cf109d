//! A notice was clicked.

use super::*;
use crate::inbox::Tab;

#[test]
fn a_chat_that_is_theirs_opens() {
    let mut world = World::with_chats(&["a", "b"]);
    world.send(Msg::ShowTab(Tab::History));
    world.send(Msg::OpenDeepLink(conv("b")));
    assert_eq!((world.inbox.selected.clone(), world.inbox.tab), (Some(conv("b")), Tab::Mine));
}

#[test]
fn before_the_desk_has_spoken_it_waits() {
    let mut world = World::new();
    assert_eq!(world.send(Msg::OpenDeepLink(conv("a"))), []);
    world.desk(snapshot(&["a"], &[]));
    assert_eq!(world.inbox.selected, Some(conv("a")));
}

#[test]
fn an_offered_chat_is_on_the_banner_and_nothing_is_said() {
    let mut world = World::new();
    world.send(Msg::OpenDeepLink(conv("c")));
    world.desk(snapshot(&["a"], &[offer("1", "c")]));
    assert_eq!(world.inbox.selected, None);
    assert!(world.inbox.toasts.is_empty());
}

#[test]
fn what_is_over_is_said_to_be_once() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::OpenDeepLink(conv("gone")));
    world.desk(snapshot(&["a"], &[]));
    assert_eq!(world.inbox.toasts.len(), 1);
    assert!(world.inbox.toasts[0].text.contains("is over"));
}
