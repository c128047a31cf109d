//! Running a dialogue: which card comes next, what a response leads to, and when a branch ends.

#[cfg(feature = "serde")]
mod play;
mod poke;
mod runner;
mod state;

#[cfg(feature = "serde")]
pub use play::play;
pub use poke::poke;
#[cfg(feature = "serde")]
pub use state::Checked;
pub use state::{FlowContext, FlowState, Position, Refusal};
#[cfg(feature = "serde")]
pub(crate) use state::{check_field, stored};
