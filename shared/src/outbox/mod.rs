//! The transactional outbox. A message to another object or to a push service is queued in the
//! transaction that causes it, sent in order for each destination, retried with back-off, and
//! handled once by the receiver (WIRE-04).
//!
//! The shell stores the rows ([`OutboxRows`]). [`Outbox`] holds what is in flight, which a crash
//! loses; the alarm then sends again whatever still has a row.
//!
//! The outbox doesn't know what a message means, how it is stored, or how it is sent.

mod alarm;
mod destination;
mod envelope;
mod machine;
mod message;
mod rows;

pub use alarm::Alarm;
pub use destination::{Address, AddressError, Destination, MAIL_PATIENCE, Policy};
pub use envelope::{Ack, Envelope, EnvelopeError, Numbered, Reception, first_seq};
pub use machine::{Batch, Outbox, Outcome, SAFETY, Step};
pub use message::{Admission, NewMessage, Queued};
pub use rows::{DropReason, MemoryRows, OutboxEffect, OutboxRows};
