//! A small view layer: a tree of what should be there, and the changes that make it so.

pub(crate) mod node;
pub(crate) mod patch;
