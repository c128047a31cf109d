//! Sending mail: as a message (MIME), through a socket to the deployment's mail server, by the HTTP API of a
//! provider, or by a binding of Cloudflare. `shared::mail` has the texts and the dialogue. Reading mail that comes in.

mod api;
mod bound;
pub(crate) mod incoming;
mod mime;
mod transport;

pub(crate) use api::post;
pub(crate) use bound::{is_bound, send_bound};
pub(crate) use mime::{Message, write};
pub(crate) use transport::send;
