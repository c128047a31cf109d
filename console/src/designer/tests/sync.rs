//! How the draft is kept.

use crate::designer::{Do, State, Sync, SyncEvent};

fn opened() -> Sync {
    Sync::opened("t0".to_owned())
}

#[test]
fn what_changes_is_sent_after_a_rest_and_once() {
    let mut sync = opened();
    assert_eq!(sync.handle(SyncEvent::Changed(1)), Some(Do::Wait(700)));
    assert_eq!(sync.handle(SyncEvent::Changed(2)), None);
    assert_eq!(sync.handle(SyncEvent::Due), Some(Do::Send("t0".to_owned())));
    assert_eq!(sync.handle(SyncEvent::Saved("t1".to_owned())), None);
    assert!(sync.is_saved());
    assert_eq!(sync.handle(SyncEvent::Due), None);
}

#[test]
fn what_changes_while_it_is_sent_is_sent_after_it() {
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
fn where_nobody_answers_it_is_sent_again_and_again() {
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
fn nobody_is_written_over_who_was_not_read() {
    let mut sync = opened();
    sync.handle(SyncEvent::Changed(1));
    sync.handle(SyncEvent::Due);
    let sentence = "Mara has written to it.".to_owned();
    assert_eq!(sync.handle(SyncEvent::Overtaken(sentence.clone())), None);
    assert_eq!(sync.handle(SyncEvent::Changed(2)), None);
    assert_eq!(sync.handle(SyncEvent::Due), None);
    assert_eq!(sync.state, State::Overtaken(sentence));
    // Only the author's word sends it, over the draft that they have read of.
    assert_eq!(
        sync.handle(SyncEvent::Overwrite("theirs".to_owned())),
        Some(Do::Send("theirs".to_owned()))
    );
    sync.handle(SyncEvent::Saved("t2".to_owned()));
    assert!(sync.is_saved());
}

#[test]
fn taking_theirs_sends_nothing() {
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
fn what_is_refused_is_sent_again_when_it_has_changed() {
    let mut sync = opened();
    sync.handle(SyncEvent::Changed(1));
    sync.handle(SyncEvent::Due);
    assert_eq!(sync.handle(SyncEvent::Refused("No name.".to_owned())), None);
    assert_eq!(sync.state, State::Refused("No name.".to_owned()));
    assert_eq!(sync.handle(SyncEvent::Changed(2)), Some(Do::Wait(700)));
    assert_eq!(sync.state, State::Changed);
}
