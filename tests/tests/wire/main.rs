//! The wire: HTTP and sockets against the real worker on the real workerd.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

mod access_control;
mod audience;
mod availability;
mod blocked;
mod bootstrap;
mod counts;
mod crash;
mod deployment;
mod drafts;
mod fallback;
mod files;
mod frames;
mod identity;
mod keys;
mod kill_loop;
mod live_chat;
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
mod team;
mod text;
mod transcript;
mod transfer;
mod versions;
