//! The console in the browser: sign-in, the Agent Inbox, and the sections of marketers and admins.
//!
//! `inbox` decides nothing of its own: it folds what the edge says and asks `runtime` to send what
//! the agent does. `view` alone knows Leptos, `api` alone knows the browser.

mod api;
mod backoff;
mod clock;
#[allow(dead_code, reason = "audiences are edited with it too")]
mod conditions;
mod csv;
mod designer;
mod device;
mod dialogues;
mod format;
mod home;
mod hours;
mod inbox;
#[allow(dead_code, reason = "the sections that use it are being built")]
mod nav;
mod replay;
mod reports;
mod runtime;
mod session;
mod settings;
mod team;
mod templates;
mod texts;
mod view;

fn main() {
    view::start();
}
