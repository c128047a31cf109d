//! Why a command could not be done at all. What is wrong with a dialogue is no such error.

use std::path::PathBuf;

/// Why a command could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Several files can't all become the dialogue that `--dialogue` names.
    #[error("--dialogue names one dialogue: use it with one file")]
    OneDialogue,
    /// A file that is to be uploaded holds a stream without a dialogue around it.
    #[error(
        "{}: is a bare stream: a site's dialogue has a “name” and the stream in “stream”",
        path.display()
    )]
    BareStream {
        /// The file.
        path: PathBuf,
    },
    /// The name of a file that is to be uploaded is no id of a dialogue.
    #[error("{}: names no dialogue: call it dialogue_x.json, or use --dialogue", path.display())]
    NamesNoDialogue {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A file holds no dialogue.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// Which.
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
        /// Where.
        address: String,
        /// What the network says.
        reason: String,
    },
    /// The site said no.
    #[error("{address}: {sentence} ({status})")]
    Refused {
        /// Where.
        address: String,
        /// What it said.
        sentence: String,
        /// The status.
        status: u16,
    },
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
