//! Installs something once: into a temporary folder, then moved to its final path in one step.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::project::Project;

/// Something to install in the cache.
pub(crate) struct Install<'a> {
    /// The name of its folder: what it is and which version.
    pub(crate) key: &'a str,
    /// The label on the screen while it is installed.
    pub(crate) label: &'a str,
    /// How long that takes on a small machine.
    pub(crate) duration: &'a str,
}

impl Install<'_> {
    /// Returns the folder; if it doesn't exist yet, `make` fills it.
    ///
    /// An incomplete folder never gets the final name, and two runs at once (a build in one
    /// terminal, tests in another) take turns.
    pub(crate) fn get(
        &self,
        project: &Project,
        make: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let path = project.cached(self.key);
        if path.is_dir() {
            return Ok(path);
        }
        let _turn = turn(&project.cached("locks"), self.key)?;
        if path.is_dir() {
            return Ok(path);
        }
        say(&format!("Installing {} ({}, once)", self.label, self.duration));
        let started = Instant::now();
        let partial = project.cached(&format!("{}.partial", self.key));
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        fs::create_dir_all(&partial)?;
        make(&partial).with_context(|| format!("{} could not be installed", self.label))?;
        fs::rename(&partial, &path)?;
        say(&format!("Installed {} in {} s", self.label, started.elapsed().as_secs()));
        Ok(path)
    }
}

/// Prints one line about the progress.
pub(crate) fn say(line: &str) {
    eprintln!("  {line}");
}

/// Waits until no other run works in `folder` on `subject`; the lock is released when the file is
/// dropped.
pub(crate) fn turn(folder: &Path, subject: &str) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let file = File::create(folder.join(format!("{subject}.lock")))?;
    if file.try_lock().is_err() {
        say(&format!("Waiting for another run that works on {subject}"));
        file.lock()?;
    }
    Ok(file)
}
