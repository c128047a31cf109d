//! What `dev` keeps between runs, in `.bellhop`: its own secrets, and the server's storage.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use nix::sys::signal::{kill, killpg};
use nix::unistd::Pid;

use crate::project::Project;

/// The log of the worker.
pub(super) const LOG: &str = ".bellhop/worker.log";

/// The folder in which `dev` keeps what it made.
pub(super) struct State {
    folder: PathBuf,
    operator_token: String,
}

impl State {
    /// Deletes what `dev` made, so that it begins anew.
    pub(super) fn wipe(project: &Project) -> Result<()> {
        let folder = project.path(".bellhop");
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        Ok(())
    }

    /// Opens the folder; creates secrets the first time.
    pub(super) fn open(project: &Project) -> Result<Self> {
        let folder = project.path(".bellhop");
        fs::create_dir_all(&folder)?;
        let secrets = folder.join("dev.vars");
        if !secrets.exists() {
            write_secrets(&secrets)?;
        }
        let text = fs::read_to_string(&secrets)?;
        let operator_token = text
            .lines()
            .find_map(|line| line.strip_prefix("BELLHOP_OPERATOR_TOKEN="))
            .context(".bellhop/dev.vars has no operator token: start with --reset")?
            .to_owned();
        Ok(Self { folder, operator_token })
    }

    /// The file of secrets for the worker.
    pub(super) fn secrets(&self) -> PathBuf {
        self.folder.join("dev.vars")
    }

    /// The folder of the objects' storage.
    pub(super) fn storage(&self) -> PathBuf {
        self.folder.join("state")
    }

    /// The operator's token, which creates sites.
    pub(super) fn operator_token(&self) -> &str {
        &self.operator_token
    }

    /// Whether the demo site exists.
    pub(super) fn is_seeded(&self) -> bool {
        self.folder.join("seeded").exists()
    }

    /// Records that it does.
    pub(super) fn set_seeded(&self) -> Result<()> {
        Ok(fs::write(self.folder.join("seeded"), "")?)
    }

    /// Creates an empty log for this run's workers.
    pub(super) fn start_log(&self) -> Result<()> {
        Ok(fs::write(self.folder.join("worker.log"), "")?)
    }

    /// Opens the log for appending.
    pub(super) fn log(&self) -> Result<File> {
        Ok(OpenOptions::new().append(true).open(self.folder.join("worker.log"))?)
    }

    /// Returns the command that ends an earlier run that still uses the ports, or the worker it
    /// left behind.
    pub(super) fn ends_earlier_run(&self) -> Option<String> {
        if let Some(dev) = self.remembered("dev.pid").filter(|dev| kill(*dev, None).is_ok()) {
            return Some(format!("kill {dev}"));
        }
        let group = self.remembered("worker.group").filter(|group| killpg(*group, None).is_ok())?;
        Some(format!("kill -- -{group}"))
    }

    /// Stores this process's id, for [`State::ends_earlier_run`] of the next run.
    pub(super) fn remember_dev(&self) -> Result<()> {
        self.remember("dev.pid", std::process::id())
    }

    /// Stores the worker's process group.
    pub(super) fn remember_group(&self, group: u32) -> Result<()> {
        self.remember("worker.group", group)
    }

    fn remember(&self, file: &str, process: u32) -> Result<()> {
        Ok(fs::write(self.folder.join(file), process.to_string())?)
    }

    fn remembered(&self, file: &str) -> Option<Pid> {
        fs::read_to_string(self.folder.join(file)).ok()?.parse().ok().map(Pid::from_raw)
    }
}

fn write_secrets(file: &Path) -> Result<()> {
    let (secret, token) = (random_hex()?, random_hex()?);
    let text = format!("BELLHOP_SECRET={secret}\nBELLHOP_OPERATOR_TOKEN={token}\n");
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(file)?;
    Ok(file.write_all(text.as_bytes())?)
}

fn random_hex() -> Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let mut hex = String::new();
    for byte in bytes {
        write!(hex, "{byte:02x}")?;
    }
    Ok(hex)
}
