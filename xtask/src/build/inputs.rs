//! The inputs of a part as one short text, to compare with those of the last build.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Workshop, digest};
use crate::project::Project;

/// What is in the folders of sources and changes nothing that is built from them: what was built there, and tests
/// with folders of their own.
const NO_SOURCES: [&str; 5] =
    ["edge/build", "www/dist", "www/compressed", "shared/tests", "shared/proptest-regressions"];

/// The fingerprint of a part's sources and of the build tools.
pub(super) struct Inputs(String);

impl Inputs {
    /// Hashes every source by content, because a checkout changes the times.
    pub(super) fn read(shop: &Workshop, sources: &[&str]) -> Result<Self> {
        let mut contents = vec![
            shop.toolchain.version().as_bytes().to_vec(),
            shop.node.folder().as_os_str().as_encoded_bytes().to_vec(),
        ];
        for source in sources {
            for file in sources_below(shop.project, source)? {
                contents.push(file.as_os_str().as_encoded_bytes().to_vec());
                contents.push(fs::read(&file)?);
            }
        }
        Ok(Self(digest::short(&contents)))
    }

    /// Whether these are the inputs in a stamp.
    pub(super) fn are(&self, stamped: &str) -> bool {
        self.0 == stamped
    }

    /// The text of the stamp.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// The files of a source, without those that nothing is built from.
pub(super) fn sources_below(project: &Project, source: &str) -> Result<Vec<PathBuf>> {
    let mut files = files_below(&project.path(source))?;
    files.retain(|file| !NO_SOURCES.iter().any(|other| file.starts_with(project.path(other))));
    Ok(files)
}

/// Returns the file itself, or every file in the folder, in order; none if it doesn't exist.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    if !path.is_dir() {
        return Ok(files);
    }
    let entries = fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        files.extend(files_below(&entry.path())?);
    }
    Ok(files)
}
