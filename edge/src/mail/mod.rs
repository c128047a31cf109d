//! Sending mail: as a message (MIME), through a socket to the deployment's mail server. `shared::mail` has
//! the texts and the dialogue. Reading mail that comes in.

pub(crate) mod incoming;
mod mime;
mod transport;

pub(crate) use mime::{Message, write};
pub(crate) use transport::send;
