//! Beacons wake a site in batches, and no one's marks are lost with another's request.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use shared::counts::{
    Count, FLUSH_AT, Full, GIVE_UP, Gathering, Look, MOST_WAITING, Mark, STUCK, Ticket, WINDOW,
};
use shared::id::{DialogueId, VisitId};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp(1_795_000_400_000);

fn marks(from: usize, count: usize) -> Vec<Mark> {
    let mark = |n| Mark {
        dialogue: DialogueId::parse("dialogue_1").unwrap(),
        visit: VisitId::parse(format!("visit_{n}")).unwrap(),
        count: Count::Triggered,
        at: NOW,
    };
    (from..from + count).map(mark).collect()
}

fn after(ms: u64) -> Timestamp {
    NOW + Millis(ms)
}

#[test]
fn what_comes_within_a_second_goes_together_carried_by_one() {
    let mut gathering = Gathering::default();
    let first = gathering.add(NOW, marks(0, 1)).unwrap();
    let second = gathering.add(after(400), marks(1, 1)).unwrap();
    assert_eq!(gathering.look(NOW, first), Look::Wait(WINDOW));
    assert_eq!(gathering.look(after(400), second), Look::Wait(Millis(WINDOW.0 - 400)));
    assert_eq!(gathering.look(after(WINDOW.0), second), Look::Carry(marks(0, 2)));
    assert!(matches!(gathering.look(after(WINDOW.0), first), Look::Wait(_)));
    let third = gathering.add(after(WINDOW.0), marks(2, 1)).unwrap();
    gathering.settle(second, true);
    assert_eq!(gathering.look(after(1_100), first), Look::Kept(2));
    assert_eq!(gathering.look(after(1_100), second), Look::Kept(2));
    assert!(matches!(gathering.look(after(1_100), third), Look::Wait(_)), "it is in the next");
}

#[test]
fn many_go_at_once_and_too_many_are_refused() {
    let mut gathering = Gathering::default();
    let ticket = gathering.add(NOW, marks(0, FLUSH_AT - 1)).unwrap();
    assert!(matches!(gathering.look(NOW, ticket), Look::Wait(_)));
    assert_eq!(gathering.add(NOW, marks(FLUSH_AT, 1)), Ok(ticket));
    assert!(matches!(gathering.look(NOW, ticket), Look::Carry(all) if all.len() == FLUSH_AT));
    assert_eq!(gathering.add(NOW, marks(0, MOST_WAITING - FLUSH_AT + 1)), Err(Full));
    gathering.add(NOW, marks(0, MOST_WAITING - FLUSH_AT)).unwrap();
    gathering.settle(ticket, true);
    gathering.add(NOW, marks(0, FLUSH_AT)).unwrap();
}

#[test]
fn who_carried_and_was_cut_off_is_followed_by_the_next() {
    let mut gathering = Gathering::default();
    let ticket = gathering.add(NOW, marks(0, 3)).unwrap();
    let carried = WINDOW.0;
    assert_eq!(gathering.look(after(carried), ticket), Look::Carry(marks(0, 3)));
    assert!(matches!(gathering.look(after(carried + STUCK.0 - 1), ticket), Look::Wait(_)));
    let again = after(carried + STUCK.0);
    assert_eq!(gathering.look(again, ticket), Look::Carry(marks(0, 3)));
    assert!(matches!(gathering.look(again, ticket), Look::Wait(_)), "one at a time");
    gathering.settle(ticket, true);
    gathering.settle(ticket, false); // the first one's failure, late
    assert_eq!(gathering.look(again, ticket), Look::Kept(3));
}

#[test]
fn what_failed_is_told_to_everybody_who_waits() {
    let mut gathering = Gathering::default();
    let ticket = gathering.add(NOW, marks(0, 2)).unwrap();
    assert!(matches!(gathering.look(after(WINDOW.0), ticket), Look::Carry(_)));
    gathering.settle(ticket, false);
    assert_eq!(gathering.look(after(WINDOW.0), ticket), Look::Lost);
    assert_eq!(gathering.look(after(WINDOW.0), ticket), Look::Lost);
}

