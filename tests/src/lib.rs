//! What the tests of the whole product share: the real worker on the real workerd, and clients that
//! speak to it as browsers do. Nothing of ours is mocked.
//!
//! - [`server`] runs workerd, kills it, and starts it again on the same storage;
//! - [`site`] makes a site with agents and a published dialogue, by the public interface;
//! - [`chat`], [`visitor`] and [`agent`] are the ends of the wire;
//! - [`tab`] is a tab in a process of its own, which can be stopped;
//! - [`scenario`] plays one live chat on a server that may be killed at any moment;
//! - [`proxy`] ends TLS in front of the server;
//! - [`push`] is a push service, and browsers that subscribed to it;
//! - [`browser`] is a real Chromium, [`page`] the host page it visits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this crate only ever runs inside tests, where a panic is the report"
)]

pub mod agent;
pub mod agent_socket;
pub mod browser;
pub mod chat;
pub mod child_guard;
pub mod devtools;
pub mod documented;
pub mod env;
pub mod http;
mod local_server;
pub mod page;
pub mod proxy;
pub mod push;
pub mod random;
pub mod report;
pub mod scenario;
pub mod server;
pub mod site;
pub mod socket;
pub mod sqlite;
pub mod stream;
pub mod tab;
pub mod tls;
pub mod visitor;
pub mod wait;
