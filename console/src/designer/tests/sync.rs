//! Tests of saving the draft.

use crate::designer::{Do, State, Sync, SyncEvent};

fn opened() -> Sync {
    Sync::opened("t0".to_owned())
}

#[test]
fn changes_are_saved_together_after_a_delay() {
    let mut sync = opened();
    assert_eq!(sync.handle(SyncEvent::Changed(1)), Some(Do::Wait(700)));
    assert_eq!(sync.handle(SyncEvent::Changed(2)), None);
    assert_eq!(sync.handle(SyncEvent::Due), Some(Do::Send("t0".to_owned())));
    assert_eq!(sync.handle(SyncEvent::Saved("t1".to_owned())), None);
    assert!(sync.is_saved());
    assert_eq!(sync.handle(SyncEvent::Due), None);
}

#[test]
fn changes_during_a_save_are_saved_after_it() {
    let mut sync = opened();
    sync.handle(SyncEvent::Changed(1));
    sync.handle(SyncEvent::Due);
    assert_eq!(sync.handle(SyncEvent::Changed(2)), None);
    assert_eq!(sync.handle(SyncEvent::Saved("t1".to_owned())), Some(Do::Wait(700)));
    assert_eq!(sync.handle(SyncEvent::Due), Some(Do::Send("t1".to_owned())));
    sync.handle(SyncEvent::Saved("t2".to_owned()));
    assert!(sync.is_saved());
}

#[test]
fn an_unreachable_edge_is_retried_with_back_off() {
    let mut sync = opened();
    sync.handle(SyncEvent::Changed(1));
    sync.handle(SyncEvent::Due);
    let mut waits = Vec::new();
    for _ in 0..7 {
        if let Some(Do::Wait(wait)) = sync.handle(SyncEvent::Unreachable) {
            waits.push(wait);
        }
        assert_eq!(sync.state, State::Waiting);
        assert_eq!(sync.handle(SyncEvent::Changed(9)), None);
        assert!(matches!(sync.handle(SyncEvent::Due), Some(Do::Send(_))));
    }
    assert_eq!(waits, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
}

#[test]
fn an_unread_draft_is_not_overwritten() {
    let mut sync = opened();
    sync.handle(SyncEvent::Changed(1));
    sync.handle(SyncEvent::Due);
    let sentence = "Mara has written to it.".to_owned();
    assert_eq!(sync.handle(SyncEvent::Overtaken(sentence.clone())), None);
    assert_eq!(sync.handle(SyncEvent::Changed(2)), None);
    assert_eq!(sync.handle(SyncEvent::Due), None);
    assert_eq!(sync.state, State::Overtaken(sentence));
    // Only the author's decision saves it, over the draft that they have compared with.
    assert_eq!(
        sync.handle(SyncEvent::Overwrite("theirs".to_owned())),
        Some(Do::Send("theirs".to_owned()))
    );
    sync.handle(SyncEvent::Saved("t2".to_owned()));
    assert!(sync.is_saved());
}

#[test]
fn taking_the_other_draft_saves_nothing() {
    let mut sync = opened();
    sync.handle(SyncEvent::Changed(1));
    sync.handle(SyncEvent::Due);
    sync.handle(SyncEvent::Overtaken(String::new()));
    assert_eq!(sync.handle(SyncEvent::Same("theirs".to_owned(), 2)), None);
    assert!(sync.is_saved());
    assert_eq!(sync.handle(SyncEvent::Changed(2)), None);
    assert_eq!(sync.handle(SyncEvent::Changed(3)), Some(Do::Wait(700)));
    assert_eq!(sync.tag(), "theirs");
}

#[test]
fn a_refused_draft_is_saved_again_after_a_change() {
    let mut sync = opened();
    sync.handle(SyncEvent::Changed(1));
    sync.handle(SyncEvent::Due);
    assert_eq!(sync.handle(SyncEvent::Refused("No name.".to_owned())), None);
    assert_eq!(sync.state, State::Refused("No name.".to_owned()));
    assert_eq!(sync.handle(SyncEvent::Changed(2)), Some(Do::Wait(700)));
    assert_eq!(sync.state, State::Changed);
}
