//! The outbox: every message arrives, is handled once and in order, whatever crashes or is lost.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use shared::id::{ConversationId, DeviceId, SiteId};
use shared::outbox::{
    Ack, Address, Batch, Destination, DropReason, Envelope, EnvelopeError, MemoryRows, NewMessage,
    Numbered, Outbox, OutboxEffect, OutboxRows, Outcome, Queued, Reception, SAFETY, Step,
};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp(1_795_000_400_000);
const LOST: Outcome = Outcome::Failed { wait: None };

fn after(ms: u64) -> Timestamp {
    NOW + Millis(ms)
}

fn site() -> Address {
    Address::Site(SiteId::parse("site_a").unwrap())
}

fn conversation(n: usize) -> Address {
    Address::Conversation(ConversationId::parse(format!("conv_{n}")).unwrap())
}

fn device() -> Destination {
    Destination::WebPush(DeviceId::parse("device_a").unwrap())
}

/// An outbox with its rows, as an object has them.
#[derive(Default)]
struct Sender {
    rows: MemoryRows<u32>,
    outbox: Outbox,
    alarm: Option<Timestamp>,
}

impl Sender {
    fn queue(&mut self, to: impl Into<Destination>, payload: u32) {
        self.rows.add(NewMessage::new(to, payload), 10);
    }

    fn push(&mut self, topic: &str, payload: u32, expires: Timestamp, withdraws: bool) -> bool {
        let (topic, expires) = (Some(topic.to_owned()), Some(expires));
        let message = NewMessage { to: device(), payload, topic, expires, withdraws };
        self.rows.add(message, 10).is_some()
    }

    fn step(&mut self, now: Timestamp) -> Vec<Batch<u32>> {
        let Ok(Step { batches, effects, alarm }) = self.outbox.step(now, &self.rows);
        self.rows.apply(&effects);
        self.alarm = self.alarm.into_iter().chain(alarm).min();
        batches
    }

    /// The only batch that leaves now.
    fn one(&mut self, now: Timestamp) -> Batch<u32> {
        let batches = self.step(now);
        let [batch] = <[_; 1]>::try_from(batches).unwrap();
        batch
    }

    fn close_reservation(
        &mut self,
        now: Timestamp,
        batch: &Batch<u32>,
        outcome: Outcome,
    ) -> Vec<OutboxEffect> {
        let effects = self.outbox.settled(now, batch, outcome);
        self.rows.apply(&effects);
        effects
    }

    /// The alarm fires at its time.
    fn fire(&mut self) -> (Timestamp, Vec<Batch<u32>>) {
        let at = self.alarm.take().unwrap();
        (at, self.step(at))
    }
}

fn payloads(batch: &Batch<u32>) -> Vec<u32> {
    batch.messages.iter().map(|queued| queued.payload).collect()
}

fn acked(up_to: u64) -> Outcome {
    Outcome::Acked { up_to: Some(up_to) }
}

