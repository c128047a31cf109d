//! Tests of drafts: the same in every tab, and never lost.

use super::*;
use shared::conversation::Draft;
use shared::protocol::ClientFrame;

fn draft(text: &str) -> Draft {
    Draft { text: text.to_owned(), note: String::new() }
}

fn typed(world: &mut World, text: &str) {
    world.send(Msg::Type(conv("a"), text.to_owned()));
}

/// Returns the draft sent to the edge after a pause, if any.
fn sent_draft(world: &mut World) -> Option<(ClientKey, Draft)> {
    match world.send(Msg::Paused(conv("a"))).pop() {
        Some(Effect::Chat(_, ClientFrame::Draft { id, draft })) => Some((id, draft)),
        _ => None,
    }
}

fn here(world: &World) -> &str {
    &world.chat("a").drafts.here.text
}

#[test]
fn a_pause_sends_the_draft_once() {
    let mut world = World::with_chats(&["a"]);
    assert_eq!(sent_draft(&mut world), None, "nothing is typed");
    typed(&mut world, "Let me");
    let (key, sent) = sent_draft(&mut world).unwrap();
    assert_eq!(sent, draft("Let me"));
    assert_eq!(sent_draft(&mut world), None, "it is in flight");
    let saved = world.frame("a", ServerFrame::Ack { id: key, seq: Seq(0) });
    assert_eq!(saved, [Effect::SaveDraft(conv("a"), Draft::default())], "the edge has it");
    assert_eq!(sent_draft(&mut world), None);
}

#[test]
fn a_draft_from_another_tab_shows_unless_ours_is_newer() {
    let mut world = World::with_chats(&["a"]);
    world.frame("a", ServerFrame::Draft(draft("Let")));
    assert_eq!(here(&world), "Let");
    typed(&mut world, "Let me");
    let effects = world.frame("a", ServerFrame::Draft(draft("Let us")));
    assert_eq!((here(&world), effects.as_slice()), ("Let me", &[Effect::Pause(conv("a"))][..]));
    assert_eq!(sent_draft(&mut world).unwrap().1, draft("Let me"), "the later one wins everywhere");
}

#[test]
fn sending_a_message_deletes_its_draft() {
    let mut world = World::with_chats(&["a"]);
    world.frame("a", ServerFrame::Draft(draft("Hello")));
    let effects = world.send(Msg::Say(conv("a")));
    let emptied = effects.iter().any(|effect| {
        matches!(effect, Effect::Chat(_, ClientFrame::Draft { draft, .. }) if draft.is_empty())
    });
    assert!(emptied, "{effects:?}");
    assert!(effects.contains(&Effect::SaveDraft(conv("a"), Draft::default())));
}

#[test]
fn a_draft_typed_offline_is_sent_on_reconnect() {
    let mut world = World::with_chats(&["a"]);
    typed(&mut world, "Let");
    sent_draft(&mut world).unwrap();
    world.send(Msg::ChatBroke(conv("a")));
    typed(&mut world, "Let me");
    assert_eq!(sent_draft(&mut world), None, "there is no connection");
    world.send(Msg::ChatOpened(conv("a")));
    world.frame("a", welcome(0, false));
    world.frame("a", ServerFrame::Draft(Draft::default()));
    assert_eq!(here(&world), "Let me");
    assert_eq!(sent_draft(&mut world).unwrap().1, draft("Let me"));
}

#[test]
fn unsaved_drafts_are_restored_from_this_browser() {
    let mut world = World::with_chats(&["a"]);
    world.send(Msg::Draft(conv("a"), draft("Let me lo")));
    world.frame("a", ServerFrame::Draft(draft("Let")));
    assert_eq!(here(&world), "Let me lo");
    typed(&mut world, "Let me look");
    world.send(Msg::Draft(conv("a"), draft("older")));
    assert_eq!(here(&world), "Let me look", "it overwrites nothing");
}
