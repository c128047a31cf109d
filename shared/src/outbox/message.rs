//! A message before it is queued, and in the queue.

use super::destination::Destination;
use crate::time::Timestamp;

/// A message that is about to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage<P> {
    pub to: Destination,
    pub payload: P,
    /// What it is about: of several queued messages about the same, only the latest is sent.
    pub topic: Option<String>,
    /// From when on it is not worth sending any more.
    pub expires: Option<Timestamp>,
    /// Whether it only takes back what was said before about its topic. Where that was never sent,
    /// there is nothing to take back, and neither goes out.
    pub withdraws: bool,
}

impl<P> NewMessage<P> {
    /// A message that must arrive.
    pub fn new(to: impl Into<Destination>, payload: P) -> Self {
        Self { to: to.into(), payload, topic: None, expires: None, withdraws: false }
    }

    /// What happens to the queue of its destination when it is added.
    pub fn admit<Q>(&self, queue: &[Queued<Q>]) -> Admission {
        let is_unsent = |queued: &&Queued<Q>| queued.attempts == 0 && queued.topic == self.topic;
        let drop: Vec<u64> = match (self.withdraws, &self.topic) {
            (true, Some(_)) => queue.iter().filter(is_unsent).map(|queued| queued.seq).collect(),
            _ => Vec::new(),
        };
        Admission { insert: drop.is_empty(), drop }
    }
}

/// What happens to a queue when a message is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// These messages are taken out: nobody has heard of them.
    pub drop: Vec<u64>,
    /// Whether the new message is queued.
    pub insert: bool,
}

/// A message in the queue of its destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued<P> {
    /// Its sequence number among all messages of its sender.
    pub seq: u64,
    pub payload: P,
    /// How long its payload is.
    pub bytes: usize,
    /// What it is about, see [`NewMessage::topic`].
    pub topic: Option<String>,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// Before that it is not tried again.
    pub next_attempt: Timestamp,
    /// From when on it is not worth sending any more.
    pub expires: Option<Timestamp>,
}

impl<P> Queued<P> {
    /// Whether it is not worth sending at that time.
    pub fn is_expired(&self, at: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= at)
    }
}