#[test]
fn messages_for_one_address_leave_together_and_in_order() {
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
fn an_address_that_failed_rests_twice_as_long_each_time_and_begins_at_its_oldest_message() {
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
fn what_was_handled_is_deleted_and_the_rest_of_the_envelope_rests() {
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
fn an_answer_is_believed_only_about_what_was_sent() {
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
fn an_object_is_never_given_up() {
    for outcome in [Outcome::Refused, Outcome::Gone] {
        let mut sender = Sender::default();
        sender.queue(site(), 1);
        let batch = sender.one(NOW);
        sender.close_reservation(NOW, &batch, outcome);
        assert_eq!(payloads(&sender.one(after(2_000))), [1], "{outcome:?}");
    }
}

#[test]
fn a_flight_that_never_ends_is_replaced_and_its_late_failure_means_nothing() {
    let mut sender = Sender::default();
    sender.queue(site(), 1);
    let lost = sender.one(NOW);
    assert_eq!(sender.fire(), (NOW + SAFETY, vec![]), "it is under way");
    let (at, batches) = sender.fire();
    assert_eq!((at, payloads(&batches[0])), (after(30_000), vec![1]));
    assert_eq!(sender.close_reservation(after(30_001), &lost, LOST), []);
    assert_eq!(sender.step(after(30_001)), [], "the second is under way still");
    // What was handled was handled, however late we hear of it.
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
fn an_outbox_that_is_empty_needs_no_alarm() {
    let mut sender = Sender::default();
    assert_eq!(sender.step(NOW), []);
    assert_eq!(sender.alarm, None);
}

#[test]
fn a_receiver_handles_each_message_once_and_says_how_far_it_came() {
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
fn an_envelope_in_the_wrong_order_is_refused() {
    for seqs in [[2, 1], [2, 2]] {
        let messages = seqs.map(|seq| Numbered { seq, body: () }).to_vec();
        let refused = Reception::open(Envelope { from: site(), messages }).unwrap_err();
        let seq = seqs[1];
        assert_eq!(refused, EnvelopeError::OutOfOrder { from: site(), seq, before: 2 });
    }
}

#[test]
fn an_envelope_reads_well_on_the_wire() {
    let messages = vec![Numbered { seq: 7, body: "hello" }];
    let json = serde_json::to_value(Envelope { from: conversation(1), messages }).unwrap();
    let expected = serde_json::json!({
        "from": "conversation/conv_1", "messages": [{ "seq": 7, "body": "hello" }],
    });
    assert_eq!(json, expected);
    assert_eq!(serde_json::to_string(&Ack { up_to: Some(7) }).unwrap(), r#"{"up_to":7}"#);
}

// --- web push ---

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
fn a_push_waits_as_long_as_its_service_asks_while_it_is_worth_it() {
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
fn a_push_that_was_refused_goes_alone_and_a_device_that_is_gone_takes_all_with_it() {
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
fn a_push_that_is_not_worth_it_any_more_is_not_sent() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(10), false);
    sender.push("offer_2", 2, after(20), false);
    assert_eq!(payloads(&sender.one(after(10))), [2]);
}

#[test]
fn what_was_never_sent_need_not_be_taken_back() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(45_000), false);
    assert!(!sender.push("offer_1", 2, after(45_000), true), "neither goes out");
    assert!(sender.rows.is_empty());
    sender.push("offer_2", 3, after(45_000), false);
    assert!(sender.push("offer_3", 4, after(45_000), true), "the first was sent, and is over");
}

#[test]
fn a_push_that_is_taken_back_under_way_is_not_tried_again() {
    let mut sender = Sender::default();
    sender.push("offer_1", 1, after(45_000), false);
    let batch = sender.one(NOW);
    assert!(sender.push("offer_1", 2, after(45_000), true), "it may have arrived");
    sender.close_reservation(NOW, &batch, LOST);
    assert_eq!(payloads(&sender.one(after(1_000))), [2]);
}

#[test]
fn a_push_that_was_under_way_in_a_crash_counts_as_tried_and_waits_for_its_lease() {
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

// --- whatever happens ---

/// Something that happens to a sender, its receivers, or what is between them.
#[derive(Debug, Clone)]
enum Happening {
    /// A message is queued.
    Queue(usize),
    /// An envelope arrives; so many messages are handled. It may arrive again, and the receiver may
    /// crash instead of answering.
    Arrive { which: usize, handles: usize, again: bool, crashes: bool },
    /// An envelope is lost; the sender may hear of it.
    Lose { which: usize, received: bool },
    /// An answer arrives, and may arrive again.
    Answer { which: usize, again: bool },
    /// An answer is lost.
    LoseAnswer(usize),
    /// The sender crashes, and wakes.
    Crash,
    /// Time passes.
    Wait(u64),
}

fn happening() -> impl Strategy<Value = Happening> {
    let arrive = (any::<usize>(), 0_usize..5, any::<bool>(), any::<bool>()).prop_map(
        |(which, handles, again, crashes)| Happening::Arrive { which, handles, again, crashes },
    );
    prop_oneof![
        4 => (0_usize..3).prop_map(Happening::Queue),
        6 => arrive,
        2 => (any::<usize>(), any::<bool>())
            .prop_map(|(which, received)| Happening::Lose { which, received }),
        4 => (any::<usize>(), any::<bool>())
            .prop_map(|(which, again)| Happening::Answer { which, again }),
        1 => any::<usize>().prop_map(Happening::LoseAnswer),
        1 => Just(Happening::Crash),
        4 => prop_oneof![0_u64..100, 0_u64..5_000, 0_u64..70_000].prop_map(Happening::Wait),
    ]
}

#[derive(Default)]
struct Receiver {
    /// The last message that was handled, as it is kept.
    last: Option<u64>,
    /// What was handled, as it is kept.
    handled: Vec<u32>,
}

impl Receiver {
    /// Handles so many messages of an envelope.
    fn take(&mut self, envelope: Envelope<u32>, at_most: usize) -> Ack {
        let mut reception = Reception::open(envelope).unwrap();
        for _ in 0..at_most {
            let Some(message) = reception.next(self.last) else { break };
            (self.last, _) = (Some(message.seq), self.handled.push(message.body));
            reception.handled(message.seq);
        }
        reception.ack()
    }
}

#[derive(Default)]
struct World {
    now: Timestamp,
    sender: Sender,
    receivers: BTreeMap<Destination, Receiver>,
    queued: BTreeMap<Destination, Vec<u32>>,
    envelopes: Vec<Batch<u32>>,
    answers: Vec<(Batch<u32>, Outcome)>,
    count: u32,
}

impl World {
    fn step(&mut self) {
        let batches = self.sender.step(self.now);
        self.envelopes.extend(batches);
    }

    fn happens(&mut self, happening: Happening) {
        match happening {
            Happening::Queue(n) => {
                self.count += 1;
                self.sender.queue(conversation(n), self.count);
                self.queued.entry(conversation(n).into()).or_default().push(self.count);
                self.step();
            }
            Happening::Arrive { which, handles, again, crashes } => {
                if !self.envelopes.is_empty() {
                    let which = which % self.envelopes.len();
                    self.arrive(which, handles, again, crashes);
                }
            }
            Happening::Lose { which, received } => {
                if !self.envelopes.is_empty() {
                    let batch = self.envelopes.swap_remove(which % self.envelopes.len());
                    self.answers.extend(received.then_some((batch, LOST)));
                }
            }
            Happening::Answer { which, again } => {
                if !self.answers.is_empty() {
                    let which = which % self.answers.len();
                    self.answer(which, again);
                }
            }
            Happening::LoseAnswer(which) => {
                if !self.answers.is_empty() {
                    self.answers.swap_remove(which % self.answers.len());
                }
            }
            Happening::Crash => {
                self.sender.outbox = Outbox::default();
                self.answers.clear(); // who would have heard them is gone
                self.step();
            }
            Happening::Wait(ms) => self.wait_until(self.now + Millis(ms)),
        }
        self.check();
    }

    fn arrive(&mut self, which: usize, handles: usize, again: bool, crashes: bool) {
        let batch =
            if again { self.envelopes[which].clone() } else { self.envelopes.swap_remove(which) };
        let receiver = self.receivers.entry(batch.to.clone()).or_default();
        let Ack { up_to } = receiver.take(batch.envelope(site()), handles);
        if !crashes {
            self.answers.push((batch, Outcome::Acked { up_to }));
        }
    }

    fn answer(&mut self, which: usize, again: bool) {
        let (batch, outcome) =
            if again { self.answers[which].clone() } else { self.answers.swap_remove(which) };
        self.sender.close_reservation(self.now, &batch, outcome);
        self.step();
    }

    /// Time passes, and the alarm fires when it is due.
    fn wait_until(&mut self, until: Timestamp) {
        while let Some(at) = self.sender.alarm.filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.sender.alarm = None;
            self.step();
        }
        self.now = until;
    }

    fn check(&self) {
        for (to, receiver) in &self.receivers {
            let queued = self.queued.get(to).map_or(&[][..], Vec::as_slice);
            assert!(
                queued.starts_with(&receiver.handled),
                "{to} handled {:?} of {queued:?}",
                receiver.handled
            );
        }
        if !self.sender.rows.is_empty() {
            let alarm = self.sender.alarm.expect("an alarm is set while something is queued");
            assert!(alarm <= self.now + Millis::seconds(60), "the alarm comes at last");
        }
    }

    /// From now on everything arrives; nothing happens but by alarm.
    fn settle_down(&mut self) {
        for _ in 0..100 {
            while !self.envelopes.is_empty() || !self.answers.is_empty() {
                while !self.envelopes.is_empty() {
                    self.arrive(0, usize::MAX, false, false);
                }
                while !self.answers.is_empty() {
                    self.answer(0, false);
                }
            }
            let Some(at) = self.sender.alarm else { break };
            self.wait_until(at.max(self.now));
        }
    }
}

/// A queue that has come through a whole history of pushes.
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
    fn each_message_is_handled_once_and_in_order_whatever_happens(
        happenings in prop::collection::vec(happening(), 0..80)
    ) {
        let mut world = World { now: NOW, ..World::default() };
        for happening in happenings {
            world.happens(happening);
        }
        world.settle_down();
        world.check();
        prop_assert!(world.sender.rows.is_empty(), "after quiet nothing is queued");
        for (to, queued) in &world.queued {
            prop_assert_eq!(&world.receivers[to].handled, queued);
        }
    }

    #[test]
    fn a_destination_that_never_answers_holds_up_no_other(
        happenings in prop::collection::vec((0_usize..3, 0_u64..3_000), 1..40)
    ) {
        let mut world = World { now: NOW, ..World::default() };
        for (to, ms) in happenings {
            world.happens(Happening::Queue(to));
            world.wait_until(world.now + Millis(ms));
            world.envelopes.retain(|batch| batch.to != conversation(0).into());
            while !world.envelopes.is_empty() {
                world.arrive(0, usize::MAX, false, false);
                world.answer(0, false);
            }
            for n in [1, 2] {
                let waiting = world.sender.rows.queue(&conversation(n).into(), 1);
                prop_assert_eq!(waiting, Ok(vec![]));
            }
        }
    }

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
        // Nobody answers any more: after a while nothing is left.
        for _ in 0..200 {
            let Some(at) = sender.alarm.take() else { break };
            now = now.max(at);
            sender.step(now);
        }
        prop_assert!(sender.rows.is_empty());
    }
}
