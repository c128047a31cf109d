//! Why there is no backup, or nothing was restored. Each is one sentence that says what to do.

use std::io;
use std::path::PathBuf;

/// Why `bellhop backup` or `bellhop restore` failed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to back up.
    #[error(
        "{} is no data folder of `bellhop serve`: name the one that you start it with by --data",
        path.display()
    )]
    NoData { path: PathBuf },
    /// A backup would replace another file.
    #[error("{} is there already: name a new file with --to", path.display())]
    TargetExists { path: PathBuf },
    /// A server uses the folder, and it can't be paused.
    #[error(
        "{} is in use, but its server is not found: run this as the same user or as root, and in \
         the same container",
        path.display()
    )]
    NoServer { path: PathBuf },
    /// The server goes on, so files would be copied while they change.
    #[error("the server (process {pid}) can't be paused for the copy: {reason}")]
    NotPaused { pid: u32, reason: String },
    /// A file can't be read or written.
    #[error("{}: {reason}", path.display())]
    File { path: PathBuf, reason: io::Error },
    /// Restoring would mix two deployments.
    #[error("{} is not empty: restore into a new folder, and name it with --data", path.display())]
    NotEmpty { path: PathBuf },
    /// The file is something else, or its beginning is damaged.
    #[error("{} is no backup of Bellhop ({reason}): nothing was restored", path.display())]
    NoBackup { path: PathBuf, reason: String },
    /// The archive is damaged.
    #[error("{} is damaged ({reason}): nothing was restored, so take another backup", path.display())]
    Damaged { path: PathBuf, reason: String },
    /// A later version wrote the archive.
    #[error(
        "{} is a backup of Bellhop {theirs}, and this is {ours}: restore it with {theirs} or newer",
        path.display()
    )]
    Newer { path: PathBuf, theirs: String, ours: &'static str },
}

impl BackupError {
    /// Names the file of an error.
    pub(super) fn file(path: &std::path::Path) -> impl Fn(io::Error) -> Self {
        let path = path.to_owned();
        move |reason| Self::File { path: path.clone(), reason }
    }
}
