//! Running a dialogue: which card comes next, what a response leads to, and when a branch ends.

mod poke;
mod runner;
mod state;

pub use poke::poke;
#[cfg(feature = "serde")]
pub use state::Checked;
pub use state::{FlowContext, FlowState, Position, Refusal};
