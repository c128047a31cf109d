//! The real worker on the real workerd, with a storage of its own, that can be killed.

use crate::given;
use crate::wait::PATIENCE;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Runs the program after the storage's path, until our end of its standard input closes: whatever
/// becomes of the test, nothing of it stays behind.
const KEEPER: &str = r#"storage=$1; shift
"$@" < /dev/null & program=$!
cat > /dev/null
kill -KILL $program
rm -rf "$storage""#;

/// A running worker. Each holder prints its log when its test fails.
pub struct Server {
    inner: Arc<Inner>,
    log_begins: u64,
}

struct Inner {
    port: u16,
    storage: PathBuf,
    log: PathBuf,
    running: Mutex<Option<Child>>,
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
        let is_object = |name: &Path| name.extension().is_some_and(|ext| ext == "sqlite");
        files.map_or(0, |files| files.flatten().filter(|file| is_object(&file.path())).count())
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
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let storage = std::env::temp_dir().join(format!("bellhop-tests-{name}"));
        std::fs::create_dir_all(&storage).unwrap();
        let logs = given::root().join("target/bellhop/logs");
        std::fs::create_dir_all(&logs).unwrap();
        let log = logs.join(format!("workerd-{name}.log"));
        let inner = Self { port: free_port(), storage, log, running: Mutex::new(None) };
        inner.start();
        inner
    }

    fn start(&self) {
        let root = given::root();
        let log = File::options().append(true).create(true).open(&self.log).unwrap();
        std::fs::create_dir_all(&self.storage).unwrap();
        let child = Command::new("sh")
            .args(["-c", KEEPER, "sh"])
            .arg(&self.storage)
            .arg(given::workerd())
            .arg("serve")
            .arg(root.join("edge/workerd.capnp"))
            .arg(format!("--socket-addr=http=127.0.0.1:{}", self.port))
            .arg(format!("--directory-path=storage={}", self.storage.display()))
            .arg(format!("--directory-path=dist={}", root.join("www/dist").display()))
            .env("BELLHOP_SECRET", Server::SECRET)
            .env("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap();
        *self.running.lock().unwrap() = Some(child);
        let deadline = Instant::now() + PATIENCE;
        while !self.answers() {
            let log = || self.log_from(0);
            assert!(Instant::now() < deadline, "workerd never answered /v1/health:\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(10)))?;
            stream.write_all(
                b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            )?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }

    fn kill(&self) {
        let Some(mut child) = self.running.lock().unwrap().take() else { return };
        let group = format!("-{}", child.id());
        let killed = Command::new("kill").args(["-KILL", "--", &group]).status().unwrap();
        assert!(killed.success(), "there was no process group {group} to kill");
        child.wait().unwrap();
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            assert!(Instant::now() < deadline, "workerd still listens after kill -9");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn log_length(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |log| log.len())
    }

    fn log_from(&self, place: u64) -> String {
        let mut text = Vec::new();
        if let Ok(mut log) = File::open(&self.log) {
            let _ = log.seek(SeekFrom::Start(place));
            let _ = log.read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.storage);
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

/// A port nobody listens on now.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
