//! What the agent sees. Nothing else knows Leptos.
#![expect(unreachable_pub, reason = "Leptos' component macro writes `pub` itself")]

mod alerts;
mod alerts_help;
mod alerts_sheet;
mod app;
mod avatar;
mod banner;
mod bot;
mod bubble;
mod composer;
mod hand;
mod header;
mod icon;
mod inbox;
mod keyboard;
mod list;
mod menu;
mod modal;
mod notices;
mod past;
mod prefs;
mod ring;
mod save;
mod sheet;
mod sign_in;
mod status;
mod store;
mod thread;
mod toasts;
mod usage;
mod visitor;

pub(crate) use app::start;
