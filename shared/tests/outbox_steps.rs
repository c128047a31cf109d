//! The outbox, step by step: what is sent together, what waits, and what an answer means.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::outbox::{LOST, NOW, Sender, acked, after, conversation, payloads, site};
use shared::outbox::{
    Ack, Destination, Envelope, EnvelopeError, NewMessage, Numbered, Outbox, OutboxEffect, Outcome,
    Reception, SAFETY, first_seq,
};
use shared::time::Millis;

#[test]
fn messages_for_one_address_are_sent_together_and_in_order() {
    let mut sender = Sender::default();
    for (n, to) in [conversation(1), conversation(2), conversation(1)].into_iter().enumerate() {
        sender.queue(to, u32::try_from(n).unwrap());
    }
    let batches = sender.step(NOW);
    assert_eq!(batches.iter().map(payloads).collect::<Vec<_>>(), [vec![0, 2], vec![1]]);
    let envelope = batches[0].envelope(site());
    let numbered = |seq, body| Numbered { seq, body };
    let messages = vec![numbered(1, 0), numbered(3, 2)];
    assert_eq!(envelope, Envelope { from: site(), messages });

    sender.queue(conversation(1), 3);
    assert_eq!(sender.step(after(1)), [], "nothing overtakes what is under way");
    sender.close_reservation(after(2), &batches[0], acked(3));
    assert_eq!(payloads(&sender.one(after(2))), [3]);
}

#[test]
fn an_envelope_has_at_most_fifty_messages_and_a_quarter_of_a_megabyte() {
    let mut sender = Sender::default();
    for n in 0..60 {
        sender.queue(site(), n);
    }
    assert_eq!(sender.one(NOW).messages.len(), 50);

    let mut sender = Sender::default();
    for (n, bytes) in [(1, 300_000), (2, 200_000), (3, 60_000), (4, 10_000)] {
        sender.rows.add(NewMessage::new(site(), n), bytes);
    }
    let first = sender.one(NOW);
    assert_eq!(payloads(&first), [1], "one that is too long goes alone");
    sender.close_reservation(NOW, &first, acked(1));
    assert_eq!(payloads(&sender.one(NOW)), [2, 3]);
}

#[test]
fn a_failed_address_waits_twice_as_long_each_time_and_begins_with_its_oldest_message() {
    let mut sender = Sender::default();
    sender.queue(site(), 1);
    let mut now = NOW;
    for (n, pause) in [2, 4, 8, 16, 32, 60, 60].into_iter().enumerate() {
        let batch = sender.one(now);
        assert_eq!(payloads(&batch)[0], 1, "the oldest message is never passed by");
        sender.queue(site(), 2 + u32::try_from(n).unwrap());
        sender.close_reservation(now, &batch, LOST);
        let again = now + Millis::seconds(pause);
        assert_eq!(sender.step(again - Millis(1)), []);
        assert!(sender.alarm.unwrap() <= again);
        now = again;
    }
    let batch = sender.one(now);
    assert_eq!(batch.messages.len(), 8);
    sender.close_reservation(now, &batch, acked(batch.messages[7].seq));
    sender.queue(site(), 9);
    assert_eq!(payloads(&sender.one(now)), [9], "what arrived ends the back-off");
}

#[test]
fn handled_messages_are_deleted_and_the_rest_of_the_envelope_waits() {
    let mut sender = Sender::default();
    for n in 1..=3 {
        sender.queue(site(), n);
    }
    let batch = sender.one(NOW);
    let effects = sender.close_reservation(NOW, &batch, acked(2));
    let to = Destination::from(site());
    let next_attempt = after(2_000);
    let expected = [
        OutboxEffect::Delivered { to, up_to: 2 },
        OutboxEffect::Retry { seq: 3, attempts: 1, next_attempt },
    ];
    assert_eq!(effects, expected);
    assert_eq!(sender.step(after(1_999)), []);
    assert_eq!(payloads(&sender.one(after(2_000))), [3]);
}

#[test]
fn an_ack_counts_only_for_messages_that_were_sent() {
    let mut sender = Sender::default();
    sender.queue(site(), 1);
    let batch = sender.one(NOW);
    sender.queue(site(), 2);
    sender.close_reservation(NOW, &batch, acked(99));
    assert_eq!(payloads(&sender.one(NOW)), [2]);

    let mut sender = Sender::default();
    sender.queue(site(), 1);
    let batch = sender.one(NOW);
    sender.close_reservation(NOW, &batch, Outcome::Acked { up_to: None });
    assert_eq!(sender.step(after(1_999)), [], "nothing was handled: it failed");
    assert_eq!(payloads(&sender.one(after(2_000))), [1]);
}

