//! Web push as it leaves: encrypted for one browser (RFC 8291), with a token that says who sends it
//! (RFC 8292), to its push service (RFC 8030). What is pushed and when, `shared::push` says.

mod recipient;
mod send;
mod vapid;

pub(crate) use recipient::Recipient;
pub(crate) use send::{PushRequest, send};
pub(crate) use vapid::Vapid;
