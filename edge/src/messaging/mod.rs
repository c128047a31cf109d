//! How messages between the objects are addressed, kept and delivered.

pub(crate) mod address;
pub(crate) mod client_frame;
pub(crate) mod outbox;
pub(crate) mod outbox_store;
