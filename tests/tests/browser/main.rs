//! Browser tests: a visitor and an agent, each in a real Chromium.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests report by panicking")]

mod access;
mod account;
mod admin;
mod audit;
mod availability;
mod behaviours;
mod breaks;
mod capture;
mod designer;
mod desks;
mod dialogues;
mod fallback;
mod harness;
mod helping;
mod injected;
mod languages;
mod left_message;
mod life;
mod live_chat;
mod long_names;
mod notifications;
mod operator;
mod people;
mod proxy;
mod reports;
mod roles;
mod single_sign_on;
mod transfer;
mod usage;
mod wild;
