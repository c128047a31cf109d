//! Beacons wake a site in batches, and no request's events are lost with another request.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use shared::counts::{
    AnalyticsEvent, BatchId, BatchStatus, Batcher, Count, FLUSH_AT, Full, GIVE_UP, MOST_WAITING,
    STUCK, WINDOW,
};
use shared::id::{DialogueId, VisitId};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp(1_795_000_400_000);

fn events(from: usize, count: usize) -> Vec<AnalyticsEvent> {
    let event = |n| AnalyticsEvent {
        dialogue: DialogueId::parse("dialogue_1").unwrap(),
        visit: VisitId::parse(format!("visit_{n}")).unwrap(),
        count: Count::Triggered,
        at: NOW,
        version: None,
    };
    (from..from + count).map(event).collect()
}

fn after(ms: u64) -> Timestamp {
    NOW + Millis(ms)
}

#[test]
fn events_within_a_second_are_sent_together_by_one_request() {
    let mut batcher = Batcher::default();
    let first = batcher.add(NOW, events(0, 1)).unwrap();
    let second = batcher.add(after(400), events(1, 1)).unwrap();
    assert_eq!(batcher.poll(NOW, first), BatchStatus::Wait(WINDOW));
    assert_eq!(batcher.poll(after(400), second), BatchStatus::Wait(Millis(WINDOW.0 - 400)));
    assert_eq!(batcher.poll(after(WINDOW.0), second), BatchStatus::Send(events(0, 2)));
    assert!(matches!(batcher.poll(after(WINDOW.0), first), BatchStatus::Wait(_)));
    let third = batcher.add(after(WINDOW.0), events(2, 1)).unwrap();
    batcher.complete(second, true);
    assert_eq!(batcher.poll(after(1_100), first), BatchStatus::Saved(2));
    assert_eq!(batcher.poll(after(1_100), second), BatchStatus::Saved(2));
    assert!(matches!(batcher.poll(after(1_100), third), BatchStatus::Wait(_)), "it is in the next");
}

#[test]
fn a_large_batch_is_sent_at_once_and_too_many_events_are_refused() {
    let mut batcher = Batcher::default();
    let batch_id = batcher.add(NOW, events(0, FLUSH_AT - 1)).unwrap();
    assert!(matches!(batcher.poll(NOW, batch_id), BatchStatus::Wait(_)));
    assert_eq!(batcher.add(NOW, events(FLUSH_AT, 1)), Ok(batch_id));
    assert!(matches!(batcher.poll(NOW, batch_id), BatchStatus::Send(all) if all.len() == FLUSH_AT));
    assert_eq!(batcher.add(NOW, events(0, MOST_WAITING - FLUSH_AT + 1)), Err(Full));
    batcher.add(NOW, events(0, MOST_WAITING - FLUSH_AT)).unwrap();
    batcher.complete(batch_id, true);
    batcher.add(NOW, events(0, FLUSH_AT)).unwrap();
}

#[test]
fn a_request_that_is_cut_off_is_followed_by_the_next() {
    let mut batcher = Batcher::default();
    let batch_id = batcher.add(NOW, events(0, 3)).unwrap();
    let carried = WINDOW.0;
    assert_eq!(batcher.poll(after(carried), batch_id), BatchStatus::Send(events(0, 3)));
    assert!(matches!(batcher.poll(after(carried + STUCK.0 - 1), batch_id), BatchStatus::Wait(_)));
    let again = after(carried + STUCK.0);
    assert_eq!(batcher.poll(again, batch_id), BatchStatus::Send(events(0, 3)));
    assert!(matches!(batcher.poll(again, batch_id), BatchStatus::Wait(_)), "one at a time");
    batcher.complete(batch_id, true);
    batcher.complete(batch_id, false); // the failure of the first request, late
    assert_eq!(batcher.poll(again, batch_id), BatchStatus::Saved(3));
}

#[test]
fn a_failed_batch_fails_for_everybody_who_waits() {
    let mut batcher = Batcher::default();
    let batch_id = batcher.add(NOW, events(0, 2)).unwrap();
    assert!(matches!(batcher.poll(after(WINDOW.0), batch_id), BatchStatus::Send(_)));
    batcher.complete(batch_id, false);
    assert_eq!(batcher.poll(after(WINDOW.0), batch_id), BatchStatus::Lost);
    assert_eq!(batcher.poll(after(WINDOW.0), batch_id), BatchStatus::Lost);
}

