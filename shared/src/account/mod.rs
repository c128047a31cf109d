//! How agents sign in: the life of a session.

mod session;

pub use session::{IDLE, LIFETIME, SessionTimes};
