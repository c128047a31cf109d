//! The console in the browser: sign-in, the Agent Inbox, and the sections of marketers and admins.
//!
//! `inbox` decides nothing of its own: it folds what the edge says and asks `runtime` to send what
//! the agent does. `view` alone knows Leptos, `api` alone knows the browser.
#![cfg_attr(
    feature = "view",
    allow(unreachable_pub, reason = "Leptos' component macro writes `pub` itself")
)]
#![cfg_attr(
    not(feature = "view"),
    allow(dead_code, unused_imports, reason = "only tests are built")
)]

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

#[allow(dead_code, reason = "audiences are edited with it too")]
mod conditions;
mod csv;
mod designer;
mod device;
mod dialogues;
mod emoji;
mod format;
mod home;
mod hours;
mod inbox;
mod nav;
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
