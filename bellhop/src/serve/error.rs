//! Why the server doesn't run. Each is one sentence that says what to set.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitStatus;

/// Why `bellhop serve` ended or did not begin.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The program stands alone, without the rest of the release.
    #[error(
        "{} is missing: `bellhop serve` is part of the release archive, so unpack all of it and \
         start the `bellhop` in it",
        path.display()
    )]
    NoRelease { path: PathBuf },
    /// The server of the release does not run on this machine.
    #[error(
        "{} does not run here ({reason}): it needs Linux with glibc 2.35 or newer, as Debian 12 \
         and Ubuntu 22.04 have, and the archive of this machine's processor",
        path.display()
    )]
    WrongMachine { path: PathBuf, reason: String },
    /// The data folder, or a file in it, can't be made, read or written.
    #[error(
        "{}: {reason}: give the folder to the user that runs `bellhop serve`, or name another \
         one with --data",
        path.display()
    )]
    Folder { path: PathBuf, reason: io::Error },
    /// The folder belongs to something else.
    #[error(
        "{} is not empty, and Bellhop did not make it: name an empty folder with --data",
        path.display()
    )]
    ForeignFolder { path: PathBuf },
    /// A secret is damaged.
    #[error(
        "{} is no secret: it must be one line of 32 or more letters and digits, so restore it \
         from your backup",
        path.display()
    )]
    BadSecret { path: PathBuf },
    /// A secret is gone, but chats that depend on it are there.
    #[error(
        "{} is missing, and chats are in the folder: restore it from your backup, or write the \
         output of `openssl rand -hex 32` into it, which ends all sessions and running chats",
        path.display()
    )]
    LostSecret { path: PathBuf },
    /// The secret is set where `bellhop serve` doesn't take it from.
    #[error(
        "{name} is set in the environment, where other users may see it: write it into the file \
         `{file}` of the data folder, and unset it"
    )]
    SecretInEnvironment { name: &'static str, file: &'static str },
    /// A setting has a value that can't be right.
    #[error("{name} is `{value}`, but it must be {expected}")]
    BadSetting { name: &'static str, value: String, expected: &'static str },
    /// The settings of mail do not fit together, or have a value that can't be right.
    #[error(transparent)]
    Mail(#[from] shared::mail::SettingError),
    /// Two servers would write the same files.
    #[error(
        "{} is in use by another `bellhop serve`: end that one, or name another folder with --data",
        path.display()
    )]
    FolderInUse { path: PathBuf },
    /// Another program listens there, or this user may not.
    #[error("{address} can't be used ({reason}): choose another address with --listen")]
    Address { address: SocketAddr, reason: io::Error },
    /// The server could not be started.
    #[error("{} could not be started: {reason}", path.display())]
    Start { path: PathBuf, reason: io::Error },
    /// The server ended although nobody had asked it to.
    #[error("the server ended by itself ({status}); its last lines above say why")]
    Ended { status: ExitStatus },
    /// No signals can be received.
    #[error("signals can't be received: {0}")]
    Signals(#[from] ctrlc::Error),
}
