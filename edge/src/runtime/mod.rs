//! The runtime's services: time, randomness, storage, sockets, settings, buckets.

pub(crate) mod base32;
pub(crate) mod bucket;
pub(crate) mod clock;
pub(crate) mod config;
pub(crate) mod counters;
pub(crate) mod dump_store;
pub(crate) mod figures_store;
pub(crate) mod limits;
pub(crate) mod random;
pub(crate) mod rate_limiter;
pub(crate) mod schema_store;
pub(crate) mod scrub_store;
pub(crate) mod sockets;
pub(crate) mod storage;
