//! Dialogues and flows as a list: which show, in which order, and what they are in words. Pure.

mod audience;
mod blank;
mod list;
mod words;

pub(crate) use audience::{
    Described, Edited, Seen, TRIGGERS, address, because, read, who_sees, write,
};
pub(crate) use blank::{flow, named};
pub(crate) use list::{Kind, moved, shown};
pub(crate) use words::{kind, standing, target};