#[test]
fn nobody_waits_for_ever_and_nothing_stays() {
    let mut gathering = Gathering::default();
    let ticket = gathering.add(NOW, marks(0, 1)).unwrap();
    assert!(matches!(gathering.look(after(WINDOW.0), ticket), Look::Carry(_)));
    assert_eq!(gathering.look(after(WINDOW.0 + GIVE_UP.0), ticket), Look::Lost);
    gathering.forget(after(1_000_000));
    assert!(gathering.is_idle());
    assert_eq!(gathering.look(after(1_000_000), ticket), Look::Lost, "forgotten is not kept");
}

#[test]
fn what_everybody_left_behind_goes_with_whoever_comes_next() {
    let mut gathering = Gathering::default();
    gathering.add(NOW, marks(0, 1)).unwrap(); // and never asked for
    let ticket = gathering.add(after(GIVE_UP.0 + 1), marks(1, 1)).unwrap();
    let other = gathering.add(after(GIVE_UP.0 + 1), marks(2, 1)).unwrap();
    let now = after(GIVE_UP.0 + 2);
    assert_eq!(gathering.look(now, ticket), Look::Carry(marks(0, 3)));
    assert!(matches!(gathering.look(now, other), Look::Wait(_)), "it is not given up");
}

/// One who waits.
#[derive(Debug, Clone)]
struct Waiting {
    ticket: Ticket,
    marks: Vec<Mark>,
    again: u64,
    carries_until: Option<u64>,
    over: bool,
}

proptest! {
    /// Requests come, are cut off, carry well, badly, or never come back: who is told “kept” is kept,
    /// whoever is not cut off is told something, and few carry.
    #[test]
    fn kept_means_kept_whoever_is_cut_off(
        come in prop::collection::vec((0..4_000_u64, 1..40_usize, 0..10_u8), 1..60),
    ) {
        let (mut gathering, mut kept, mut carried) = (Gathering::default(), BTreeSet::new(), 0);
        let (mut waiting, mut told): (Vec<Waiting>, usize) = (Vec::new(), 0);
        let mut fates: Vec<(u64, usize, u8)> = come;
        fates.sort_by_key(|(at, ..)| *at);
        for ms in (0..40_000).step_by(10) {
            let now = after(ms);
            for (_, count, _) in fates.iter().filter(|(at, ..)| *at / 10 == ms / 10) {
                let marks = marks(waiting.len() * 100, *count);
                let ticket = gathering.add(now, marks.clone()).unwrap();
                waiting.push(Waiting { ticket, marks, again: ms, carries_until: None, over: false });
            }
            for (one, (_, _, fate)) in waiting.iter_mut().zip(&fates) {
                if one.over || one.again > ms {
                    continue;
                }
                if one.carries_until.take().is_some() {
                    gathering.settle(one.ticket, *fate != 1);
                }
                match gathering.look(now, one.ticket) {
                    Look::Wait(pause) => one.again = ms + pause.0.max(1),
                    Look::Carry(all) => {
                        carried += 1;
                        match fate {
                            0 => one.over = true, // cut off before the site has heard
                            1 => {}               // the site says no
                            2 => {
                                kept.extend(all); // cut off after it has heard
                                one.over = true;
                            }
                            _ => kept.extend(all),
                        }
                        one.again = ms + 30;
                        one.carries_until = Some(ms + 30);
                    }
                    Look::Kept(_) => {
                        prop_assert!(one.marks.iter().all(|mark| kept.contains(mark)));
                        (one.over, told) = (true, told + 1);
                    }
                    Look::Lost => (one.over, told) = (true, told + 1),
                }
            }
        }
        prop_assert!(waiting.iter().all(|one| one.over), "somebody waits for ever");
        let cut_off = fates.iter().filter(|(_, _, fate)| [0, 2].contains(fate)).count();
        prop_assert!(told + cut_off >= waiting.len());
        let all: usize = fates.iter().map(|(_, count, _)| count).sum();
        prop_assert!(carried <= 5 + all / FLUSH_AT + cut_off, "{carried} batches");
    }
}
