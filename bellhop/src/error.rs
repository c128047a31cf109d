//! Why a command could not be done at all. What is wrong with a dialogue is no such error.

use std::path::PathBuf;

/// Why a command could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was called in a way there isn't.
    #[error("{0}\n`bellhop help` lists the commands.")]
    Usage(String),
    /// A file could not be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A file holds no dialogue.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        path: PathBuf,
        /// What is wrong with it, and where.
        reason: shared::text::Unreadable,
    },
    /// The terminal is gone.
    #[error("the terminal: {0}")]
    Terminal(#[from] std::io::Error),
    /// The site could not be reached.
    #[error("{address}: {reason}")]
    Unreachable {
        address: String,
        /// What the network says.
        reason: String,
    },
    /// The site said no.
    #[error("{address}: {sentence} ({status})")]
    Refused { address: String, sentence: String, status: u16 },
    /// No key.
    #[error(
        "there is no API key: put it into the environment as BELLHOP_KEY, or into a file and name \
         that with --key-file. Somebody who manages the site's settings makes one."
    )]
    NoKey,
}

impl Error {
    /// Whether it is only that nobody listens any more.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Terminal(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}
