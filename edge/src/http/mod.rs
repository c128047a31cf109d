//! HTTP: bodies, CORS, headers, policies, origins, pictures.

pub(crate) mod body;
pub(crate) mod cors;
pub(crate) mod csp;
pub(crate) mod headers;
pub(crate) mod origin;
pub(crate) mod picture;
pub(crate) mod request_id;
