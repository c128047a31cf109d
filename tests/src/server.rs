//! The real worker in the real workerd, with its own storage, which can be killed.

use crate::child_guard::{ChildGuard, free_port, status, temp_paths};
use crate::env;
use crate::preload::{self, CLOCK, DISK, Disk, Preload};
use crate::wait::PATIENCE;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// The configuration with which docs/deploy.md starts workerd.
const DOCUMENTED_CONFIG: &str = "edge/workerd.capnp";

/// A running worker. If a test fails, each holder prints the worker's log.
pub struct Server {
    inner: Arc<Inner>,
    log_begins: u64,
}

struct Inner {
    port: u16,
    setup: Setup,
    storage: PathBuf,
    log: PathBuf,
    running: Mutex<Option<ChildGuard>>,
    /// From its last start to its first answer.
    started_in: Mutex<Duration>,
    /// Settings that it has from its next start on.
    changed: Mutex<Vec<(&'static str, String)>>,
}

/// A deployment: the configuration of workerd, and its environment.
struct Setup {
    config: &'static str,
    settings: Mutex<Vec<(&'static str, String)>>,
    preloads: Vec<Preload>,
}

impl Server {
    /// The secret that the worker signs with.
    pub const SECRET: &'static str = "a secret of the tests, thirty-two bytes and more";
    /// The operator's token.
    pub const OPERATOR: &'static str = "the operator of the tests";

    /// The server that tests share, started as in docs/deploy.md; each test creates its own site.
    pub async fn shared() -> Self {
        static SHARED: OnceLock<Arc<Inner>> = OnceLock::new();
        Self::shared_in(&SHARED, Setup::documented).await
    }

    /// The shared server that may also connect to this machine: to the tests' push service and
    /// pages.
    pub async fn shared_with_local_network() -> Self {
        static SHARED: OnceLock<Arc<Inner>> = OnceLock::new();
        Self::shared_in(&SHARED, Setup::with_local_network).await
    }

    async fn shared_in(shared: &'static OnceLock<Arc<Inner>>, setup: fn() -> Setup) -> Self {
        let begin = move || Arc::clone(shared.get_or_init(|| Arc::new(Inner::begin(setup()))));
        let inner = blocking(begin).await;
        Self { log_begins: inner.log_length(), inner }
    }

    /// A server for one test, which may kill it.
    pub async fn own() -> Self {
        Self::begin(free_port(), Setup::documented()).await
    }

    /// A server for one test that may also connect to this machine.
    pub async fn own_with_local_network() -> Self {
        Self::begin(free_port(), Setup::with_local_network()).await
    }

    /// Like `own_with_local_network`, but the operator lets no page of this machine be checked.
    pub async fn own_with_closed_local_network() -> Self {
        let setup = Setup::with_local_network();
        setup.settings.lock().unwrap().retain(|(name, _)| *name != "BELLHOP_LOCAL_PAGES");
        Self::begin(free_port(), setup).await
    }

