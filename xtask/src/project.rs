//! The paths of the repository, its build results, and the cache that outlives it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// The repository this program was built from, and the user's cache.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    root: PathBuf,
    cache: PathBuf,
}

impl Project {
    /// Finds both; creates nothing.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lives in a folder of the project")?
            .to_path_buf();
        Ok(Self { root, cache: cache()? })
    }

    /// A path in the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The root of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the cache of tools, which all clones share.
    pub(crate) fn cached(&self, relative: &str) -> PathBuf {
        self.cache.join(relative)
    }

    /// The files that are served as they are: built here, uploaded by `wrangler deploy`.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("www/dist")
    }

    /// The same files compressed, for a machine without a platform that does it.
    pub(crate) fn compressed(&self) -> PathBuf {
        self.path("www/compressed")
    }

    /// The target folder of wasm builds, apart from the host's, so that neither waits for the
    /// other's lock.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.path("target/wasm")
    }

    /// A command that runs at the root of the repository.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = process::command(program);
        command.current_dir(&self.root);
        command
    }
}

fn cache() -> Result<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(folder) = variable("BELLHOP_CACHE") {
        return std::path::absolute(folder).context("BELLHOP_CACHE is not a usable path");
    }
    if let Some(folder) = variable("XDG_CACHE_HOME") {
        return Ok(PathBuf::from(folder).join("bellhop"));
    }
    let home = variable("HOME").context("no HOME: set BELLHOP_CACHE to a folder for the tools")?;
    Ok(PathBuf::from(home).join(".cache/bellhop"))
}
