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
mod conditions;
mod designer;
mod dialogues;
mod frame;
mod hand;
mod header;
mod home;
mod hours;
mod icon;
mod inbox;
mod join;
mod keyboard;
#[allow(dead_code, reason = "the sections that use it are being built")]
mod kit;
mod list;
mod markup;
mod menu;
mod modal;
#[allow(dead_code, reason = "the sections that use it are being built")]
mod nav;
mod notices;
mod past;
mod prefs;
mod rail;
mod replay;
mod reports;
mod ring;
mod routing;
mod save;
mod sections;
mod settings;
mod sheet;
mod sign_in;
mod status;
mod store;
mod team;
mod thread;
mod toasts;
mod usage;
mod usage_page;
mod visitor;

pub(crate) use app::start;
