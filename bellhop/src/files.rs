//! Reading and writing files.

use crate::Error;
use shared::text::File;
use std::io::Read;
use std::path::Path;

/// Longest file in bytes. A site accepts much less.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The content of a file.
pub(crate) fn text(path: &Path) -> Result<String, Error> {
    let fail = |reason| Error::File { path: path.to_owned(), reason };
    let file = std::fs::File::open(path).map_err(fail)?;
    let mut text = String::new();
    file.take(MAX_BYTES + 1).read_to_string(&mut text).map_err(fail)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(fail(std::io::Error::other(format!(
            "it is larger than {} MB, which is too large for a dialogue",
            MAX_BYTES / (1024 * 1024)
        ))));
    }
    Ok(text)
}

/// Parses the dialogue in a file.
pub(crate) fn read(path: &Path) -> Result<File, Error> {
    File::read(&text(path)?).map_err(|reason| Error::Unreadable { path: path.to_owned(), reason })
}

/// Writes a file, unless it has this content already; returns whether it wrote. It writes a
/// temporary file and renames it, so that nobody ever reads half of it.
pub(crate) fn write(path: &Path, text: &str) -> Result<bool, Error> {
    if std::fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(false);
    }
    let fail = |reason| Error::File { path: path.to_owned(), reason };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.new"));
    std::fs::write(&beside, text).map_err(fail)?;
    std::fs::rename(&beside, path).map_err(fail)?;
    Ok(true)
}
