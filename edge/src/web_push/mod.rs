//! Sending web pushes: encrypted for one browser (RFC 8291), with a VAPID token (RFC 8292), to its
//! push service (RFC 8030). `shared::push` decides what is pushed and when.

mod recipient;
mod send;
mod vapid;

pub(crate) use recipient::Recipient;
pub(crate) use send::{PushRequest, send};
pub(crate) use vapid::Vapid;
