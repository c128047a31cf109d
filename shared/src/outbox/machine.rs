//! The outbox machine: what to send now, what follows from an answer, and when the alarm must fire.

use super::destination::{Address, Destination, Policy};
use super::envelope::{Envelope, Numbered};
use super::message::Queued;
use super::rows::{DropReason, OutboxEffect, OutboxRows};
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// How long after a batch was sent the alarm fires, in case the object crashes before the answer.
pub const SAFETY: Millis = Millis::seconds(2);

/// Fewest queued messages to read, even for batches of one, because some may be outdated.
const LOOK_AHEAD: usize = 16;

/// What an outbox holds in memory between two steps. A crash loses only this.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    in_flight: BTreeMap<Destination, Flight>,
    last_flight: u64,
}

#[derive(Debug, Clone, Copy)]
struct Flight {
    id: u64,
    since: Timestamp,
}

/// Messages that are sent together, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch<P> {
    pub to: Destination,
    /// Distinguishes this batch from an earlier one to the same destination.
    flight: u64,
    /// The attempt at the first message, from 1.
    attempt: u32,
    /// The messages; at least one.
    pub messages: Vec<Queued<P>>,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<P> {
    /// Send these, and report the outcome of each with [`Outbox::settled`].
    pub batches: Vec<Batch<P>>,
    /// Write these changes before anything is sent.
    pub effects: Vec<OutboxEffect>,
    /// Set the alarm to this time or earlier, in the same turn.
    pub alarm: Option<Timestamp>,
}

/// The outcome of sending a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All messages were delivered.
    Delivered,
    /// The receiver has handled the messages up to `up_to`, perhaps not all of them.
    Acked {
        /// The last message that was handled; `None` means not even the first.
        up_to: Option<u64>,
    },
    /// There was no answer, or one that doesn't confirm anything.
    Failed {
        /// The delay that the receiver asks for, as in `Retry-After`.
        wait: Option<Millis>,
    },
    /// The receiver refused the message and would refuse it again.
    Refused,
    /// The destination no longer exists.
    Gone,
}

impl Outbox {
    /// Sends a batch to every destination that is due. Call it after every turn that queued a
    /// message, after every [`Outbox::settled`], when the object wakes, and when its alarm fires.
    pub fn step<R: OutboxRows>(
        &mut self,
        now: Timestamp,
        rows: &R,
    ) -> Result<Step<R::Payload>, R::Error> {
        // A batch without an outcome after its lease was lost with the event that sent it.
        self.in_flight.retain(|to, flight| {
            !flight.since.is_ahead_of(now) && now.since(flight.since) < to.policy().lease
        });
        let mut step = Step { batches: Vec::new(), effects: Vec::new(), alarm: None };
        for (to, next_attempt) in rows.destinations()? {
            let policy = to.policy();
            if let Some(flight) = self.in_flight.get(&to) {
                step.wake_at(flight.due(now, policy));
            } else if next_attempt > now && !policy.waits_too_long(now, next_attempt) {
                step.wake_at(next_attempt);
            } else if let Some(free_at) = self.group_is_full(now, &to) {
                step.wake_at(free_at);
            } else {
                let at_most = policy.max_messages.max(LOOK_AHEAD);
                let queue = rows.queue(&to, at_most)?;
                let is_all = queue.len() < at_most;
                if !self.depart(now, to, queue, &mut step) && !is_all {
                    step.wake_at(now); // all messages that were read were outdated; there are more behind them
                }
            }
        }
        Ok(step)
    }

    /// When a place in the destination's group is free at the latest, if none is now.
    fn group_is_full(&self, now: Timestamp, to: &Destination) -> Option<Timestamp> {
        let (group, policy) = (to.group()?, to.policy());
        let theirs = self.in_flight.iter().filter(|(other, _)| other.group() == Some(group));
        let due: Vec<_> = theirs.map(|(_, flight)| flight.due(now, policy)).collect();
        if due.len() < policy.max_flights { None } else { due.into_iter().min() }
    }

    /// Sends the oldest messages of a queue that are not outdated; returns whether there were any.
    fn depart<P>(
        &mut self,
        now: Timestamp,
        to: Destination,
        queue: Vec<Queued<P>>,
        step: &mut Step<P>,
    ) -> bool {
        let policy = to.policy();
        let messages = fill(now, policy, queue, &mut step.effects);
        let Some(first) = messages.first() else { return false };
        let attempt = first.attempts.saturating_add(1);
        if policy.counts_first {
            let (seq, next_attempt) = (first.seq, now + policy.lease);
            step.effects.push(OutboxEffect::Retry { seq, attempts: attempt, next_attempt });
        }
        self.last_flight += 1;
        let flight = Flight { id: self.last_flight, since: now };
        step.wake_at(flight.due(now, policy));
        step.batches.push(Batch { to: to.clone(), flight: flight.id, attempt, messages });
        self.in_flight.insert(to, flight);
        true
    }

