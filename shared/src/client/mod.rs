//! How a client keeps its connection and its copy of a log whole. The widget, the console, the tests
//! and the simulation are shells around the same three pieces (`docs/rules.md`, WIRE-09 to WIRE-11):
//!
//! - [`Connection`] makes a connection, proves it alive, gives it up, and makes the next one;
//! - [`Pending`] holds the frames that were sent until the edge has them in the log;
//! - [`Cursor`] notices that an event is missing, and asks once to resume.

mod close_code;
mod connection;
mod cursor;
mod pending;

pub use close_code::CloseCode;
pub use connection::{
    ANSWER_WITHIN, Connection, ConnectionEffect, ConnectionId, ConnectionInput, ConnectionState,
    ConnectionTimer, RECONNECT,
};
pub use cursor::{Arrival, Cursor};
pub use pending::{Delivery, Pending, PendingFrame};
