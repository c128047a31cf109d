//! A backup as one file: a compressed tar archive that begins with its manifest.

use super::BackupError;
use super::copy::make_folder;
use crate::hex::hex;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Component, Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The version of this program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name of the first entry.
const MANIFEST: &str = "manifest.json";

/// A manifest above this is none: it has some 150 bytes for each file.
const MAX_MANIFEST_BYTES: u64 = 256 * 1024 * 1024;

/// What an archive holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of Bellhop that wrote it, which is also that of the data.
    pub(super) bellhop: String,
    /// When the copy was complete, in milliseconds since 1970.
    pub(super) taken_at: u64,
    /// How many objects of each kind there are, by the names of their folders.
    pub(super) objects: BTreeMap<String, u64>,
    /// All files, by their paths below the data folder.
    pub(super) files: Vec<FileEntry>,
}

/// A file of the data folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileEntry {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    /// Its SHA-256 in hex.
    pub(super) sha256: String,
}

impl Manifest {
    /// Describes these files of a folder.
    pub(super) fn new(folder: &Path, files: &[&Path]) -> Result<Self, BackupError> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut manifest = Self {
            bellhop: VERSION.to_owned(),
            taken_at: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            objects: BTreeMap::new(),
            files: Vec::new(),
        };
        for path in files {
            let file = folder.join(path);
            let fail = BackupError::file(&file);
            let mut hashing = Hashing::new(io::sink());
            let bytes = File::open(&file).and_then(|mut file| io::copy(&mut file, &mut hashing));
            let bytes = bytes.map_err(fail)?;
            let (path, sha256) = ((*path).to_owned(), hashing.hex());
            if let Some(kind) = kind_of_object(&path) {
                *manifest.objects.entry(kind).or_default() += 1;
            }
            manifest.files.push(FileEntry { path, bytes, sha256 });
        }
        Ok(manifest)
    }

    /// The number of objects of a kind, such as `conversation`.
    pub(super) fn count(&self, kind: &str) -> u64 {
        self.objects.get(&format!("bellhop-{kind}")).copied().unwrap_or_default()
    }

    /// Whether a later version of Bellhop wrote it.
    fn is_newer(&self) -> bool {
        let numbers = |version: &str| -> Vec<u64> {
            version.split(['.', '-']).map(|part| part.parse().unwrap_or_default()).collect()
        };
        numbers(&self.bellhop) > numbers(VERSION)
    }
}

/// The folder of an object's main file, whose name has 64 digits; `None` for other files.
fn kind_of_object(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let is_object = name.strip_suffix(".sqlite").is_some_and(|id| id.len() == 64);
    let kind = path.parent()?.file_name()?.to_str()?;
    is_object.then(|| kind.to_owned())
}

/// Writes the archive of these files; only its owner may read it, because the secrets are in it.
pub(super) fn write(to: &Path, folder: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let fail = BackupError::file(to);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    let gzip = GzEncoder::new(BufWriter::new(file.map_err(&fail)?), Compression::default());
    let mut archive = tar::Builder::new(gzip);
    let text = serde_json::to_vec(manifest).map_err(io::Error::from).map_err(&fail)?;
    let taken_at = manifest.taken_at / 1_000;
    add(&mut archive, Path::new(MANIFEST), text.len() as u64, taken_at, &text[..])
        .map_err(&fail)?;
    for entry in &manifest.files {
        let path = folder.join(&entry.path);
        let file = File::open(&path).map_err(BackupError::file(&path))?;
        add(&mut archive, &entry.path, entry.bytes, taken_at, file).map_err(&fail)?;
    }
    let gzip = archive.into_inner().map_err(&fail)?;
    let mut file = gzip.finish().map_err(&fail)?;
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(&fail)
}

fn add(
    archive: &mut tar::Builder<impl Write>,
    path: &Path,
    bytes: u64,
    taken_at: u64,
    content: impl Read,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(taken_at);
    archive.append_data(&mut header, path, content)
}

/// Unpacks an archive into a folder; whatever does not match the manifest is an error.
pub(super) fn unpack(from: &Path, to: &Path) -> Result<Manifest, BackupError> {
    let file = File::open(from).map_err(BackupError::file(from))?;
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::new(file)));
    let damaged = |reason: String| BackupError::Damaged { path: from.to_owned(), reason };
    let broken = |error: io::Error| damaged(error.to_string());
    let mut entries = archive.entries().map_err(broken)?;
    let manifest = manifest(from, entries.next())?;
    if manifest.is_newer() {
        let (path, theirs) = (from.to_owned(), manifest.bellhop);
        return Err(BackupError::Newer { path, theirs, ours: VERSION });
    }
    for expected in &manifest.files {
        let name = expected.path.display();
        let mut entry = match entries.next() {
            Some(entry) => entry.map_err(broken)?,
            None => return Err(damaged(format!("{name} is missing"))),
        };
        let is_inside = expected.path.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside || entry.path().map_err(broken)? != expected.path {
            return Err(damaged(format!("it has another file in place of {name}")));
        }
        let path = to.join(&expected.path);
        make_folder(path.parent().unwrap_or(to))?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let mut hashing = Hashing::new(file.map_err(BackupError::file(&path))?);
        let bytes = io::copy(&mut entry, &mut hashing).map_err(broken)?;
        hashing.inner.sync_all().map_err(BackupError::file(&path))?;
        if (bytes, &hashing.hex()) != (expected.bytes, &expected.sha256) {
            return Err(damaged(format!("the checksum of {name} is wrong")));
        }
    }
    if entries.next().is_some() {
        return Err(damaged("it has more files than its manifest".to_owned()));
    }
    // The checksum of the whole is at the end.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(broken)?;
    Ok(manifest)
}

fn manifest<R: Read>(
    from: &Path,
    first: Option<io::Result<tar::Entry<'_, R>>>,
) -> Result<Manifest, BackupError> {
    let none = |reason: String| BackupError::NoBackup { path: from.to_owned(), reason };
    let first = first.ok_or_else(|| none("it is empty".to_owned()))?;
    let first = first.map_err(|error| none(error.to_string()))?;
    if first.path().map_err(|error| none(error.to_string()))? != Path::new(MANIFEST) {
        return Err(none(format!("it does not begin with {MANIFEST}")));
    }
    serde_json::from_reader(first.take(MAX_MANIFEST_BYTES)).map_err(|error| none(error.to_string()))
}

/// Passes on what is written, and hashes it.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
}

impl<W> Hashing<W> {
    fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    fn hex(self) -> String {
        hex(&self.hash.finalize())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Removes a folder's content, and keeps the folder.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
