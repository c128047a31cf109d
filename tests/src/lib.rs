//! What the tests of the whole product share: the real worker in the real workerd, and clients that
//! talk to it like browsers. Nothing of ours is mocked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this crate only ever runs inside tests, and tests report by panicking"
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
