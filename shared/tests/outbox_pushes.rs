//! Pushes in the outbox: sent one by one, before they expire, and withdrawn.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::outbox::{LOST, NOW, Sender, after, device, payloads};
use proptest::prelude::*;
use shared::outbox::{Batch, DropReason, Outbox, OutboxEffect, Outcome, Queued};
use shared::time::Millis;
use std::collections::BTreeMap;

#[test]
fn a_push_is_tried_six_times_with_growing_pauses() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(300_000), false);
    let mut now = NOW;
    for pause in [1, 2, 4, 8, 16] {
        let batch = sender.one(now);
        sender.close_reservation(now, &batch, LOST);
        now = now + Millis::seconds(pause);
        assert_eq!(sender.step(now - Millis(1)), []);
    }
    let batch = sender.one(now);
    let given_up = OutboxEffect::Drop { seq: 1, reason: DropReason::GivenUp };
    assert_eq!(sender.close_reservation(now, &batch, LOST), [given_up]);
}

#[test]
fn a_push_waits_as_long_as_its_service_asks_before_it_expires() {
    let wait = |spec| {
        let mut sender = Sender::default();
        sender.push("offer_1", 1, after(45_000), false);
        let batch = sender.one(NOW);
        sender.close_reservation(NOW, &batch, Outcome::Failed { wait: Some(Millis(spec)) })
    };
    let again = |ms| [OutboxEffect::Retry { seq: 1, attempts: 1, next_attempt: after(ms) }];
    assert_eq!(wait(5_000), again(5_000));
    assert_eq!(wait(0), again(1_000));
    assert_eq!(wait(44_999), again(44_999));
    assert_eq!(wait(45_000), [OutboxEffect::Drop { seq: 1, reason: DropReason::GivenUp }]);
}

#[test]
fn a_refused_push_is_dropped_alone_and_a_device_that_is_gone_loses_all() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(45_000), false);
    sender.push("offer_2", 2, after(45_000), false);
    let batch = sender.one(NOW);
    sender.close_reservation(NOW, &batch, Outcome::Refused);
    let batch = sender.one(NOW);
    assert_eq!(payloads(&batch), [2]);
    sender.push("offer_3", 3, after(45_000), false);
    assert_eq!(
        sender.close_reservation(NOW, &batch, Outcome::Gone),
        [OutboxEffect::Clear(device())]
    );
    assert!(sender.rows.is_empty());
}

#[test]
fn an_expired_push_is_not_sent() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(10), false);
    sender.push("offer_2", 2, after(20), false);
    assert_eq!(payloads(&sender.one(after(10))), [2]);
}

#[test]
fn a_push_that_was_never_sent_needs_no_withdrawal() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(45_000), false);
    assert!(!sender.push("offer_1", 2, after(45_000), true), "neither goes out");
    assert!(sender.rows.is_empty());
    sender.push("offer_2", 3, after(45_000), false);
    assert!(sender.push("offer_3", 4, after(45_000), true), "the first was sent, and is over");
}

#[test]
fn a_push_that_is_withdrawn_in_flight_is_not_retried() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(45_000), false);
    let batch = sender.one(NOW);
    assert!(sender.push("offer_1", 2, after(45_000), true), "it may have arrived");
    sender.close_reservation(NOW, &batch, LOST);
    assert_eq!(payloads(&sender.one(after(1_000))), [2]);
}

#[test]
fn a_push_in_flight_during_a_crash_counts_as_tried_and_waits_for_its_lease() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(45_000), false);
    sender.step(NOW);
    sender.outbox = Outbox::default();
    assert!(sender.push("offer_1", 2, after(45_000), true), "it may have arrived");
    assert_eq!(sender.step(after(11_999)), []);
    assert_eq!(payloads(&sender.one(after(12_000))), [2]);
}

#[test]
fn many_outdated_pushes_do_not_hide_the_one_behind_them() {
    let mut sender = Sender::default();
    for n in 0..40 {
        sender.push(&format!("offer_{n}"), n, after(10), false);
    }
    sender.push("offer_last", 99, after(45_000), false);
    let mut batches = sender.step(after(10));
    while batches.is_empty() {
        (_, batches) = sender.fire();
    }
    assert_eq!(payloads(&batches[0]), [99]);
}

/// A queue with a random history of pushes.
#[derive(Debug, Clone)]
enum Pushing {
    OpenOffer(u64),
    Close(u64),
    CloseReservation(Outcome),
    Wait(u64),
    Crash,
}

fn pushing() -> impl Strategy<Value = Pushing> {
    let outcome = prop_oneof![
        3 => Just(Outcome::Delivered),
        2 => Just(LOST),
        1 => (0_u64..50_000).prop_map(|ms| Outcome::Failed { wait: Some(Millis(ms)) }),
        1 => Just(Outcome::Refused),
    ];
    prop_oneof![
        2 => (0_u64..4).prop_map(Pushing::OpenOffer),
        2 => (0_u64..4).prop_map(Pushing::Close),
        4 => outcome.prop_map(Pushing::CloseReservation),
        2 => (0_u64..20_000).prop_map(Pushing::Wait),
        1 => Just(Pushing::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn pushes_go_one_by_one_in_order_and_never_too_late_or_too_often(
        history in prop::collection::vec(pushing(), 0..80)
    ) {
        let mut sender = Sender::default();
        let (mut now, mut latest, mut tries) = (NOW, 0, BTreeMap::<u64, u32>::new());
        let mut flying: Option<Batch<u32>> = None;
        for (n, pushing) in (0_u32..).zip(history) {
            match pushing {
                Pushing::OpenOffer(topic) => {
                    sender.push(&topic.to_string(), n, now + Millis::seconds(45), false);
                }
                Pushing::Close(topic) => {
                    sender.push(&topic.to_string(), n, now + Millis::seconds(600), true);
                }
                Pushing::CloseReservation(outcome) => if let Some(batch) = flying.take() {
                    sender.close_reservation(now, &batch, outcome);
                },
                Pushing::Wait(ms) => now = now + Millis(ms),
                Pushing::Crash => (sender.outbox, flying) = (Outbox::default(), None),
            }
            for batch in sender.step(now) {
                let [Queued { seq, expires, .. }] = batch.messages.as_slice() else {
                    panic!("pushes go one by one: {batch:?}");
                };
                prop_assert!(*seq >= latest, "{seq} after {latest}");
                prop_assert!(expires.is_some_and(|expires| now < expires));
                let tried = tries.entry(*seq).or_default();
                *tried += 1;
                prop_assert!(*tried <= 6);
                latest = *seq;
                flying = Some(batch);
            }
        }
        // The service doesn't answer any more: after a while the queue is empty.
        for _ in 0..200 {
            let Some(at) = sender.alarm.take() else { break };
            now = now.max(at);
            sender.step(now);
        }
        prop_assert!(sender.rows.is_empty());
    }
}
