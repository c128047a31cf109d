//! A push service on this machine, and browsers subscribed to it, whose keys the tests hold.

mod device;
mod service;

pub use device::{Subscribed, Token, read_the_example};
pub use service::{Push, Service};
