//! A push service on this machine, and browsers subscribed to it, whose keys the tests hold.

mod device;
mod service;

pub use axum::http::StatusCode;
pub use axum::http::header::{LOCATION, RETRY_AFTER};
pub use device::{Subscribed, Token, read_the_example};
pub use service::{Push, Service};
