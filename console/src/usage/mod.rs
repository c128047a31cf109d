//! The usage of a site's package.

pub(crate) mod page;
pub(crate) mod strip;
