//! Errors that prevent a command. Findings about a dialogue are not among them.

use std::path::PathBuf;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The arguments are wrong.
    #[error("{0}\n`bellhop help` lists the commands.")]
    Usage(String),
    /// A file could not be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        path: PathBuf,
        /// The error of the operating system.
        reason: std::io::Error,
    },
    /// A file contains no dialogue.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        path: PathBuf,
        /// What is wrong with it, and where.
        reason: shared::text::Unreadable,
    },
    /// Standard input or output failed.
    #[error("the terminal: {0}")]
    Terminal(#[from] std::io::Error),
    /// The site could not be reached.
    #[error("{address}: {reason}")]
    Unreachable {
        address: String,
        /// The error of the network.
        reason: String,
    },
    /// The site refused the request.
    #[error("{address}: {sentence} ({status})")]
    Refused { address: String, sentence: String, status: u16 },
    /// No API key was given.
    #[error(
        "there is no API key: set BELLHOP_KEY, or put the key into a file and name \
         it with --key-file. An agent who manages the site's settings can create one."
    )]
    NoKey,
}

impl Error {
    /// Whether only the reader of the output is gone.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Terminal(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}
