//! What reaches an agent and how: notifications of this browser, push, sound.

pub(crate) mod alerts;
pub(crate) mod help;
pub(crate) mod sheet;
