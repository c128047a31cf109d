//! The agents' console in the browser: sign-in and the Agent Inbox.
//!
//! `inbox` decides nothing of its own: it folds what the edge says and asks `runtime` to send what
//! the agent does. `view` alone knows Leptos, `api` alone knows the browser.

mod api;
mod backoff;
mod clock;
mod device;
mod format;
mod inbox;
mod runtime;
mod session;
mod texts;
mod view;

fn main() {
    view::start();
}
