//! Pauses the server of a data folder while the last of its files are copied.
//!
//! Objects tell each other what happened by messages with numbers. Copies of two objects from different
//! moments would not fit together: a message would be missing, or a number would be used twice. So no
//! object may write between the first and the last copy. A paused server leaves its files as `kill -9`
//! would, and from that it recovers completely.

use super::BackupError;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Stops the process, and lets it go on when our end of its standard input closes: also when we are
/// killed, so that no server stays paused.
const GUARD_SCRIPT: &str =
    "trap '' INT TERM HUP; kill -STOP $1 || exit; cat >/dev/null; kill -CONT $1";

/// How long threads may take to finish the system calls that they are in.
const PATIENCE: Duration = Duration::from_secs(10);

/// A paused server, which goes on when this is dropped.
pub(super) struct Paused {
    guard: Child,
    began: Instant,
}

impl Paused {
    /// Pauses the process, and returns when none of its threads runs.
    pub(super) fn begin(pid: u32) -> Result<Self, BackupError> {
        let fail = |reason: String| BackupError::NotPaused { pid, reason };
        let mut guard = Command::new("/bin/sh");
        guard.args(["-c", GUARD_SCRIPT, "sh", &pid.to_string()]);
        guard.env("PATH", "/usr/bin:/bin").process_group(0).stdin(Stdio::piped());
        let guard = guard.stderr(Stdio::null()).spawn().map_err(|error| fail(error.to_string()))?;
        let mut paused = Self { guard, began: Instant::now() };
        while !all_stopped(pid).map_err(|error| fail(error.to_string()))? {
            if paused.guard.try_wait().is_ok_and(|end| end.is_some()) {
                return Err(fail("this user may not signal it".to_owned()));
            }
            if paused.began.elapsed() > PATIENCE {
                return Err(fail("some of its threads do not stop".to_owned()));
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(paused)
    }

    /// Lets it go on; returns how long it was paused.
    pub(super) fn end(self) -> Duration {
        let began = self.began;
        drop(self);
        began.elapsed()
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Whether no thread of the process runs. One that waits for the disk counts as running.
fn all_stopped(pid: u32) -> std::io::Result<bool> {
    for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread that ended meanwhile writes nothing more.
        let Ok(stat) = fs::read_to_string(thread?.path().join("stat")) else { continue };
        let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        if !matches!(state, Some('T' | 't' | 'Z' | 'X')) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The server that has this lock file as its standard input, as `bellhop serve` starts it.
pub(super) fn server_with(lock: &Path) -> Option<u32> {
    let ours = fs::metadata(lock).ok()?;
    let has_lock = |pid: &u32| {
        let input = fs::metadata(format!("/proc/{pid}/fd/0"));
        input.is_ok_and(|input| (input.dev(), input.ino()) == (ours.dev(), ours.ino()))
    };
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes.filter_map(|process| process.file_name().to_str()?.parse().ok()).find(has_lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paused_process_goes_on_afterwards() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let paused = Paused::begin(child.id()).unwrap();
        assert!(all_stopped(child.id()).unwrap());
        paused.end();
        assert!(!all_stopped(child.id()).unwrap());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(Paused::begin(child.id()).is_err(), "it is gone");
    }

    #[test]
    fn the_server_is_found_by_the_lock_that_it_holds() {
        let path = std::env::temp_dir().join(format!("bellhop-lock-{}", std::process::id()));
        let lock = fs::File::create(&path).unwrap();
        assert_eq!(server_with(&path), None);
        let mut child = Command::new("sleep").arg("60").stdin(lock).spawn().unwrap();
        assert_eq!(server_with(&path), Some(child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
        fs::remove_file(path).unwrap();
    }
}
