//! The console in the browser: sign-in, the Agent Inbox, and the sections of marketers and admins.
//!
//! `inbox` is a state machine: it folds what the edge sends and returns effects for `runtime`. Only
//! `view` modules know Leptos; only `client` and `browser` know the browser.
#![cfg_attr(
    feature = "view",
    allow(unreachable_pub, reason = "Leptos' component macro writes `pub` itself")
)]
#![cfg_attr(
    not(feature = "view"),
    allow(dead_code, unused_imports, reason = "only tests are built")
)]

#[cfg(feature = "view")]
mod account;
#[cfg(feature = "view")]
pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod client;
#[cfg(feature = "view")]
pub(crate) mod context;
#[cfg(feature = "view")]
pub(crate) mod notifications;
#[cfg(feature = "view")]
pub(crate) mod ui;
#[cfg(feature = "view")]
pub(crate) mod usage;

mod audit;
#[allow(dead_code, reason = "audiences are edited with it too")]
mod conditions;
mod designer;
mod dialogues;
mod emoji;
mod format;
mod home;
mod hours;
mod inbox;
mod nav;
mod notify;
mod operator;
mod people;
mod replay;
mod reports;
mod settings;
mod team;
mod templates;
mod texts;

fn main() {
    #[cfg(feature = "view")]
    app::start();
}
