//! The components that all sections share.

pub(crate) mod attribute;
pub(crate) mod avatar;
pub(crate) mod confirm;
pub(crate) mod icon;
pub(crate) mod kit;
pub(crate) mod markup;
pub(crate) mod modal;
pub(crate) mod portrait;
pub(crate) mod proof;
pub(crate) mod rich;
pub(crate) mod submission;
