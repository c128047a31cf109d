//! Runs other programs: silently if they succeed, with their whole output if they fail.

use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// Variables that cargo sets for the programs it runs, which would confuse the cargo that we run.
const CARGOS_OWN: [&str; 7] = [
    "CARGO",
    "CARGO_BIN_NAME",
    "CARGO_CRATE_NAME",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PRIMARY_PACKAGE",
    "LD_LIBRARY_PATH",
];

/// A command with the user's environment instead of the one that cargo made for this program.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in CARGOS_OWN {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command, and shows its output.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{} ({status})", failed(command));
    }
    Ok(())
}

/// Runs a command silently; if it fails, the error contains its output.
pub(crate) fn quiet(command: &mut Command) -> Result<String> {
    command.stdin(Stdio::null());
    let output = command.output().with_context(|| cannot_start(command))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{} ({})\n{said}{errors}", failed(command), output.status);
    }
    Ok(said)
}

/// Like [`quiet`], for a command that may hang: after `limit` its process group is killed.
pub(crate) fn quiet_within(command: &mut Command, limit: Duration) -> Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let errors = child.stderr.take().map(|mut pipe| {
        thread::spawn(move || {
            let mut text = String::new();
            pipe.read_to_string(&mut text).map(|_| text).unwrap_or_default()
        })
    });
    let Some(status) = wait_within(&mut child, limit)? else {
        stop_group(&mut child);
        bail!("{}: no answer in {} s", failed(command), limit.as_secs());
    };
    if status.success() {
        return Ok(());
    }
    let errors = errors.and_then(|reader| reader.join().ok()).unwrap_or_default();
    bail!("{} ({status})\n{errors}", failed(command))
}

/// Waits for a child; `None` if it still runs after `limit`.
pub(crate) fn wait_within(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > limit {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Ends a child that leads its own process group, and everything it started.
pub(crate) fn stop_group(child: &mut Child) {
    let Ok(id) = i32::try_from(child.id()) else { return };
    let group = Pid::from_raw(id);
    // The group may already be gone, which is fine, so the results don't matter.
    let _ = killpg(group, Signal::SIGTERM);
    if !matches!(wait_within(child, Duration::from_secs(5)), Ok(Some(_))) {
        let _ = killpg(group, Signal::SIGKILL);
    }
    let _ = child.wait();
    let _ = killpg(group, Signal::SIGKILL);
}

/// Returns the path of a program on the `PATH`.
pub(crate) fn on_path(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` could not be started; is it installed?", name(command))
}

fn failed(command: &Command) -> String {
    let arguments: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
    format!("`{} {}` failed", name(command), arguments.join(" "))
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}
