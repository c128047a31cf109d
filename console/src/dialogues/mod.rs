//! The list of dialogues and flows: filter, order, labels and audience. Only `view` is not pure.

#[cfg(feature = "view")]
pub(crate) mod view;

mod audience;
mod blank;
mod labels;
mod list;

pub(crate) use audience::{
    Described, Edited, Seen, address, audience_reasons, because, read, trigger_labels, write,
};
pub(crate) use blank::{flow, named};
pub(crate) use labels::{kind, publish_state, target};
pub(crate) use list::{Kind, moved, visible};
