//! Helpers of several test files.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test may")]

#[cfg(feature = "desk")]
pub mod desk;

#[cfg(feature = "desk")]
pub mod hours;

pub mod outbox;
pub mod streams;
pub mod witness;
