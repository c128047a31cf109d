//! To whom a dialogue is shown, and where; and to whom a routing rule applies.

mod condition;
mod url;

pub use condition::{Attribute, Condition, Known, Operator, Test};
pub use url::{matches, matches_any};
