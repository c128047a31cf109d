//! Messages between objects: addresses, storage and delivery.

pub(crate) mod address;
pub(crate) mod client_frame;
pub(crate) mod decisions;
pub(crate) mod outbox;
pub(crate) mod outbox_store;
