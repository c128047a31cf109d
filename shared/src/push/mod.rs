//! Web push: what is told to an agent's devices while no tab of theirs is open (`docs/push.md`).
//!
//! Which addresses may be pushed to, what a push says and for how long, and what follows from a push
//! service's answer. It must not know how a push is encrypted, signed or stored.

mod answer;
mod device;
mod endpoint;

mod notice;

pub use answer::Answer;
pub use device::{Device, Devices, Keys, MAX_DEVICES, NewDevice};
pub use endpoint::{Endpoint, EndpointError};
pub use notice::{Notice, Pushed};
