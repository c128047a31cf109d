//! What a part is made from, as one short text to compare with the last build's.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Workshop, digest};

/// The fingerprint of a part's sources and of the tools that read them.
pub(super) struct Inputs(String);

impl Inputs {
    /// Reads every source; the contents count, not the times, which a checkout changes.
    pub(super) fn read(shop: &Workshop, sources: &[&str]) -> Result<Self> {
        let mut contents = vec![
            shop.toolchain.version().as_bytes().to_vec(),
            shop.node.folder().as_os_str().as_encoded_bytes().to_vec(),
        ];
        for source in sources {
            for file in files_below(&shop.project.path(source))? {
                contents.push(file.as_os_str().as_encoded_bytes().to_vec());
                contents.push(fs::read(&file)?);
            }
        }
        Ok(Self(digest::short(&contents)))
    }

    /// Whether these are the inputs that a stamp was written for.
    pub(super) fn are(&self, stamped: &str) -> bool {
        self.0 == stamped
    }

    /// What the stamp says.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// The file itself, or every file in the folder, in order; what is not there has none.
/// Built things are nobody's source.
pub(super) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    if !path.is_dir() || path.ends_with("www/dist") || path.ends_with("edge/build") {
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