    /// A server for one test with exactly these settings in its environment.
    pub async fn with_settings(settings: &[(&'static str, &str)]) -> Self {
        let settings = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let settings = Mutex::new(settings);
        Self::begin(free_port(), Setup { settings, ..Setup::documented() }).await
    }

    /// A server for one test that sends its mail as these three settings say.
    pub async fn with_mail(server: &str, from: &str, origin: &str) -> Self {
        Self::with_mail_and(server, from, origin, &[]).await
    }

    /// The same with more settings.
    pub async fn with_mail_and(
        server: &str,
        from: &str,
        origin: &str,
        more: &[(&'static str, &str)],
    ) -> Self {
        let setup = Setup::with_local_network();
        setup.settings.lock().unwrap().extend([
            ("BELLHOP_MAIL", server.to_owned()),
            ("BELLHOP_MAIL_FROM", from.to_owned()),
            ("BELLHOP_ORIGIN", origin.to_owned()),
        ]);
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        setup.settings.lock().unwrap().extend(more);
        Self::begin(free_port(), setup).await
    }

    /// Kills it, and starts it with these settings in place of what they were; empty is not set.
    pub async fn restart_with(&self, settings: &[(&'static str, &str)]) {
        self.kill().await;
        let changed = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        *self.inner.changed.lock().unwrap() = changed;
        self.start().await;
    }

    /// A server for one test on that port.
    pub async fn on(port: u16) -> Self {
        Self::begin(port, Setup::documented()).await
    }

    /// A server that counts at `/counts` what Cloudflare would bill.
    pub async fn counted() -> Self {
        Self::begin(free_port(), Setup { config: "tests/counted.capnp", ..Setup::documented() })
            .await
    }

    /// A server for one test with a binding like Cloudflare's `send_email`, which posts each mail to `hook`.
    pub async fn with_bound_mail(hook: &str, from: &str, origin: &str) -> Self {
        let setup = Setup { config: "tests/bound_mail.capnp", ..Setup::documented() };
        setup.settings.lock().unwrap().extend([
            ("BELLHOP_TEST_HOOK", hook.to_owned()),
            ("BELLHOP_MAIL_FROM", from.to_owned()),
            ("BELLHOP_ORIGIN", origin.to_owned()),
        ]);
        Self::begin(free_port(), setup).await
    }

    /// A server for measuring: no limit of requests and frames holds.
    pub async fn unlimited() -> Self {
        let setup = Setup { config: "tests/bench/bellhop.capnp", ..Setup::documented() };
        setup.settings.lock().unwrap().push(("BELLHOP_LIMITS", "off".to_owned()));
        Self::begin(free_port(), setup).await
    }

    async fn begin(port: u16, setup: Setup) -> Self {
        let inner = blocking(move || Arc::new(Inner::begin_on(port, setup))).await;
        Self { inner, log_begins: 0 }
    }

    pub fn port(&self) -> u16 {
        self.inner.port
    }

    /// A server for one test whose clock can be set with [`Server::set_clock`].
    pub async fn own_with_clock() -> Self {
        Self::own_with(vec![Preload::clock()]).await
    }

    /// Moves its clock by that many seconds from the right time, at once.
    pub fn set_clock(&self, seconds: i64) {
        self.preload(CLOCK).set(&seconds.to_string());
    }

    /// A server for one test whose disk can fail, by [`Server::set_disk`].
    pub async fn own_with_disk() -> Self {
        Self::own_with(vec![Preload::disk()]).await
    }

    /// A server for one test whose clock and disk can fail.
    pub async fn own_with_clock_and_disk() -> Self {
        Self::own_with(vec![Preload::clock(), Preload::disk()]).await
    }

    async fn own_with(preloads: Vec<Preload>) -> Self {
        Self::begin(free_port(), Setup { preloads, ..Setup::documented() }).await
    }

    /// Lets its disk fail, or mends it, at once.
    pub fn set_disk(&self, disk: Disk) {
        self.preload(DISK).set(disk.name());
    }

    fn preload(&self, variable: &str) -> &Preload {
        let mut preloads = self.inner.setup.preloads.iter();
        let found = preloads.find(|preload| preload.variable() == variable);
        found.expect("this was not loaded into the server")
    }

    /// The folder of its objects' storage.
    pub fn storage(&self) -> &Path {
        &self.inner.storage
    }

    /// Kills all its processes at once, like a crash; returns when they are gone.
    pub async fn kill(&self) {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.kill()).await;
    }

    /// Shuts it down in the regular way (`SIGTERM`); returns when it is gone.
    pub async fn terminate(&self) {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.terminate()).await;
    }

    /// The memory that its processes have, in bytes; 0 while it is down.
    pub fn memory_bytes(&self) -> i64 {
        let running = self.inner.running.lock().unwrap();
        running.as_ref().map_or(0, ChildGuard::memory_bytes)
    }

    /// The CPU time that its processes have used; 0 while it is down.
    pub fn cpu(&self) -> Duration {
        let running = self.inner.running.lock().unwrap();
        running.as_ref().map_or(Duration::ZERO, ChildGuard::cpu)
    }

    /// How long its last start took, until it answered.
    pub fn started_in(&self) -> Duration {
        *self.inner.started_in.lock().unwrap()
    }

    /// Starts it again with the same storage and port; returns when it answers.
    pub async fn start(&self) {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.start()).await;
    }

    /// Lets it sign with another secret from its next start on.
    pub fn set_secret(&self, secret: &str) {
        let mut settings = self.inner.setup.settings.lock().unwrap();
        let set = settings.iter_mut().find(|(name, _)| *name == "BELLHOP_SECRET").unwrap();
        secret.clone_into(&mut set.1);
    }

    /// The number of objects of a class that were ever created: each has its file.
    pub fn objects(&self, kind: &str) -> usize {
        let is_main = |file: &PathBuf| file.extension().is_some_and(|kind| kind == "sqlite");
        self.files_of(kind).into_iter().filter(is_main).count()
    }

    /// The files of all objects of a class, with their write-ahead logs.
    pub fn files_of(&self, kind: &str) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.inner.storage.join(kind));
        // The name of an object has 64 digits; another file is the list of alarms.
        let is_object = |file: &PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.split_once('.').is_some_and(|(id, _)| id.len() == 64)
        };
        files.into_iter().flatten().flatten().map(|file| file.path()).filter(is_object).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.inner.log_from(self.log_begins);
            println!("--- the worker's log ({}) ---\n{log}---", self.inner.log.display());
        }
    }
}

impl Setup {
    /// As in docs/deploy.md: its command line, and its two settings.
    fn documented() -> Self {
        let settings = vec![
            ("BELLHOP_SECRET", Server::SECRET.to_owned()),
            ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR.to_owned()),
        ];
        Self { config: DOCUMENTED_CONFIG, settings: Mutex::new(settings), preloads: Vec::new() }
    }

