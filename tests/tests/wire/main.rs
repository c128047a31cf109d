//! The wire: HTTP and sockets against the real worker on the real workerd.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

mod audience;
mod blocked;
mod bootstrap;
mod counts;
mod crash;
mod doors;
mod drafts;
mod duty;
mod fallback;
mod files;
mod frames;
mod handover;
mod identity;
mod keys;
mod load;
mod notes;
mod order;
mod package;
mod people;
mod problems;
mod push;
mod quota;
mod race;
mod replies;
mod reports;
mod resume;
mod routing;
mod settings;
mod storms;
mod story;
mod team;
mod text;
mod transcript;
mod versions;
