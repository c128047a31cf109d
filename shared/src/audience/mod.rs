//! Audiences: which visitors see a dialogue on which pages. Also the conditions of routing rules
//! and condition cards.

mod attribute;
#[cfg(feature = "serde")]
mod choose;
mod condition;
#[cfg(feature = "serde")]
mod criterion;
#[cfg(feature = "serde")]
mod explain;
mod now;
#[cfg(feature = "serde")]
mod order;
#[cfg(feature = "serde")]
mod read;
#[cfg(feature = "serde")]
mod target;
mod text;
mod url;

pub use attribute::{Attribute, AttributeSource, VisitorData};
#[cfg(feature = "serde")]
pub use choose::{Candidate, Choice, Visitor, choose};
pub use condition::{Condition, Lack, Operator, Test};
#[cfg(feature = "serde")]
pub use criterion::{Criterion, Measured, Metric, MetricThreshold, Verdict, Wait};
#[cfg(feature = "serde")]
pub use explain::{Reason, explain};
#[cfg(feature = "serde")]
pub use now::NowQuestion;
pub use now::{NOTHING_KNOWN, NowAttribute, NowFacts, now_value};
#[cfg(feature = "serde")]
pub use order::renumber;
#[cfg(feature = "serde")]
pub use read::{Mistake, criterion, trigger};
#[cfg(feature = "serde")]
pub use target::{Audience, Trigger, Visitors};
pub use text::is_number;
pub use url::{matches, matches_any};
