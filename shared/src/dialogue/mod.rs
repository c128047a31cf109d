//! Running a dialogue: which card comes, what a response leads to, when a branch ends.

mod poke;
mod run;
mod walk;

pub use poke::poke;
pub use run::{Place, Refusal, Run, Scene};
