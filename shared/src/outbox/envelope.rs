//! Envelopes between objects: messages in order, and the ack of the receiver.

use super::destination::Address;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Messages of one sender to one receiver, in the order in which they must be handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<P> {
    pub from: Address,
    /// The messages, with growing sequence numbers.
    pub messages: Vec<Numbered<P>>,
}

/// A message with the sequence number that its sender gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered<P> {
    /// Its sequence number among all messages of its sender.
    pub seq: u64,
    pub body: P,
}

/// Where the sequence numbers of a new outbox begin. A conversation that is erased loses its outbox
/// with its storage; if it begins again, its receivers still know the last number of the old one.
/// Milliseconds grow faster than any outbox, so the new numbers are above the old ones.
pub const fn first_seq(now: Timestamp) -> u64 {
    now.0
}

/// The receiver's answer to an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// The receiver has handled every message of the envelope up to this one, now or before. `None`
    /// means not even the first.
    pub up_to: Option<u64>,
}

/// Why a whole envelope is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The messages are not in the order of their sequence numbers.
    #[error("an envelope of {from} has message {seq} after message {before}: send them in order")]
    OutOfOrder { from: Address, seq: u64, before: u64 },
}

/// An envelope while the receiver handles it. Each message is handled in a transaction of its own,
/// which also stores its sequence number as the last one handled from that sender. A sender always
/// begins with its oldest unacknowledged message, so a number that is not above the stored one was
/// handled before. A gap in the numbers is no loss: those messages went to other receivers.
#[derive(Debug, Clone)]
pub struct Reception<P> {
    rest: VecDeque<Numbered<P>>,
    handled: Option<u64>,
}

impl<P> Reception<P> {
    /// Checks the order of the messages.
    pub fn open(envelope: Envelope<P>) -> Result<Self, EnvelopeError> {
        let mut before = None;
        for message in &envelope.messages {
            if let Some(before) = before.filter(|before| message.seq <= *before) {
                let (from, seq) = (envelope.from, message.seq);
                return Err(EnvelopeError::OutOfOrder { from, seq, before });
            }
            before = Some(message.seq);
        }
        Ok(Self { rest: envelope.messages.into(), handled: None })
    }

    /// The next message to handle; `last` is the last one of this sender that was ever handled.
    /// Messages that were handled before are skipped, and acknowledged with the others.
    pub fn next(&mut self, last: Option<u64>) -> Option<Numbered<P>> {
        while let Some(message) = self.rest.pop_front() {
            if last.is_some_and(|last| message.seq <= last) {
                self.handled = Some(message.seq);
            } else {
                return Some(message);
            }
        }
        None
    }

    /// Records that a message was handled. After a message that fails, no further one may be
    /// handled.
    pub const fn handled(&mut self, seq: u64) {
        self.handled = Some(seq);
    }

    /// The ack for the sender.
    pub const fn ack(&self) -> Ack {
        Ack { up_to: self.handled }
    }
}
