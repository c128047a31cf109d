use super::*;
use std::fs::File;
use std::os::unix::fs::PermissionsExt as _;

/// A folder for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("bellhop-backup-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A data folder with a conversation and its alarm.
    fn data(&self) -> PathBuf {
        let data = self.path("data");
        let objects = data.join(STORAGE).join("bellhop-conversation");
        fs::create_dir_all(&objects).unwrap();
        fs::write(data.join(SECRET), "s".repeat(64)).unwrap();
        fs::write(data.join("lock"), "").unwrap();
        for (name, content) in
            [("sqlite", "pages"), ("sqlite-wal", "log"), ("sqlite-shm", "memory")]
        {
            fs::write(objects.join(format!("{}.{name}", "a".repeat(64))), content).unwrap();
        }
        fs::write(objects.join("metadata.sqlite"), "alarms").unwrap();
        data
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run<T>(command: impl Fn(&mut Terminal<'_>) -> Result<T, Error>) -> Result<String, String> {
    let mut output = Vec::new();
    let mut terminal = Terminal { input: &mut &b""[..], output: &mut output, colours: false };
    let done = command(&mut terminal);
    done.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(output).unwrap())
}

fn take(data: &Path, to: &Path) -> Result<String, String> {
    let command = Backup { data: data.to_owned(), to: to.to_owned() };
    run(|terminal| backup(&command, terminal))
}

fn put_back(from: &Path, data: &Path) -> Result<String, String> {
    let command = Restore { from: from.to_owned(), data: data.to_owned() };
    run(|terminal| restore(&command, terminal))
}

#[test]
fn what_is_restored_is_what_was_there() {
    let folder = Folder::new("equal");
    let (data, to, again) = (folder.data(), folder.path("a.tar.gz"), folder.path("again"));
    let said = take(&data, &to).unwrap();
    assert!(said.contains("conversations: 1") && said.contains("No server was running"), "{said}");
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    put_back(&to, &again).unwrap();
    let objects = Path::new(STORAGE).join("bellhop-conversation");
    for name in ["secret".to_owned(), format!("{}/metadata.sqlite", objects.display())] {
        assert_eq!(fs::read(data.join(&name)).unwrap(), fs::read(again.join(&name)).unwrap());
    }
    let mut names: Vec<_> = fs::read_dir(again.join(objects)).unwrap().flatten().collect();
    names.sort_by_key(fs::DirEntry::file_name);
    assert_eq!(names.len(), 3, "all but the shared memory: {names:?}");
    assert!(!again.join("lock").exists());
    // Nothing else is left beside the backup.
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 3);
}

#[test]
fn what_is_there_is_never_replaced() {
    let folder = Folder::new("there");
    let (data, to) = (folder.data(), folder.path("a.tar.gz"));
    take(&data, &to).unwrap();
    assert!(take(&data, &to).unwrap_err().contains("--to"));
    assert!(put_back(&to, &data).unwrap_err().contains("is not empty"));
    assert!(take(&folder.path("nothing"), &folder.path("b")).unwrap_err().contains("--data"));
}

#[test]
fn a_damaged_archive_restores_nothing() {
    let folder = Folder::new("damaged");
    let (to, again) = (folder.path("a.tar.gz"), folder.path("again"));
    take(&folder.data(), &to).unwrap();
    let whole = fs::read(&to).unwrap();
    for cut in [0, 10, whole.len() / 2, whole.len() - 100] {
        fs::write(&to, &whole[..cut]).unwrap();
        let error = put_back(&to, &again).unwrap_err();
        assert!(error.contains("nothing was restored"), "{cut}: {error}");
        assert!(!again.exists());
    }
    fs::write(&to, "a text").unwrap();
    assert!(put_back(&to, &again).unwrap_err().contains("is no backup of Bellhop"));
}

/// An archive whose manifest was changed.
fn changed(folder: &Folder, change: impl FnOnce(&mut Manifest)) -> PathBuf {
    let (data, to) = (folder.data(), folder.path("changed.tar.gz"));
    let _ = fs::remove_file(&to);
    let copy_to = folder.path("copy");
    let _ = fs::remove_dir_all(&copy_to);
    let (copy, _) = Copy::take(&data, &copy_to).unwrap();
    let mut manifest = Manifest::new(&copy_to, &copy.files()).unwrap();
    change(&mut manifest);
    archive::write(&to, &copy_to, &manifest).unwrap();
    to
}

#[test]
fn a_wrong_checksum_and_a_newer_version_are_refused() {
    let folder = Folder::new("refused");
    let again = folder.path("again");
    let to = changed(&folder, |manifest| manifest.files[0].sha256 = "0".repeat(64));
    assert!(put_back(&to, &again).unwrap_err().contains("the checksum of storage/"));
    let to = changed(&folder, |manifest| manifest.bellhop = "99.0.0".to_owned());
    let error = put_back(&to, &again).unwrap_err();
    assert!(error.contains("is a backup of Bellhop 99.0.0"), "{error}");
    let to = changed(&folder, |manifest| manifest.bellhop = "0.0.9".to_owned());
    put_back(&to, &again).unwrap();
}

#[test]
fn a_folder_in_use_by_something_unknown_is_not_copied() {
    let folder = Folder::new("used");
    let data = folder.data();
    let lock = File::open(data.join("lock")).unwrap();
    lock.try_lock().unwrap();
    let error = take(&data, &folder.path("a.tar.gz")).unwrap_err();
    assert!(error.contains("its server is not found"), "{error}");
}
