//! `bellhop serve` in front of the real worker: the program of this workspace in a folder like that of
//! the release.

use crate::child_guard::{ChildGuard, free_port, status, temp_paths};
use crate::env;
use crate::wait::{PATIENCE, eventually};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// A data folder, and the server that runs on it.
pub struct Serving {
    folder: PathBuf,
    /// The data folder.
    pub data: PathBuf,
    pub port: u16,
    log: PathBuf,
    running: Option<ChildGuard>,
}

impl Serving {
    /// A server with an empty data folder.
    pub async fn begin() -> Self {
        let mut serving = Self::stopped();
        serving.start().await;
        serving
    }

    /// Everything but the server: the data folder is missing.
    pub fn stopped() -> Self {
        let (folder, log) = temp_paths("serving");
        let server = folder.join("server");
        std::fs::create_dir_all(&server).unwrap();
        // A copy, because the program looks for the release beside what a link leads to.
        std::fs::copy(env::cli(), folder.join("bellhop")).unwrap();
        let root = env::root();
        std::fs::create_dir_all(root.join("www/compressed")).unwrap();
        symlink(root.join("www/dist"), server.join("www")).unwrap();
        symlink(root.join("www/compressed"), server.join("compressed")).unwrap();
        let (workerd, config) = (env::workerd(), root.join("edge/workerd.capnp"));
        let (workerd, config) = (workerd.display(), config.display());
        let script = format!("#!/bin/sh\nexec '{workerd}' serve '{config}' \"$@\"\n");
        let program = server.join("bellhop-server");
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let data = folder.join("data");
        Self { folder, data, port: free_port(), log, running: None }
    }

    /// Starts the server; returns when it is well.
    pub async fn start(&mut self) {
        let mut serve = self.command(&["serve", "--listen", &format!("127.0.0.1:{}", self.port)]);
        serve.env("BELLHOP_ADDRESS_HEADER", "X-Forwarded-For");
        // A folder that the guard may remove: ours is needed until the end.
        let (folder, _) = temp_paths("serving-guard");
        self.running = Some(ChildGuard::run(&folder, &serve, &self.log));
        let port = self.port;
        let healthy = async || status(port, "/v1/health").ok();
        eventually("the server to be well", healthy, |status| *status == Some(200)).await;
    }

    /// Kills the server and `bellhop serve`, like a crash.
    pub fn kill(&mut self) {
        kill_server(&self.data);
        self.running.take().unwrap().kill();
    }

    /// A command of `bellhop` on the data folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.folder.join("bellhop"));
        command.args(arguments).arg("--data").arg(&self.data);
        command.env_remove("BELLHOP_OPERATOR_TOKEN").env_remove("BELLHOP_KEY");
        command
    }

    /// Runs a command of `bellhop` on the data folder, without blocking the test's clients.
    pub async fn bellhop(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
    }

    /// A file beside the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The operator's token.
    pub fn operator(&self) -> String {
        let token = std::fs::read_to_string(self.data.join("operator-token")).unwrap();
        token.trim().to_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            println!("--- the log of `bellhop serve` ---\n{log}---");
        }
        if let Some(running) = self.running.take() {
            running.end();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Kills the server of a data folder with SIGKILL: it is in another process group than `bellhop serve`.
pub fn kill_server(data: &Path) {
    let storage = format!("--directory-path=storage={}", data.join("storage").display());
    let is_ours = |pid: &String| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|argument| argument == storage.as_bytes())
    };
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.map(|process| process.file_name().to_string_lossy().into_owned());
    let killed: Vec<_> = pids.filter(is_ours).collect();
    assert!(!killed.is_empty(), "there is no server of {} to kill", data.display());
    assert!(Command::new("kill").arg("-KILL").args(&killed).status().unwrap().success());
    let deadline = Instant::now() + PATIENCE;
    while killed.iter().any(is_ours) {
        assert!(Instant::now() < deadline, "the server is still there after SIGKILL");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a program said, if it did what it should.
pub fn said(done: &Output) -> String {
    let (code, printed) = printed(done);
    assert_eq!(code, Some(0), "{printed}");
    printed
}

/// The exit code of a program, and all that it printed.
pub fn printed(done: &Output) -> (Option<i32>, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), format!("{}{}", text(&done.stdout), text(&done.stderr)))
}

/// A path as an argument.
pub fn argument(path: &Path) -> &str {
    path.to_str().unwrap()
}
