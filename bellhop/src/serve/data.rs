//! The data folder: the secrets, and the storage of the objects. Nobody but its owner reads it.

use super::ServeError;
use crate::hex::hex;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// The folder that `bellhop serve` and `bellhop setup` use unless they are told otherwise.
pub(crate) const DEFAULT: &str = "/var/lib/bellhop";

/// The file of the secret that signs tokens and sessions.
pub(crate) const SECRET: &str = "secret";

/// The file of the operator's token.
pub(crate) const OPERATOR_TOKEN: &str = "operator-token";

/// The files of what the secrets were before; the operator makes them (docs/deploy.md).
pub(super) const SECRET_BEFORE: &str = "secret-before";
pub(super) const SECRET_RETIRED: &str = "secret-retired";
pub(super) const OPERATOR_TOKEN_BEFORE: &str = "operator-token-before";

/// The folder of the objects' files.
pub(crate) const STORAGE: &str = "storage";

/// Locked by the server that uses the folder.
pub(crate) const LOCK: &str = "lock";

/// The shortest secret that the worker takes.
const MIN_CHARS: usize = 32;

/// An open data folder with its secrets.
pub(super) struct DataFolder {
    path: PathBuf,
    secret: String,
    operator_token: String,
    /// What they were before, by the name of the setting.
    before: Vec<(&'static str, String)>,
}

impl DataFolder {
    /// Opens the folder; the first time, makes it with its secrets.
    pub(super) fn open(path: &Path) -> Result<Self, ServeError> {
        make_folder(path).map_err(fail(path))?;
        let ours = [SECRET, OPERATOR_TOKEN, STORAGE].map(|name| path.join(name));
        let is_empty = fs::read_dir(path).map_err(fail(path))?.next().is_none();
        if !is_empty && !ours.iter().any(|file| file.exists()) {
            return Err(ServeError::ForeignFolder { path: path.to_owned() });
        }
        let [secret, operator_token, storage] = &ours;
        let has_chats = fs::read_dir(storage).is_ok_and(|mut files| files.next().is_some());
        fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(fail(path))?;
        make_folder(storage).map_err(fail(storage))?;
        let before = [
            ("BELLHOP_SECRET_BEFORE", SECRET_BEFORE),
            ("BELLHOP_SECRET_RETIRED", SECRET_RETIRED),
            ("BELLHOP_OPERATOR_TOKEN_BEFORE", OPERATOR_TOKEN_BEFORE),
        ];
        let read = |(name, file)| {
            let secrets = read_earlier(&path.join(file)).transpose()?;
            Some(secrets.map(|secrets| (name, secrets)))
        };
        let before: Vec<(&str, String)> =
            before.into_iter().filter_map(read).collect::<Result<_, ServeError>>()?;
        let is_rotated = before.iter().any(|(name, _)| *name == "BELLHOP_SECRET_BEFORE");
        Ok(Self {
            secret: read_or_make(secret, has_chats && !is_rotated)?,
            before,
            operator_token: read_or_make(operator_token, false)?,
            path: path.to_owned(),
        })
    }

    /// Keeps other servers off the folder, as long as the file is open.
    pub(super) fn lock(&self) -> Result<File, ServeError> {
        let path = self.path.join(LOCK);
        let file = File::create(&path).map_err(fail(&path))?;
        file.try_lock().map_err(|_| ServeError::FolderInUse { path: self.path.clone() })?;
        Ok(file)
    }

    /// The folder of the objects' files.
    pub(super) fn storage(&self) -> PathBuf {
        self.path.join(STORAGE)
    }

    /// What the worker gets as `BELLHOP_SECRET`.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    /// What the worker gets as `BELLHOP_OPERATOR_TOKEN`.
    pub(super) fn operator_token(&self) -> &str {
        &self.operator_token
    }

    /// What the worker gets of earlier secrets, by the names of the settings.
    pub(super) fn before(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.before.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// A sentence for people about where things are.
    pub(super) fn says_where(&self) -> String {
        let path = self.path.display();
        format!(
            "The chats are in {path}, and the secrets in its files `{SECRET}` and \
             `{OPERATOR_TOKEN}`: back it up, and keep it to yourself."
        )
    }
}

fn fail(path: &Path) -> impl Fn(io::Error) -> ServeError {
    let path = path.to_owned();
    move |reason| ServeError::Folder { path: path.clone(), reason }
}

fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Reads a secret, or makes it if it may be new.
fn read_or_make(path: &Path, must_exist: bool) -> Result<String, ServeError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(path)(error)),
        Err(_) if must_exist => return Err(ServeError::LostSecret { path: path.to_owned() }),
        Err(_) => {
            make_secret(path).map_err(fail(path))?;
            fs::read(path).map_err(fail(path))?
        }
    };
    let secrets = checked(path, text)?;
    match secrets.as_slice() {
        [secret] => Ok(secret.clone()),
        _ => Err(ServeError::BadSecret { path: path.to_owned() }),
    }
}

