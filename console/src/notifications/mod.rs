//! How an agent is notified: by the browser, by push, and by sound.

pub(crate) mod alerts;
pub(crate) mod help;
pub(crate) mod sheet;
