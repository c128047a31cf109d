//! Streams as text files: check them, play them, compare them, pull and push them.
//!
//! What is decided, `shared` decides; here are the arguments, the files, the terminal and the site.
#![warn(missing_docs)]

mod check;
pub mod command;
mod compare;
mod error;
mod files;
pub mod play;
mod site;
mod sync;
mod terminal;
mod tries;

pub use error::Error;
pub use site::{Address, AddressError};
pub use sync::{Pull, Push};
pub use terminal::Terminal;

/// How a command went, as its exit code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Good,
    /// Errors were found; they have been said.
    Findings,
}