    /// May connect to this machine, where another push service listens.
    fn with_local_network() -> Self {
        let setup = Self { config: "tests/workerd.capnp", ..Self::documented() };
        setup.settings.lock().unwrap().extend([
            ("BELLHOP_PUSH_HOST", "127.0.0.1".to_owned()),
            ("BELLHOP_LOCAL_PAGES", "yes".to_owned()),
            ("BELLHOP_PRIVATE_WEBHOOKS", "yes".to_owned()),
        ]);
        setup
    }

    /// The command line of docs/deploy.md, with our port and storage folder.
    fn command(&self, port: u16, storage: &Path) -> Command {
        let root = env::root();
        let documented = std::fs::read_to_string(root.join("docs/deploy.md")).unwrap();
        // Missing where only parts were built.
        std::fs::create_dir_all(root.join("www/compressed")).unwrap();
        let ours = [
            (DOCUMENTED_CONFIG, self.config.to_owned()),
            ("--socket-addr=http=127.0.0.1:", format!("--socket-addr=http=127.0.0.1:{port}")),
            (
                "--directory-path=storage=",
                format!("--directory-path=storage={}", storage.display()),
            ),
        ];
        let mut arguments = command_line(&documented);
        for (beginning, ours) in ours {
            let theirs = arguments.iter_mut().find(|argument| argument.starts_with(beginning));
            *theirs
                .unwrap_or_else(|| panic!("docs/deploy.md starts workerd without {beginning}")) =
                ours;
        }
        let mut workerd = Command::new(env::workerd());
        workerd.args(arguments).current_dir(root);
        for name in [
            "BELLHOP_SECRET",
            "BELLHOP_OPERATOR_TOKEN",
            "BELLHOP_PUSH_HOST",
            "BELLHOP_LOCAL_PAGES",
            "BELLHOP_PRIVATE_WEBHOOKS",
        ] {
            workerd.env_remove(name);
        }
        workerd.envs(self.settings.lock().unwrap().iter().map(|(name, value)| (name, value)));
        workerd.envs(preload::environment(&self.preloads));
        workerd
    }
}

/// The arguments with which docs/deploy.md starts workerd.
fn command_line(documented: &str) -> Vec<String> {
    let (_, line) = documented.split_once("\nworkerd ").expect("docs/deploy.md starts workerd");
    let line = line.replace("\\\n", " ");
    let line = line.lines().next().unwrap_or_default();
    line.split_whitespace().map(str::to_owned).collect()
}

impl Inner {
    fn begin(setup: Setup) -> Self {
        Self::begin_on(free_port(), setup)
    }

    fn begin_on(port: u16, setup: Setup) -> Self {
        let (storage, log) = temp_paths("workerd");
        let (running, started_in, changed) = <(Mutex<_>, Mutex<_>, Mutex<_>)>::default();
        let inner = Self { port, setup, storage, log, running, started_in, changed };
        inner.start();
        inner
    }

    fn start(&self) {
        let mut workerd = self.setup.command(self.port, &self.storage);
        workerd.envs(self.changed.lock().unwrap().iter().map(|(name, value)| (name, value)));
        let begun = Instant::now();
        let guard = ChildGuard::run(&self.storage, &workerd, &self.log);
        *self.running.lock().unwrap() = Some(guard);
        while !self.answers() {
            let log = || self.log_from(0);
            assert!(begun.elapsed() < PATIENCE, "workerd never answered /v1/health:\n{}", log());
            std::thread::sleep(Duration::from_millis(1));
        }
        *self.started_in.lock().unwrap() = begun.elapsed();
    }

    /// Whether it answers at all; what it says about its settings is up to the tests.
    fn answers(&self) -> bool {
        status(self.port, "/v1/health").is_ok()
    }

    fn kill(&self) {
        let Some(running) = self.running.lock().unwrap().take() else { return };
        running.kill();
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            assert!(Instant::now() < deadline, "workerd still listens after kill -9");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn terminate(&self) {
        let Some(running) = self.running.lock().unwrap().take() else { return };
        running.terminate(PATIENCE);
    }

    fn log_length(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |log| log.len())
    }

    fn log_from(&self, offset: u64) -> String {
        let mut text = Vec::new();
        if let Ok(mut log) = File::open(&self.log) {
            let _ = log.seek(SeekFrom::Start(offset));
            let _ = log.read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let running = self.running.lock().ok().and_then(|mut running| running.take());
        if let Some(running) = running {
            running.end();
        }
        let _ = std::fs::remove_dir_all(&self.storage);
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}