    /// Handles the outcome of a batch. Call [`Outbox::step`] afterwards to send what comes next.
    pub fn settled<P>(
        &mut self,
        now: Timestamp,
        batch: &Batch<P>,
        outcome: Outcome,
    ) -> Vec<OutboxEffect> {
        // If its lease is over, the messages of a late batch may have been sent again already.
        let is_late = self.in_flight.get(&batch.to).is_none_or(|flight| flight.id != batch.flight);
        if !is_late {
            self.in_flight.remove(&batch.to);
        }
        let must_arrive = batch.to.policy().max_attempts.is_none();
        match outcome {
            Outcome::Delivered => batch.acked(now, batch.last(), is_late),
            Outcome::Acked { up_to } => batch.acked(now, up_to, is_late),
            Outcome::Refused | Outcome::Gone if must_arrive => batch.failed(now, None, is_late),
            Outcome::Failed { wait } => batch.failed(now, wait, is_late),
            Outcome::Refused => batch.refused(),
            Outcome::Gone => vec![OutboxEffect::Clear(batch.to.clone())],
        }
    }
}

/// Takes as many of the oldest messages as fit, and drops outdated ones.
fn fill<P>(
    now: Timestamp,
    policy: Policy,
    queue: Vec<Queued<P>>,
    effects: &mut Vec<OutboxEffect>,
) -> Vec<Queued<P>> {
    let topics: Vec<_> = queue.iter().map(|queued| queued.topic.clone()).collect();
    let (mut messages, mut bytes) = (Vec::new(), 0);
    for (queued, later) in queue.into_iter().zip(1..) {
        let seq = queued.seq;
        let replaced = queued.topic.is_some() && topics[later..].contains(&queued.topic);
        if queued.is_expired(now) {
            effects.push(OutboxEffect::Drop { seq, reason: DropReason::Expired });
            continue;
        }
        if replaced {
            effects.push(OutboxEffect::Drop { seq, reason: DropReason::Replaced });
            continue;
        }
        // Its last attempt was lost with the event that sent it.
        if policy.max_attempts.is_some_and(|max| queued.attempts >= max) {
            effects.push(OutboxEffect::Drop { seq, reason: DropReason::GivenUp });
            continue;
        }
        bytes += queued.bytes;
        let is_full = messages.len() >= policy.max_messages || bytes > policy.max_bytes;
        if is_full && !messages.is_empty() {
            break;
        }
        messages.push(queued);
    }
    messages
}

impl Flight {
    /// When to check this batch: when its lease is over. If the attempt isn't stored in the row,
    /// also shortly after it began, because the object may crash.
    fn due(self, now: Timestamp, policy: Policy) -> Timestamp {
        let (soon, lost) = (self.since + SAFETY, self.since + policy.lease);
        if policy.counts_first || now >= soon { lost } else { soon }
    }
}

impl<P> Step<P> {
    fn wake_at(&mut self, at: Timestamp) {
        self.alarm = Some(self.alarm.map_or(at, |alarm| alarm.min(at)));
    }
}

impl<P> Batch<P> {
    fn last(&self) -> Option<u64> {
        self.messages.last().map(|queued| queued.seq)
    }

    fn acked(&self, now: Timestamp, up_to: Option<u64>, is_late: bool) -> Vec<OutboxEffect> {
        let handled = |queued: &&Queued<P>| up_to.is_some_and(|up_to| queued.seq <= up_to);
        let last = self.messages.iter().take_while(handled).last();
        let mut effects = Vec::new();
        if let Some(last) = last {
            effects.push(OutboxEffect::Delivered { to: self.to.clone(), up_to: last.seq });
        }
        let unhandled = self.messages.iter().find(|queued| !handled(queued));
        if let Some(stopped_at) = unhandled.filter(|_| !is_late) {
            let attempts = if last.is_some() { 1 } else { self.attempt };
            effects.push(self.again(now, stopped_at, attempts, None));
        }
        effects
    }

    fn failed(&self, now: Timestamp, wait: Option<Millis>, is_late: bool) -> Vec<OutboxEffect> {
        let first = self.messages.first().filter(|_| !is_late);
        first.map(|first| self.again(now, first, self.attempt, wait)).into_iter().collect()
    }

    /// Schedules the next attempt at a message, or drops it.
    fn again(
        &self,
        now: Timestamp,
        queued: &Queued<P>,
        attempts: u32,
        wait: Option<Millis>,
    ) -> OutboxEffect {
        let (policy, seq) = (self.to.policy(), queued.seq);
        let pause = policy.backoff.pause(attempts).max(wait.unwrap_or_default());
        let next_attempt = now + pause;
        let too_often = policy.max_attempts.is_some_and(|max| attempts >= max);
        if too_often || queued.is_expired(next_attempt) {
            return OutboxEffect::Drop { seq, reason: DropReason::GivenUp };
        }
        OutboxEffect::Retry { seq, attempts, next_attempt }
    }

    fn refused(&self) -> Vec<OutboxEffect> {
        let drop = |queued: &Queued<P>| OutboxEffect::Drop {
            seq: queued.seq,
            reason: DropReason::Refused,
        };
        self.messages.first().map(drop).into_iter().collect()
    }
}

impl<P: Clone> Batch<P> {
    /// The batch as an envelope for another object.
    pub fn envelope(&self, from: Address) -> Envelope<P> {
        let number =
            |queued: &Queued<P>| Numbered { seq: queued.seq, body: queued.payload.clone() };
        Envelope { from, messages: self.messages.iter().map(number).collect() }
    }
}