#[test]
fn a_message_to_an_object_is_never_given_up() {
    for outcome in [Outcome::Refused, Outcome::Gone] {
        let mut sender = Sender::default();
        sender.queue(site(), 1);
        let batch = sender.one(NOW);
        sender.close_reservation(NOW, &batch, outcome);
        assert_eq!(payloads(&sender.one(after(2_000))), [1], "{outcome:?}");
    }
}

#[test]
fn a_batch_without_an_answer_is_replaced_and_its_late_failure_is_ignored() {
    let mut sender = Sender::default();
    sender.queue(site(), 1);
    let lost = sender.one(NOW);
    assert_eq!(sender.fire(), (NOW + SAFETY, vec![]), "it is under way");
    let (at, batches) = sender.fire();
    assert_eq!((at, payloads(&batches[0])), (after(30_000), vec![1]));
    assert_eq!(sender.close_reservation(after(30_001), &lost, LOST), []);
    assert_eq!(sender.step(after(30_001)), [], "the second is under way still");
    // A late ack still confirms what was handled.
    sender.close_reservation(after(30_002), &lost, acked(1));
    assert!(sender.rows.is_empty());
}

#[test]
fn after_a_crash_the_alarm_sends_again_soon() {
    let mut sender = Sender::default();
    sender.queue(site(), 1);
    sender.step(NOW);
    sender.outbox = Outbox::default();
    let (at, batches) = sender.fire();
    assert_eq!((at, payloads(&batches[0])), (NOW + SAFETY, vec![1]));
}

#[test]
fn an_empty_outbox_needs_no_alarm() {
    let mut sender = Sender::default();
    assert_eq!(sender.step(NOW), []);
    assert_eq!(sender.alarm, None);
}

#[test]
fn a_receiver_handles_each_message_once_and_acks_how_far_it_came() {
    let messages: Vec<_> = [3, 5, 6].map(|seq| Numbered { seq, body: seq }).to_vec();
    let envelope = Envelope { from: site(), messages };
    let mut reception = Reception::open(envelope.clone()).unwrap();
    assert_eq!(reception.ack(), Ack { up_to: None });
    assert_eq!(reception.next(Some(3)).unwrap().seq, 5, "3 was handled before");
    assert_eq!(reception.ack(), Ack { up_to: Some(3) });
    reception.handled(5);
    assert_eq!(reception.next(Some(5)).unwrap().seq, 6);
    assert_eq!(reception.ack(), Ack { up_to: Some(5) }, "6 is not handled yet");
    reception.handled(6);
    assert_eq!((reception.next(Some(6)), reception.ack()), (None, Ack { up_to: Some(6) }));

    let mut again = Reception::open(envelope).unwrap();
    assert_eq!((again.next(Some(6)), again.ack()), (None, Ack { up_to: Some(6) }));
}

#[test]
fn a_sender_that_begins_again_is_not_taken_for_the_one_before() {
    // An hour later, after a hundred thousand messages.
    let last = first_seq(NOW) + 100_000;
    let seq = first_seq(NOW + Millis::minutes(60)) + 1;
    let messages = vec![Numbered { seq, body: () }];
    let mut reception = Reception::open(Envelope { from: conversation(1), messages }).unwrap();
    assert_eq!(reception.next(Some(last)).map(|message| message.seq), Some(seq));
}

#[test]
fn an_envelope_in_the_wrong_order_is_refused() {
    for seqs in [[2, 1], [2, 2]] {
        let messages = seqs.map(|seq| Numbered { seq, body: () }).to_vec();
        let refused = Reception::open(Envelope { from: site(), messages }).unwrap_err();
        let seq = seqs[1];
        assert_eq!(refused, EnvelopeError::OutOfOrder { from: site(), seq, before: 2 });
    }
}

#[test]
fn the_wire_format_of_an_envelope() {
    let messages = vec![Numbered { seq: 7, body: "hello" }];
    let json = serde_json::to_value(Envelope { from: conversation(1), messages }).unwrap();
    let expected = serde_json::json!({
        "from": "conversation/conv_1", "messages": [{ "seq": 7, "body": "hello" }],
    });
    assert_eq!(json, expected);
    assert_eq!(serde_json::to_string(&Ack { up_to: Some(7) }).unwrap(), r#"{"up_to":7}"#);
}
