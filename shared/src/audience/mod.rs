//! To whom a dialogue is shown, and where.

mod url;

pub use url::{matches, matches_any};