#[test]
fn nobody_waits_for_ever_and_no_batch_is_left() {
    let mut batcher = Batcher::default();
    let batch_id = batcher.add(NOW, events(0, 1)).unwrap();
    assert!(matches!(batcher.poll(after(WINDOW.0), batch_id), BatchStatus::Send(_)));
    assert_eq!(batcher.poll(after(WINDOW.0 + GIVE_UP.0), batch_id), BatchStatus::Lost);
    batcher.expire(after(1_000_000));
    assert!(batcher.is_idle());
    assert_eq!(
        batcher.poll(after(1_000_000), batch_id),
        BatchStatus::Lost,
        "forgotten is not kept"
    );
}

#[test]
fn abandoned_events_are_sent_with_the_next_batch() {
    let mut batcher = Batcher::default();
    batcher.add(NOW, events(0, 1)).unwrap(); // and never polled
    let batch_id = batcher.add(after(GIVE_UP.0 + 1), events(1, 1)).unwrap();
    let other = batcher.add(after(GIVE_UP.0 + 1), events(2, 1)).unwrap();
    let now = after(GIVE_UP.0 + 2);
    assert_eq!(batcher.poll(now, batch_id), BatchStatus::Send(events(0, 3)));
    assert!(matches!(batcher.poll(now, other), BatchStatus::Wait(_)), "it is not given up");
}

/// A waiting request.
#[derive(Debug, Clone)]
struct Waiting {
    batch_id: BatchId,
    events: Vec<AnalyticsEvent>,
    again: u64,
    carries_until: Option<u64>,
    over: bool,
}

proptest! {
    /// Requests arrive, are cut off, send successfully or not, or never come back. Whoever gets
    /// `Saved` is saved, whoever is not cut off gets a result, and few requests send.
    #[test]
    fn saved_marks_are_saved_whoever_is_cut_off(
        come in prop::collection::vec((0..4_000_u64, 1..40_usize, 0..10_u8), 1..60),
    ) {
        let (mut batcher, mut saved, mut carried) = (Batcher::default(), BTreeSet::new(), 0);
        let (mut waiting, mut answered): (Vec<Waiting>, usize) = (Vec::new(), 0);
        let mut fates: Vec<(u64, usize, u8)> = come;
        fates.sort_by_key(|(at, ..)| *at);
        for ms in (0..40_000).step_by(10) {
            let now = after(ms);
            for (_, count, _) in fates.iter().filter(|(at, ..)| *at / 10 == ms / 10) {
                let events = events(waiting.len() * 100, *count);
                let batch_id = batcher.add(now, events.clone()).unwrap();
                waiting.push(Waiting { batch_id, events, again: ms, carries_until: None, over: false });
            }
            for (one, (_, _, fate)) in waiting.iter_mut().zip(&fates) {
                if one.over || one.again > ms {
                    continue;
                }
                if one.carries_until.take().is_some() {
                    batcher.complete(one.batch_id, *fate != 1);
                }
                match batcher.poll(now, one.batch_id) {
                    BatchStatus::Wait(pause) => one.again = ms + pause.0.max(1),
                    BatchStatus::Send(all) => {
                        carried += 1;
                        match fate {
                            0 => one.over = true, // cut off before the site has the batch
                            1 => {}               // the site refuses
                            2 => {
                                saved.extend(all); // cut off after the site has saved it
                                one.over = true;
                            }
                            _ => saved.extend(all),
                        }
                        one.again = ms + 30;
                        one.carries_until = Some(ms + 30);
                    }
                    BatchStatus::Saved(_) => {
                        prop_assert!(one.events.iter().all(|event| saved.contains(event)));
                        (one.over, answered) = (true, answered + 1);
                    }
                    BatchStatus::Lost => (one.over, answered) = (true, answered + 1),
                }
            }
        }
        prop_assert!(waiting.iter().all(|one| one.over), "somebody waits for ever");
        let cut_off = fates.iter().filter(|(_, _, fate)| [0, 2].contains(fate)).count();
        prop_assert!(answered + cut_off >= waiting.len());
        let all: usize = fates.iter().map(|(_, count, _)| count).sum();
        prop_assert!(carried <= 5 + all / FLUSH_AT + cut_off, "{carried} batches");
    }
}
