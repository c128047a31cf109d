//! Dialogues as text files: check, play, compare, pull and push them.
//!
//! `shared` decides everything. This crate handles arguments, files, the terminal and the site's
//! API.

mod check;
pub mod command;
mod compare;
mod error;
mod files;
mod operator;
pub mod play;
mod site;
mod sync;
mod terminal;
mod tries;

pub use error::Error;
pub use operator::ResetAdmin;
pub use site::{Address, AddressError};
pub use sync::{Pull, Push};
pub use terminal::Terminal;

/// The result of a command, which becomes its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Success.
    Good,
    /// Errors were found, and printed.
    Findings,
}
