//! The page of the deployment's operator, at `/console/operator`: how the deployment does.
//!
//! The operator has a token and no session. It is typed into the page and kept in its memory alone, so a
//! reload asks for it again, and no script or person that comes later finds it in the browser.

#[cfg(feature = "view")]
mod page;
mod size;

#[cfg(feature = "view")]
pub(crate) use page::OperatorPage;

/// The path of the page.
pub(crate) const PATH: &str = "/console/operator";
