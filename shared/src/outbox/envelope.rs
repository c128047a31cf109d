//! What goes from object to object: messages in order, and how far the receiver has handled them.

use super::destination::Address;
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

/// The receiver's answer to an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Every message of the envelope up to this one was handled, now or before; `None`: not even the
    /// first.
    pub up_to: Option<u64>,
}

/// Why an envelope is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Its messages would be handled in the wrong order.
    #[error("an envelope of {from} has message {seq} after message {before}: send them in order")]
    OutOfOrder {
        from: Address,
        /// The message that is out of order.
        seq: u64,
        /// The message before it.
        before: u64,
    },
}

/// An envelope on its way through the receiver. Each message is handled in a transaction of its own,
/// which also notes its sequence number as the last one handled of that sender. A sender always
/// begins at its oldest unacknowledged message, so a number that is not above that last one was
/// handled before, and a gap in the numbers is no loss: those messages went elsewhere.
#[derive(Debug, Clone)]
pub struct Reception<P> {
    rest: VecDeque<Numbered<P>>,
    handled: Option<u64>,
}

impl<P> Reception<P> {
    /// Opens an envelope.
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

    /// The next message to handle, given the last one of this sender that was ever handled. Messages
    /// that were handled before are skipped, and acknowledged with the others.
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

    /// A message was handled. Where one could not be handled, nothing after it may be.
    pub const fn handled(&mut self, seq: u64) {
        self.handled = Some(seq);
    }

    /// What the sender is answered.
    pub const fn ack(&self) -> Ack {
        Ack { up_to: self.handled }
    }
}
