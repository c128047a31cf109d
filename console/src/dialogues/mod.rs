//! Dialogues and flows as a list: which show, in which order, and what they are in words. Pure.

#[cfg(feature = "view")]
pub(crate) mod view;

mod audience;
mod blank;
mod labels;
mod list;

pub(crate) use audience::{
    Described, Edited, Seen, TRIGGERS, address, audience_reasons, because, read, write,
};
pub(crate) use blank::{flow, named};
pub(crate) use labels::{kind, publish_state, target};
pub(crate) use list::{Kind, moved, visible};
