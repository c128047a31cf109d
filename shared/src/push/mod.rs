//! Web push: notices to an agent's devices while no tab of theirs is open (`docs/push.md`).
//!
//! Which addresses may be pushed to, what a notice contains and when it expires, and what follows
//! from a push service's answer. This module doesn't know how a push is encrypted, signed or
//! stored.

mod answer;
mod device;
mod endpoint;

mod notice;

pub use answer::Answer;
pub use device::{Device, Devices, Keys, MAX_DEVICES, NewDevice};
pub use endpoint::{Endpoint, EndpointError};
pub use notice::{Notice, Pushed};
