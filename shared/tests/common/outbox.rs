//! An outbox with its rows, as an object has them.

use shared::id::{ConversationId, DeviceId, SiteId};
use shared::outbox::{
    Address, Batch, Destination, MemoryRows, NewMessage, Outbox, OutboxEffect, Outcome, Step,
};
use shared::time::{Millis, Timestamp};

pub const NOW: Timestamp = Timestamp(1_795_000_400_000);
pub const LOST: Outcome = Outcome::Failed { wait: None };

pub fn after(ms: u64) -> Timestamp {
    NOW + Millis(ms)
}

pub fn site() -> Address {
    Address::Site(SiteId::parse("site_a").unwrap())
}

pub fn conversation(n: usize) -> Address {
    Address::Conversation(ConversationId::parse(format!("conv_{n}")).unwrap())
}

pub fn device() -> Destination {
    Destination::WebPush(DeviceId::parse("device_a").unwrap())
}

/// An outbox with its rows, as an object has them.
#[derive(Default)]
pub struct Sender {
    pub rows: MemoryRows<u32>,
    pub outbox: Outbox,
    pub alarm: Option<Timestamp>,
}

impl Sender {
    pub fn queue(&mut self, to: impl Into<Destination>, payload: u32) {
        self.rows.add(NewMessage::new(to, payload), 10);
    }

    pub fn push(&mut self, topic: &str, payload: u32, expires: Timestamp, withdraws: bool) -> bool {
        let (topic, expires) = (Some(topic.to_owned()), Some(expires));
        let message = NewMessage { to: device(), payload, topic, expires, withdraws };
        self.rows.add(message, 10).is_some()
    }

    pub fn step(&mut self, now: Timestamp) -> Vec<Batch<u32>> {
        let Ok(Step { batches, effects, alarm }) = self.outbox.step(now, &self.rows);
        self.rows.apply(&effects);
        self.alarm = self.alarm.into_iter().chain(alarm).min();
        batches
    }

    /// The only batch that is sent now.
    pub fn one(&mut self, now: Timestamp) -> Batch<u32> {
        let batches = self.step(now);
        let [batch] = <[_; 1]>::try_from(batches).unwrap();
        batch
    }

    pub fn close_reservation(
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
    pub fn fire(&mut self) -> (Timestamp, Vec<Batch<u32>>) {
        let at = self.alarm.take().unwrap();
        (at, self.step(at))
    }
}

pub fn payloads(batch: &Batch<u32>) -> Vec<u32> {
    batch.messages.iter().map(|queued| queued.payload).collect()
}

pub fn acked(up_to: u64) -> Outcome {
    Outcome::Acked { up_to: Some(up_to) }
}
