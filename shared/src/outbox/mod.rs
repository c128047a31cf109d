//! The transactional outbox: what an object tells another object or a push service is queued in the
//! transaction of its reason, sent in order for each destination, tried again with back-off, and
//! handled once by the receiver (WIRE-04).
//!
//! The rows are the shell's ([`OutboxRows`]); what is in flight is held by [`Outbox`] and lost in a
//! crash, after which the alarm sends again whatever still has a row.
//!
//! It must not know what a message says, how it is stored, or how it is sent.

mod destination;
mod envelope;
mod machine;
mod message;
mod rows;

pub use destination::{Address, AddressError, Destination, Policy};
pub use envelope::{Ack, Envelope, EnvelopeError, Numbered, Reception};
pub use machine::{Batch, Outbox, Outcome, SAFETY, Step};
pub use message::{Admission, NewMessage, Queued};
pub use rows::{DropReason, MemoryRows, OutboxEffect, OutboxRows};
