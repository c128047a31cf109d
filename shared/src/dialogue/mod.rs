//! Running a dialogue: which card comes, what a response leads to, when a branch ends.

mod run;
mod token;

pub use run::{Place, Refusal, Run};
pub use token::fill;
