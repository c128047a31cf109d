//! Every decision of Bellhop, as pure state machines: input and time in, effects out.
//!
//! This crate never reads a clock, draws a random number, awaits, or touches JavaScript. So the
//! same code runs in the visitor's browser, in a Durable Object, and in simulations that crash and
//! reorder everything.
//!
//! A module depends only on modules of its own layer or below. `ARCHITECTURE.md` lists the layers.
#![cfg_attr(not(feature = "serde"), no_std)]

extern crate alloc;

#[cfg(feature = "desk")]
pub mod ab_test;
#[cfg(feature = "desk")]
pub mod account;
#[cfg(feature = "api")]
pub mod api;
pub mod audience;
#[cfg(feature = "desk")]
pub mod availability;
pub mod backoff;
#[cfg(feature = "serde")]
pub mod backtest;
#[cfg(feature = "serde")]
pub mod canned;
pub mod client;
pub mod codec;
#[cfg(feature = "serde")]
pub mod colour;
pub mod conversation;
#[cfg(feature = "desk")]
pub mod counts;
#[cfg(feature = "desk")]
pub mod csv;
#[cfg(feature = "desk")]
pub mod delivery;
#[cfg(feature = "desk")]
pub mod desk;
pub mod dialogue;
pub mod event;
#[cfg(feature = "serde")]
pub mod file;
pub mod heartbeat;
pub mod id;
#[cfg(feature = "desk")]
pub mod install;
#[cfg(feature = "serde")]
pub mod label;
#[cfg(feature = "serde")]
pub mod language;
#[cfg(feature = "desk")]
pub mod limit;
#[cfg(feature = "desk")]
pub mod mail;
#[cfg(feature = "desk")]
pub mod messages;
#[cfg(feature = "desk")]
pub mod metrics;
#[cfg(feature = "serde")]
pub mod notify;
#[cfg(feature = "serde")]
pub mod outbox;
#[cfg(feature = "serde")]
pub mod people;
#[cfg(feature = "serde")]
pub mod permission;
pub mod person;
#[cfg(feature = "desk")]
pub mod place;
#[cfg(feature = "serde")]
pub mod plain_text;
pub mod prelude;
pub mod problem;
#[cfg(feature = "serde")]
pub mod promise;
pub mod protocol;
#[cfg(feature = "serde")]
pub mod push;
#[cfg(feature = "serde")]
pub mod quota;
#[cfg(feature = "desk")]
pub mod rights;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "serde")]
pub mod scrub;
pub mod stream;
#[cfg(feature = "desk")]
pub mod sweep;
#[cfg(feature = "serde")]
pub mod text;
pub mod time;
#[cfg(feature = "serde")]
pub mod webhook;
pub mod wording;
