//! Copies the files of a data folder as they are at one moment, and pauses its server only for what has
//! changed since the copies before.

use super::BackupError;
use super::pause::{Paused, server_with};
use crate::serve::LOCK;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How many times all files are copied while the server runs. The second time, only those that
/// changed during the first, so that few are left for the pause.
const PASSES: usize = 2;

/// A file that was written so shortly before its copy may be written again in the same tick of the
/// clock, and would not look changed.
const TICK: Duration = Duration::from_secs(2);

/// Copied files by their paths below the data folder.
pub(super) struct Copy {
    from: PathBuf,
    to: PathBuf,
    copied: BTreeMap<PathBuf, Seen>,
}

/// How a file looked when it was copied.
struct Seen {
    bytes: u64,
    written: (i64, i64),
    is_settled: bool,
}

impl Copy {
    /// Copies everything as it is at one moment; returns how long the server was paused, if one runs.
    pub(super) fn take(from: &Path, to: &Path) -> Result<(Self, Option<Duration>), BackupError> {
        make_folder(to)?;
        let mut copy = Self { from: from.to_owned(), to: to.to_owned(), copied: BTreeMap::new() };
        let path = from.join(LOCK);
        let lock = File::options().create(true).append(true).open(&path);
        let lock = lock.map_err(BackupError::file(&path))?;
        super::give_to_owner(from, &path)?; // a lock of root's would keep the server out
        if lock.try_lock().is_ok() {
            copy.pass()?; // no server starts as long as the lock is ours
            return Ok((copy, None));
        }
        let server = server_with(&path);
        let server = server.ok_or_else(|| BackupError::NoServer { path: from.to_owned() })?;
        for _ in 0..PASSES {
            copy.pass()?;
        }
        let paused = Paused::begin(server)?;
        copy.pass()?;
        Ok((copy, Some(paused.end())))
    }

    /// The paths of the copied files, the secrets last: a folder with chats and no secret is refused by
    /// `bellhop serve`, so nobody takes half a folder for a whole one.
    pub(super) fn files(&self) -> Vec<&Path> {
        let mut files: Vec<&Path> = self.copied.keys().map(PathBuf::as_path).collect();
        files.sort_by_key(|path| path.components().count() == 1);
        files
    }

    /// Copies what is new or has changed, and drops what is gone.
    fn pass(&mut self) -> Result<(), BackupError> {
        let mut there = BTreeSet::new();
        list(&self.from, Path::new(""), &mut there).map_err(BackupError::file(&self.from))?;
        self.copied.retain(|path, _| there.contains(path));
        for path in there {
            match self.refresh(&path) {
                // It was dropped meanwhile, as an erased conversation is.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.copied.remove(&path);
                }
                done => done.map_err(BackupError::file(&self.from.join(&path)))?,
            }
        }
        Ok(())
    }

    fn refresh(&mut self, path: &Path) -> io::Result<()> {
        let (from, to) = (self.from.join(path), self.to.join(path));
        let seen = Seen::new(&fs::metadata(&from)?);
        if self.copied.get(path).is_some_and(|before| before.is_same(&seen)) {
            return Ok(());
        }
        if let Some(folder) = to.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        fs::copy(from, to)?;
        self.copied.insert(path.to_owned(), seen);
        Ok(())
    }
}

impl Seen {
    fn new(file: &Metadata) -> Self {
        let is_settled = file
            .modified()
            .ok()
            .and_then(|written| SystemTime::now().duration_since(written).ok())
            .is_some_and(|age| age > TICK);
        Self { bytes: file.len(), written: (file.mtime(), file.mtime_nsec()), is_settled }
    }

    fn is_same(&self, now: &Self) -> bool {
        self.is_settled && (self.bytes, self.written) == (now.bytes, now.written)
    }
}

pub(super) fn make_folder(path: &Path) -> Result<(), BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(BackupError::file(path))
}

/// All files below a folder, but the lock and SQLite's shared memory, which it makes anew of the
/// write-ahead log.
fn list(root: &Path, below: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        let is_of_this_run = path == Path::new(LOCK) || path.to_string_lossy().ends_with("-shm");
        match entry.file_type()? {
            kind if kind.is_dir() => list(root, &path, files)?,
            kind if kind.is_file() && !is_of_this_run => {
                files.insert(path);
            }
            _ => {}
        }
    }
    Ok(())
}
