//! Tests of clicked notifications.

use super::*;
use crate::inbox::Tab;

#[test]
fn a_link_to_the_agents_chat_opens_it() {
    let mut world = World::with_chats(&["a", "b"]);
    world.send(Msg::ShowTab(Tab::History));
    world.send(Msg::OpenDeepLink(conv("b")));
    assert_eq!((world.inbox.selected.clone(), world.inbox.tab), (Some(conv("b")), Tab::Mine));
}

#[test]
fn a_link_waits_for_the_snapshot() {
    let mut world = World::new();
    assert_eq!(world.send(Msg::OpenDeepLink(conv("a"))), []);
    world.desk(snapshot(&["a"], &[]));
    assert_eq!(world.inbox.selected, Some(conv("a")));
}

#[test]
fn a_link_to_an_offered_chat_shows_no_toast() {
    let mut world = World::new();
    world.send(Msg::OpenDeepLink(conv("c")));
    world.desk(snapshot(&["a"], &[offer("1", "c")]));
    assert_eq!(world.inbox.selected, None);
    assert!(world.inbox.toasts.is_empty());
}

#[test]
fn a_link_to_an_ended_chat_opens_it_if_the_agent_may_read_it() {
    let mut world = World::with_chats(&["a"]);
    let effects = world.send(Msg::OpenDeepLink(conv("gone")));
    assert_eq!(effects, [Effect::FindLinked(conv("gone"))]);
    assert_eq!(world.inbox.selected, None);
    let effects = world.send(Msg::LinkFound(conv("gone")));
    assert!(effects.contains(&Effect::OpenChat(conv("gone"))));
    assert_eq!(world.inbox.selected, Some(conv("gone")));
    assert!(matches!(world.inbox.tab, Tab::History | Tab::All));
}