/// Reads earlier secrets, one a line, if there are any.
fn read_earlier(path: &Path) -> Result<Option<String>, ServeError> {
    match fs::read(path) {
        Ok(text) => Ok(Some(checked(path, text)?.join("\n"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fail(path)(error)),
    }
}

/// The secrets in a file, which nobody else may read.
fn checked(path: &Path, text: Vec<u8>) -> Result<Vec<String>, ServeError> {
    fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(fail(path))?;
    let text = String::from_utf8(text).unwrap_or_default();
    let secrets: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let is_secret = |secret: &String| {
        secret.len() >= MIN_CHARS && secret.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if secrets.is_empty() || !secrets.iter().all(is_secret) {
        return Err(ServeError::BadSecret { path: path.to_owned() });
    }
    Ok(secrets)
}

/// Writes a new secret. It gets its name only when it is complete on disk, so that a crash leaves none.
fn make_secret(path: &Path) -> io::Result<()> {
    let partial = path.with_extension("new");
    let mut file = OpenOptions::new();
    let mut file = file.create(true).truncate(true).write(true).mode(0o600).open(&partial)?;
    writeln!(file, "{}", random_hex()?)?;
    file.sync_all()?;
    fs::rename(&partial, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// Returns 32 random bytes in hex.
pub(crate) fn random_hex() -> io::Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("bellhop-data-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_first_start_makes_secrets_that_the_second_one_reads() {
        let path = folder("first");
        let first = DataFolder::open(&path).unwrap();
        let second = DataFolder::open(&path).unwrap();
        assert_eq!(first.secret(), second.secret());
        assert_eq!(first.operator_token(), second.operator_token());
        assert_ne!(first.secret(), first.operator_token());
        assert_eq!(first.secret().len(), 64);
        assert_eq!((mode(&path), mode(&first.storage())), (0o700, 0o700));
        assert_eq!((mode(&path.join(SECRET)), mode(&path.join(OPERATOR_TOKEN))), (0o600, 0o600));
    }

    #[test]
    fn what_others_could_read_is_closed_to_them() {
        let path = folder("closed");
        drop(DataFolder::open(&path).unwrap());
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(path.join(SECRET), Permissions::from_mode(0o644)).unwrap();
        drop(DataFolder::open(&path).unwrap());
        assert_eq!((mode(&path), mode(&path.join(SECRET))), (0o700, 0o600));
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let path = folder("foreign");
        make_folder(&path).unwrap();
        fs::write(path.join("notes.txt"), "mine").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        let error = DataFolder::open(&path).err().unwrap().to_string();
        assert!(error.contains("--data"), "{error}");
        assert_eq!(mode(&path), 0o755);
    }

    #[test]
    fn a_damaged_or_lost_secret_is_never_replaced() {
        let path = folder("damaged");
        let storage = DataFolder::open(&path).unwrap().storage();
        for damaged in [&b"short"[..], b"", b"\xff\xfe not text, but long enough to be a secret"] {
            fs::write(path.join(SECRET), damaged).unwrap();
            let error = DataFolder::open(&path).err().unwrap();
            assert!(matches!(error, ServeError::BadSecret { .. }), "{error}");
        }
        fs::remove_file(path.join(SECRET)).unwrap();
        fs::write(storage.join("a"), "a chat").unwrap();
        let error = DataFolder::open(&path).err().unwrap();
        assert!(matches!(error, ServeError::LostSecret { .. }), "{error}");
    }

    #[test]
    fn a_secret_that_was_moved_aside_is_replaced_and_handed_on() {
        let path = folder("rotated");
        let first = DataFolder::open(&path).unwrap();
        fs::write(first.storage().join("a"), "a chat").unwrap();
        fs::rename(path.join(SECRET), path.join(SECRET_BEFORE)).unwrap();
        let second = DataFolder::open(&path).unwrap();
        assert_ne!(second.secret(), first.secret());
        let before: Vec<_> = second.before().collect();
        assert_eq!(before, [("BELLHOP_SECRET_BEFORE", first.secret())]);
        fs::write(path.join(SECRET_RETIRED), "short").unwrap();
        let error = DataFolder::open(&path).err().unwrap();
        assert!(matches!(error, ServeError::BadSecret { .. }), "{error}");
    }

    #[test]
    fn two_servers_never_share_a_folder() {
        let data = DataFolder::open(&folder("shared")).unwrap();
        let first = data.lock().unwrap();
        assert!(matches!(data.lock(), Err(ServeError::FolderInUse { .. })));
        drop(first);
        assert!(data.lock().is_ok());
    }
}
