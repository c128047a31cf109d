//! The rows of an outbox: how the machine reads them, and the changes that it makes.

use super::destination::Destination;
use super::message::{NewMessage, Queued};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// Reads the stored rows. If a read fails, it must return an error and never an empty list.
pub trait OutboxRows {
    /// The content of a message.
    type Payload;
    /// Why a row can't be read.
    type Error;

    /// Every destination with queued messages, and when its oldest one may be sent.
    fn destinations(&self) -> Result<Vec<(Destination, Timestamp)>, Self::Error>;

    /// The oldest messages for a destination, ordered by sequence number.
    fn queue(
        &self,
        to: &Destination,
        at_most: usize,
    ) -> Result<Vec<Queued<Self::Payload>>, Self::Error>;
}

/// A change of the rows. All changes of one step are written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxEffect {
    /// Delete all messages to `to` up to `up_to`, which the receiver has handled.
    Delivered {
        to: Destination,
        /// The last message that was handled.
        up_to: u64,
    },
    /// Delete a message that was not delivered.
    Drop { seq: u64, reason: DropReason },
    /// Store a failed attempt and the time of the next one.
    Retry {
        seq: u64,
        /// Number of attempts so far.
        attempts: u32,
        /// No attempt is made before this time.
        next_attempt: Timestamp,
    },
    /// Delete all messages to this destination, which no longer exists.
    Clear(Destination),
}

/// Why a message is deleted without delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// Its expiry has passed.
    Expired,
    /// A later message of the same topic replaces it.
    Replaced,
    /// The receiver refused it and would refuse it again.
    Refused,
    /// It has no attempts left, or would expire before the next one.
    GivenUp,
}

/// Rows in memory, for the simulation and tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryRows<P> {
    rows: BTreeMap<u64, (Destination, Queued<P>)>,
    last: u64,
}

impl<P> Default for MemoryRows<P> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), last: 0 }
    }
}

impl<P: Clone> MemoryRows<P> {
    /// Queues a message whose payload has that many bytes. Returns its sequence number if it is
    /// queued.
    pub fn add(&mut self, new: NewMessage<P>, bytes: usize) -> Option<u64> {
        let Ok(queue) = self.queue(&new.to, usize::MAX);
        let admission = new.admit(&queue);
        for seq in &admission.drop {
            self.rows.remove(seq);
        }
        if !admission.insert {
            return None;
        }
        self.last += 1;
        let NewMessage { to, payload, topic, expires, .. } = new;
        let (seq, next_attempt) = (self.last, Timestamp::default());
        let queued = Queued { seq, payload, bytes, topic, attempts: 0, next_attempt, expires };
        self.rows.insert(seq, (to, queued));
        Some(seq)
    }

    /// Applies the changes of a step, as every store of rows must.
    pub fn apply(&mut self, effects: &[OutboxEffect]) {
        for effect in effects {
            match effect {
                OutboxEffect::Delivered { to, up_to } => {
                    self.rows.retain(|seq, (other, _)| other != to || seq > up_to);
                }
                OutboxEffect::Drop { seq, .. } => {
                    self.rows.remove(seq);
                }
                OutboxEffect::Retry { seq, attempts, next_attempt } => {
                    if let Some((_, queued)) = self.rows.get_mut(seq) {
                        queued.attempts = *attempts;
                        queued.next_attempt = *next_attempt;
                    }
                }
                OutboxEffect::Clear(to) => self.rows.retain(|_, (other, _)| other != to),
            }
        }
    }

    /// Whether no message is queued.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<P: Clone> OutboxRows for MemoryRows<P> {
    type Payload = P;
    type Error = Infallible;

    fn destinations(&self) -> Result<Vec<(Destination, Timestamp)>, Infallible> {
        let mut seen = BTreeSet::new();
        let heads = self.rows.values().filter(|(to, _)| seen.insert(to));
        Ok(heads.map(|(to, queued)| (to.clone(), queued.next_attempt)).collect())
    }

    fn queue(&self, to: &Destination, at_most: usize) -> Result<Vec<Queued<P>>, Infallible> {
        let theirs = self.rows.values().filter(|(other, _)| other == to);
        Ok(theirs.take(at_most).map(|(_, queued)| queued.clone()).collect())
    }
}
