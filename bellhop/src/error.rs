//! Errors that prevent a command. Findings about a dialogue are not among them.

use std::path::PathBuf;

/// Why a command failed.
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
        /// The file that holds it.
        path: PathBuf,
    },
    /// A file is no table of texts.
    #[error("{}: {reason}", path.display())]
    UnfitTable {
        /// The file that holds it.
        path: PathBuf,
        reason: shared::text::Unfit,
    },
    /// The name of a file that is to be uploaded is no id of a dialogue.
    #[error("{}: names no dialogue: call it dialogue_x.json, or use --dialogue", path.display())]
    NamesNoDialogue {
        /// The file that has such a name.
        path: PathBuf,
    },
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
    /// A file contains no promises.
    #[error("{}: {reason}", path.display())]
    UnreadablePromises {
        path: PathBuf,
        /// What is wrong with it, and where.
        reason: shared::promise::UnreadablePromises,
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
    /// The operator's token was not given.
    #[error(
        "the operator's token is missing: set BELLHOP_OPERATOR_TOKEN as for the deployment, or put \
         it into a file and name that with --token-file"
    )]
    NoOperatorToken,
    /// The input ended before a question was answered.
    #[error("there was no answer: type one, or use {option}")]
    Unanswered {
        /// The option that says the same.
        option: &'static str,
    },
    /// A table of which the anonymous export does not know what it says of people.
    #[error(
        "the export is not made: this program does not know what the table {table} says of people. \
         Use the bellhop of the same version as the deployment"
    )]
    NotAnonymous { table: String },
    /// Another id was typed than that of the site to delete.
    #[error("that is not the id of the site: nothing was deleted")]
    NotDeleted,
    /// The site was deleted while it was read.
    #[error("{site} has nothing to export")]
    SiteGone { site: shared::id::SiteId },
    /// A file can't be imported.
    #[error("{} can't be imported: {reason}", path.display())]
    NoExport { path: PathBuf, reason: String },
    /// A site that was to be created is there.
    #[error(
        "{site} exists already: choose another id, or let its admin in with `bellhop site reset-admin`"
    )]
    SiteExists { site: shared::id::SiteId },
    /// A name has no letters that an id may have.
    #[error("no id can be made of “{name}”: choose one with --site, such as site_shop")]
    NoSiteId { name: String },
    /// The server did not run.
    #[cfg(unix)]
    #[error(transparent)]
    Serve(#[from] crate::ServeError),
    /// There is no backup, or nothing was restored.
    #[cfg(unix)]
    #[error(transparent)]
    Backup(#[from] crate::BackupError),
}

impl Error {
    /// Whether only the reader of the output is gone.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Terminal(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}
