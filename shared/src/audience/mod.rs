//! To whom a dialogue is shown, and where; and what a rule or a condition card asks of a visitor.

mod attribute;
mod condition;
mod text;
mod url;

pub use attribute::{Attribute, Facts, Known};
pub use condition::{Condition, Operator, Test};
pub use text::is_number;
pub use url::{matches, matches_any};
