//! A folder that becomes an archive.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::build::files_below;
use crate::process;
use crate::project::Project;

/// A folder with the name of its archive.
pub(super) struct Folder {
    parent: PathBuf,
    name: String,
}

impl Folder {
    pub(super) fn new(parent: &Path, name: &str) -> Result<Self> {
        fs::create_dir_all(parent.join(name))?;
        Ok(Self { parent: parent.to_path_buf(), name: name.to_owned() })
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.parent.join(&self.name).join(relative)
    }

    /// Writes a file.
    pub(super) fn write(&self, relative: &str, text: impl AsRef<[u8]>) -> Result<()> {
        let path = self.path(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())
    }

    /// Copies a file, with its permissions.
    pub(super) fn copy(&self, from: &Path, relative: &str) -> Result<()> {
        let path = self.path(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, path).with_context(|| from.display().to_string())?;
        Ok(())
    }

    /// Copies all files below a folder, which must have some.
    pub(super) fn copy_all(&self, from: &Path, relative: &str) -> Result<()> {
        let files = files_below(from)?;
        ensure!(!files.is_empty(), "{} is empty: build first", from.display());
        for file in files {
            let name = file.strip_prefix(from)?;
            self.copy(&file, &format!("{relative}/{}", name.display()))?;
        }
        Ok(())
    }

    /// Copies the documents of the project.
    pub(super) fn copy_documents(&self, project: &Project) -> Result<()> {
        for file in files_below(&project.path("docs"))? {
            if file.extension().is_some_and(|kind| kind == "md" || kind == "json") {
                let name = file.strip_prefix(project.path("docs"))?;
                self.copy(&file, &format!("docs/{}", name.display()))?;
            }
        }
        Ok(())
    }

    /// Packs the folder, and removes it.
    pub(super) fn pack(self) -> Result<PathBuf> {
        let archive = self.parent.join(format!("{}.tar.gz", self.name));
        let mut tar = process::command("tar");
        tar.arg("-czf").arg(&archive).args(["--owner=0", "--group=0", "--numeric-owner"]);
        process::quiet(tar.arg("-C").arg(&self.parent).arg(&self.name))?;
        fs::remove_dir_all(self.parent.join(self.name))?;
        Ok(archive)
    }
}
