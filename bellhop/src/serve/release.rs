//! What the release archive has beside this program: the server, and the files that it serves.

use super::ServeError;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder beside the program.
const FOLDER: &str = "server";

/// The unpacked archive.
pub(super) struct Release {
    folder: PathBuf,
}

impl Release {
    /// Finds it, whatever link the program was started by.
    pub(super) fn beside_this_program() -> Result<Self, ServeError> {
        let program = std::env::current_exe().unwrap_or_default();
        let folder = program.parent().unwrap_or(Path::new("")).join(FOLDER);
        let release = Self { folder };
        for path in [release.server(), release.files(), release.compressed()] {
            if !path.exists() {
                return Err(ServeError::NoRelease { path });
            }
        }
        Ok(release)
    }

    /// workerd, compiled with our worker and its configuration.
    pub(super) fn server(&self) -> PathBuf {
        self.folder.join("bellhop-server")
    }

    /// The files that are served as they are.
    pub(super) fn files(&self) -> PathBuf {
        self.folder.join("www")
    }

    /// The same files, compressed.
    pub(super) fn compressed(&self) -> PathBuf {
        self.folder.join("compressed")
    }

    /// Runs the server only to learn its version: whether it runs on this machine at all.
    pub(super) fn version(&self) -> Result<String, ServeError> {
        let path = self.server();
        let wrong = |reason: String| ServeError::WrongMachine { path: path.clone(), reason };
        let done = Command::new(&path).arg("--version").output();
        let done = done.map_err(|error| wrong(error.to_string()))?;
        if done.status.success() {
            return Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned());
        }
        let said = String::from_utf8_lossy(&done.stderr);
        Err(wrong(said.lines().next().unwrap_or("it says nothing").to_owned()))
    }
}
