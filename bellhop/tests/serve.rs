//! `bellhop serve` and its server, of which a script takes the place.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::fs::{self, File, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Writes down its process id, and runs without end.
const SCRIPT: &str =
    "#!/bin/sh\necho $$ > \"$0.new\" && mv \"$0.new\" \"$0.pid\"\nexec sleep 600\n";

/// A release whose server is the script.
fn release() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("bellhop-release-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    for part in ["server/www", "server/compressed"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    fs::copy(env!("CARGO_BIN_EXE_bellhop"), folder.join("bellhop")).unwrap();
    let server = folder.join("server/bellhop-server");
    fs::write(&server, SCRIPT).unwrap();
    fs::set_permissions(server, Permissions::from_mode(0o755)).unwrap();
    folder
}

fn eventually<T>(found: impl Fn() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < until, "it did not happen within 30 seconds");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_gone(pid: &str) -> Option<()> {
    let status =
        fs::read_to_string(Path::new("/proc").join(pid).join("status")).unwrap_or_default();
    // Nobody may be there to ask what became of it.
    (status.is_empty() || status.contains("State:\tZ")).then_some(())
}

#[test]
fn the_server_ends_with_bellhop_however_that_ends() {
    let folder = release();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut bellhop = Command::new(folder.join("bellhop"))
        .args(["serve", "--data", folder.join("data").to_str().unwrap()])
        .args(["--listen", &port.to_string()])
        .spawn()
        .unwrap();
    let server = eventually(|| fs::read_to_string(folder.join("server/bellhop-server.pid")).ok());
    let lock = File::open(folder.join("data/lock")).unwrap();
    assert!(lock.try_lock().is_err(), "the folder is in use");
    bellhop.kill().unwrap(); // SIGKILL
    bellhop.wait().unwrap();
    eventually(|| is_gone(server.trim()));
    eventually(|| lock.try_lock().ok());
    fs::remove_dir_all(folder).unwrap();
}
