//! A small view layer: a virtual tree, and a diff that updates the page.

pub(crate) mod node;
pub(crate) mod patch;
