//! Sending mail: as a message (MIME), through a socket to the deployment's mail server, or by the HTTP API of a
//! provider. `shared::mail` has the texts and the dialogue. Reading mail that comes in.

mod api;
pub(crate) mod incoming;
mod mime;
mod transport;

pub(crate) use api::post;
pub(crate) use mime::{Message, write};
pub(crate) use transport::send;
