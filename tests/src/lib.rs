//! What the tests of the whole product share: the real worker in the real workerd, and clients that
//! talk to it like browsers. Nothing of ours is mocked.
//!
//! - [`server`] runs workerd, kills it, and starts it again with the same storage;
//! - [`site`] creates a site with agents and a published dialogue through the API;
//! - [`chat`], [`visitor`] and [`agent`] are the clients;
//! - [`tab`] is a tab as a separate process, which can be stopped;
//! - [`chaos`] is a storm of kills and cuts, and a checker of what everybody saw;
//! - [`scenario`] runs one live chat on a server that may be killed at any moment;
//! - [`proxy`] terminates TLS in front of the server, [`bad_network`] loses requests on the way there;
//! - [`oidc`] is providers of single sign-on: a real one, and one that forges;
//! - [`mail_server`] takes mail, refuses it, or hangs up;
//! - [`push`] is a push service, and browsers subscribed to it; [`hook`] is an endpoint of webhooks;
//! - [`browser`] is a real Chromium, [`firefox`] a real Firefox, [`page`] the website they visit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this crate only ever runs inside tests, and tests report by panicking"
)]

pub mod agent;
pub mod agent_socket;
pub mod authenticator;
pub mod bad_network;
pub mod browser;
pub mod chaos;
pub mod chat;
pub mod child_guard;
pub mod devtools;
pub mod documented;
pub mod env;
pub mod firefox;
pub mod hook;
pub mod http;
mod kept_socket;
mod line;
pub mod local_server;
pub mod mail_server;
pub mod markers;
pub mod oidc;
pub mod page;
pub mod preload;
pub mod proxy;
pub mod push;
pub mod random;
pub mod report;
pub mod scenario;
pub mod server;
pub mod serving;
pub mod site;
pub mod socket;
pub mod sqlite;
pub mod stream;
pub mod tab;
pub mod tls;
pub mod visitor;
pub mod wait;
