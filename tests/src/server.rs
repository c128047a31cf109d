//! The real worker on the real workerd, with a storage of its own, that can be killed.

use crate::child_guard::{ChildGuard, free_port, http_request, temp_paths};
use crate::env;
use crate::wait::PATIENCE;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// A running worker. Each holder prints its log when its test fails.
pub struct Server {
    inner: Arc<Inner>,
    log_begins: u64,
}

struct Inner {
    port: u16,
    storage: PathBuf,
    log: PathBuf,
    running: Mutex<Option<ChildGuard>>,
}

impl Server {
    /// The secret it signs with.
    pub const SECRET: &'static str = "a secret of the tests, thirty-two bytes and more";
    /// The operator's token.
    pub const OPERATOR: &'static str = "the operator of the tests";

    /// The one that tests share; each brings a site of its own.
    pub async fn shared() -> Self {
        static SHARED: OnceLock<Arc<Inner>> = OnceLock::new();
        let inner = blocking(|| Arc::clone(SHARED.get_or_init(|| Arc::new(Inner::begin())))).await;
        Self { log_begins: inner.log_length(), inner }
    }

    /// One of the test's own, to be killed.
    pub async fn own() -> Self {
        Self { inner: blocking(|| Arc::new(Inner::begin())).await, log_begins: 0 }
    }

    /// One of its own, at that port.
    pub async fn on(port: u16) -> Self {
        Self { inner: blocking(move || Arc::new(Inner::begin_on(port))).await, log_begins: 0 }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.inner.port
    }

    /// Where its objects are kept.
    pub fn storage(&self) -> &Path {
        &self.inner.storage
    }

    /// Ends every process of it at once, as a crash does; returns when they are gone.
    pub async fn kill(&self) {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.kill()).await;
    }

    /// Starts it again on the same storage and port; returns when it answers.
    pub async fn start(&self) {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.start()).await;
    }

    /// How many objects of a kind were ever woken: each has its file.
    pub fn objects(&self, kind: &str) -> usize {
        let files = std::fs::read_dir(self.inner.storage.join(kind));
        // An object's file is named by 64 digits; beside them lies the list of alarms.
        let is_object = |name: &str| name.strip_suffix(".sqlite").is_some_and(|id| id.len() == 64);
        let names = files.into_iter().flatten().flatten().map(|file| file.file_name());
        names.filter(|name| is_object(&name.to_string_lossy())).count()
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

impl Inner {
    fn begin() -> Self {
        Self::begin_on(free_port())
    }

    fn begin_on(port: u16) -> Self {
        let (storage, log) = temp_paths("workerd");
        let inner = Self { port, storage, log, running: Mutex::new(None) };
        inner.start();
        inner
    }

    fn start(&self) {
        let root = env::root();
        let mut workerd = Command::new(env::workerd());
        workerd
            .arg("serve")
            .arg(root.join("tests/workerd.capnp"))
            .arg(format!("--socket-addr=http=127.0.0.1:{}", self.port))
            .arg(format!("--directory-path=storage={}", self.storage.display()))
            .arg(format!("--directory-path=dist={}", root.join("www/dist").display()))
            .env("BELLHOP_SECRET", Server::SECRET)
            .env("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR)
            .env("BELLHOP_PUSH_HOST", "127.0.0.1");
        let guard = ChildGuard::run(&self.storage, &workerd, &self.log);
        *self.running.lock().unwrap() = Some(guard);
        let deadline = Instant::now() + PATIENCE;
        while !self.answers() {
            let log = || self.log_from(0);
            assert!(Instant::now() < deadline, "workerd never answered /v1/health:\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        http_request(self.port, "GET", "/v1/health").is_ok()
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
