//! The outbox: every message arrives and is handled once and in order, whatever crashes or is lost.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::outbox::{LOST, NOW, Sender, conversation, site};
use proptest::prelude::*;
use shared::outbox::{Ack, Batch, Destination, Envelope, Outbox, OutboxRows, Outcome, Reception};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// Something that happens to the sender, its receivers, or the network.
#[derive(Debug, Clone)]
enum Happening {
    /// A message is queued.
    Queue(usize),
    /// An envelope arrives, and this many messages are handled. It may arrive again, and the
    /// receiver may crash instead of answering.
    Arrive { which: usize, handles: usize, again: bool, crashes: bool },
    /// An envelope is lost; the sender may learn of it.
    Lose { which: usize, received: bool },
    /// An answer arrives, and may arrive again.
    Answer { which: usize, again: bool },
    /// An answer is lost.
    LoseAnswer(usize),
    /// The sender crashes and wakes up.
    Crash,
    /// Lets the outbox wait until then.
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
    /// The last message that was handled, as it is stored.
    last: Option<u64>,
    /// The handled messages, as they are stored.
    handled: Vec<u32>,
}

impl Receiver {
    /// Handles up to this many messages of an envelope.
    fn take(&mut self, envelope: Envelope<u32>, at_most: usize) -> Ack {
        let mut reception = Reception::open(envelope).unwrap();
        for _ in 0..at_most {
            let Some(message) = reception.next(self.last) else { break };
            self.last = Some(message.seq);
            self.handled.push(message.body);
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
                self.answers.clear(); // the sender that waited for them is gone
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
            let latest = self.now + Millis::seconds(60);
            let alarm = self.sender.alarm;
            assert!(alarm.is_some_and(|alarm| alarm <= latest), "the alarm is set: {alarm:?}");
        }
    }

    /// From now on everything arrives, and only the alarm drives the sender.
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
        prop_assert!(world.sender.rows.is_empty(), "in the end nothing is queued");
        for (to, queued) in &world.queued {
            prop_assert_eq!(&world.receivers[to].handled, queued);
        }
    }

    #[test]
    fn a_destination_that_never_answers_delays_no_other(
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
}
