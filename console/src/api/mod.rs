//! The browser and the edge, as the console needs them. Nothing else names `web_sys`.

pub(crate) mod audio;
pub(crate) mod document;
pub(crate) mod drafts;
pub(crate) mod http;
pub(crate) mod image;
pub(crate) mod json;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod panel;
pub(crate) mod push;
pub(crate) mod socket;
pub(crate) mod storage;
pub(crate) mod time;
