//! The console as a client of the edge: HTTP, sockets, documents, uploads.

pub(crate) mod clock;
pub(crate) mod document;
pub(crate) mod drafts;
pub(crate) mod http;
pub(crate) mod json;
pub(crate) mod panel;
pub(crate) mod panel_edge;
pub(crate) mod panel_screen;
pub(crate) mod session;
pub(crate) mod socket;
pub(crate) mod upload;
