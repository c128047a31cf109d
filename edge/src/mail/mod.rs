//! Sending mail: as a message (MIME), through a socket to the deployment's mail server or Cloudflare's
//! binding, or by the HTTP API of a provider. `shared::mail` has
//! the texts and the dialogue. Reading mail that comes in.

mod api;
mod binding;
pub(crate) mod incoming;
mod mime;
mod transport;

pub(crate) use api::post;
pub(crate) use binding::{bind, is_bound};
pub(crate) use mime::{Message, write};
pub(crate) use transport::send;
