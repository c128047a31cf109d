//! `bellhop backup` and `bellhop restore`: a data folder as one file, taken while its server runs.

mod archive;
mod copy;
mod error;
mod pause;
#[cfg(test)]
mod tests;

pub use error::BackupError;

use crate::serve::{DEFAULT_FOLDER, SECRET, STORAGE};
use crate::{Error, Outcome, Terminal};
use archive::Manifest;
use clap::Args;
use copy::Copy;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};

/// Copies all chats, settings and secrets into one file, also while the server runs.
#[derive(Debug, Args)]
pub struct Backup {
    /// The data folder of `bellhop serve`
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_FOLDER)]
    data: PathBuf,
    /// The file to write, such as bellhop-monday.tar.gz; nothing may be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Makes a data folder of a backup.
#[derive(Debug, Args)]
pub struct Restore {
    /// The file that `bellhop backup` wrote
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The folder to make: it must be missing or empty
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_FOLDER)]
    data: PathBuf,
}

/// Removes a folder at the end, whatever that is.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Takes a backup.
pub(crate) fn backup(backup: &Backup, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let (data, to) = (&backup.data, &backup.to);
    if !data.join(SECRET).is_file() || !data.join(STORAGE).is_dir() {
        return Err(BackupError::NoData { path: data.clone() }.into());
    }
    if to.exists() {
        return Err(BackupError::TargetExists { path: to.clone() }.into());
    }
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let beside = to.with_file_name(format!(".{name}.{}", std::process::id()));
    let beside = Temporary(beside);
    let folder = beside.0.join("data");
    let (copy, paused) = Copy::take(data, &folder)?;
    let manifest = Manifest::new(&folder, &copy.files())?;
    let archive = beside.0.join("archive");
    archive::write(&archive, &folder, &manifest)?;
    // A link, not a rename: it never replaces what somebody else wrote there meanwhile.
    fs::hard_link(&archive, to).map_err(BackupError::file(to))?;
    terminal.line(format_args!("{}: {}", to.display(), contents(&manifest)))?;
    match paused {
        Some(paused) => {
            let paused = paused.as_millis();
            terminal.line(format_args!("The server was paused for {paused} ms, and goes on."))?;
        }
        None => terminal.line("No server was running.")?,
    }
    terminal.line("The secrets are in it: keep it to yourself.")?;
    Ok(Outcome::Good)
}

/// Restores a backup.
pub(crate) fn restore(restore: &Restore, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let (from, data) = (&restore.from, &restore.data);
    let is_new = !data.exists();
    if !is_new && fs::read_dir(data).map_err(BackupError::file(data))?.next().is_some() {
        return Err(BackupError::NotEmpty { path: data.clone() }.into());
    }
    copy::make_folder(data)?;
    let manifest = match archive::unpack(from, data) {
        Ok(manifest) => manifest,
        Err(error) => {
            let _ = archive::clear(data);
            if is_new {
                let _ = fs::remove_dir(data);
            }
            return Err(error.into());
        }
    };
    give_all_to_owner(data, data)?;
    terminal.line(format_args!("{}: {}", data.display(), contents(&manifest)))?;
    terminal.line("Start it with `bellhop serve`, and end the server that the backup is of.")?;
    Ok(Outcome::Good)
}

/// Gives what root has unpacked to the user who has the folder.
fn give_all_to_owner(data: &Path, folder: &Path) -> Result<(), BackupError> {
    let fail = BackupError::file(folder);
    for entry in fs::read_dir(folder).map_err(&fail)? {
        let entry = entry.map_err(&fail)?.path();
        give_to_owner(data, &entry)?;
        if entry.is_dir() {
            give_all_to_owner(data, &entry)?;
        }
    }
    Ok(())
}

/// Gives a file to the user who has the data folder, because the server runs as that one.
fn give_to_owner(data: &Path, path: &Path) -> Result<(), BackupError> {
    let owner = fs::metadata(data).map_err(BackupError::file(data))?;
    let own = fs::metadata(path).map_err(BackupError::file(path))?;
    if (own.uid(), own.gid()) == (owner.uid(), owner.gid()) {
        return Ok(());
    }
    chown(path, Some(owner.uid()), Some(owner.gid())).map_err(BackupError::file(path))
}

/// What a backup holds, for people.
fn contents(manifest: &Manifest) -> String {
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    format!(
        "sites: {}, conversations: {}, files: {}, {:.1} MB, written by Bellhop {}",
        manifest.count("site"),
        manifest.count("conversation"),
        manifest.files.len(),
        bytes as f64 / 1e6,
        manifest.bellhop
    )
}
