//! The agents' console in the browser: sign-in and the Agent Inbox.
//!
//! `inbox` decides nothing of its own: it folds what the edge says and asks `runtime` to send what
//! the agent does. `view` alone knows Leptos, `api` alone knows the browser.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod api;
mod backoff;
mod clock;
mod format;
mod inbox;
mod runtime;
mod session;
mod texts;
mod view;

fn main() {
    view::start();
}
