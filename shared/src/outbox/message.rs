//! Messages before they are queued and in the queue.

use super::destination::Destination;
use crate::time::Timestamp;

/// A message that is about to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage<P> {
    pub to: Destination,
    pub payload: P,
    /// Of several queued messages with the same topic, only the latest is sent.
    pub topic: Option<String>,
    /// The message is not sent after this time.
    pub expires: Option<Timestamp>,
    /// Whether the message only withdraws an earlier one of its topic. If the earlier one is still
    /// queued, neither is sent.
    pub withdraws: bool,
}

impl<P> NewMessage<P> {
    /// A message that must arrive.
    pub fn new(to: impl Into<Destination>, payload: P) -> Self {
        Self { to: to.into(), payload, topic: None, expires: None, withdraws: false }
    }

    /// What changes in the queue of its destination when it is added.
    pub fn admit<Q>(&self, queue: &[Queued<Q>]) -> Admission {
        let is_unsent = |queued: &&Queued<Q>| queued.attempts == 0 && queued.topic == self.topic;
        let drop: Vec<u64> = match (self.withdraws, &self.topic) {
            (true, Some(_)) => queue.iter().filter(is_unsent).map(|queued| queued.seq).collect(),
            _ => Vec::new(),
        };
        Admission { insert: drop.is_empty(), drop }
    }
}

/// What changes in a queue when a message is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Sequence numbers of queued messages that are dropped before they were ever sent.
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
    /// Size of the payload in bytes.
    pub bytes: usize,
    /// What it is about: only the latest of a topic is sent, see [`NewMessage::topic`].
    pub topic: Option<String>,
    /// Number of failed attempts.
    pub attempts: u32,
    /// No attempt is made before this time.
    pub next_attempt: Timestamp,
    /// The message is not sent after this time.
    pub expires: Option<Timestamp>,
}

impl<P> Queued<P> {
    /// Whether the message is outdated at this time.
    pub fn is_expired(&self, at: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= at)
    }
}
