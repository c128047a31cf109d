//! The package of a site: how much of it is used.

pub(crate) mod page;
pub(crate) mod strip;
