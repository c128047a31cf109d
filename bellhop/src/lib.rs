//! The server of a release and its first site, and dialogues as text files: check, play, compare,
//! pull and push them.
//!
//! `shared` decides everything. This crate handles arguments, files, processes, the terminal and the
//! site's API.

mod backtest;
#[cfg(unix)]
mod backup;
mod check;
pub mod command;
mod compare;
mod error;
mod files;
mod hex;
mod operator;
pub mod play;
mod prove;
#[cfg(unix)]
mod serve;
#[cfg(unix)]
mod setup;
mod site;
mod sync;
mod terminal;
mod texts;
mod tries;

pub use backtest::Backtest;
#[cfg(unix)]
pub use backup::{Backup, BackupError, Restore};
pub use error::Error;
pub use operator::{
    DeleteSite, ExportCommand, ImportCommand, ListSites, OperatorCommand, ResetAdmin, SetPackage,
    ShowSite,
};
pub use prove::Test;
#[cfg(unix)]
pub use serve::{BecomeServer, Serve, ServeError};
#[cfg(unix)]
pub use setup::{CreateSite, Setup};
pub use site::{Address, AddressError, Origin};
pub use sync::{Pull, Push};
pub use terminal::Terminal;
pub use texts::Texts;

/// The result of a command, which becomes its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it was asked for.
    Good,
    /// Errors were found, and printed.
    Findings,
}
