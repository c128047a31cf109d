//! The rows of an outbox: how the machine reads them, and what it changes in them.

use super::destination::Destination;
use super::message::{NewMessage, Queued};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// Where the rows are. A read error is never “empty”.
pub trait OutboxRows {
    /// What a message says.
    type Payload;
    /// Why a row can't be read.
    type Error;

    /// Every destination that something is queued for, and when its oldest message may be tried.
    fn destinations(&self) -> Result<Vec<(Destination, Timestamp)>, Self::Error>;

    /// The oldest messages for a destination, in the order of their sequence numbers.
    fn queue(
        &self,
        to: &Destination,
        at_most: usize,
    ) -> Result<Vec<Queued<Self::Payload>>, Self::Error>;
}

/// A change of the rows. All changes of one step are written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxEffect {
    /// The receiver has handled every message up to that one: they are deleted.
    Delivered {
        /// Who the receiver is.
        to: Destination,
        /// The last message that was handled.
        up_to: u64,
    },
    /// A message is deleted without having been delivered.
    Drop { seq: u64, reason: DropReason },
    /// A message was tried, and is tried again then.
    Retry {
        seq: u64,
        /// How often it was tried.
        attempts: u32,
        /// Before that it is not tried again.
        next_attempt: Timestamp,
    },
    /// The destination is gone, and all that was queued for it goes.
    Clear(Destination),
}

/// Why a message is deleted without having been delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// It is not worth sending any more.
    Expired,
    /// A later message about the same takes its place.
    Replaced,
    /// It was refused and would be again.
    Refused,
    /// It was tried too often, or would come too late at the next try.
    GivenUp,
}

/// Rows that are all in memory.
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
    /// Queues a message of that many bytes. Gives its sequence number, if it is queued.
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

    /// Writes what a step changed, as every store of rows must.
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

    /// Whether nothing is queued.
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
