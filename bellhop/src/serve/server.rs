//! The process of the server.

use super::ServeError;
use super::child;
use super::data::DataFolder;
use super::log;
use super::release::Release;
use super::settings::Settings;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shared::time::{Millis, Timestamp};
use std::fmt;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long requests may take that were running when the server was told to end. workerd would wait
/// for open WebSockets without end; killing it is safe, because what was acknowledged is on disk.
const GRACE: Duration = Duration::from_secs(3);

/// How often we look whether the server has ended, and whether the clock was put back.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The first descriptor that systemd passes on.
const FIRST_PASSED: i32 = 3;

/// Where the server listens.
pub(super) enum Listener {
    /// An address of its own.
    Address(SocketAddr),
    /// The socket that systemd opened, and passes on when it starts us.
    Passed,
}

/// A running server.
pub(super) struct Server {
    command: Command,
    child: Child,
    stop: Arc<Stop>,
}

/// A signal to end, which may come before there is a process to end.
#[derive(Default)]
struct Stop {
    requested: AtomicBool,
    /// The process of the server; 0 before there is one.
    server: AtomicI32,
}

impl Listener {
    /// Takes the socket that systemd passes on, or checks that the address is free.
    pub(super) fn open(address: SocketAddr) -> Result<Self, ServeError> {
        if is_passed(
            std::env::var("LISTEN_PID").ok().as_deref(),
            std::env::var("LISTEN_FDS").ok().as_deref(),
            std::process::id(),
        ) {
            return Ok(Self::Passed);
        }
        match TcpListener::bind(address) {
            Ok(_) => Ok(Self::Address(address)),
            Err(reason) => Err(ServeError::Address { address, reason }),
        }
    }

    fn option(&self) -> String {
        match self {
            Self::Address(address) => format!("--socket-addr=http={address}"),
            Self::Passed => format!("--socket-fd=http={FIRST_PASSED}"),
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "http://{address}"),
            Self::Passed => f.write_str("the socket of systemd"),
        }
    }
}

/// Whether systemd passes on a socket to the process with this id.
fn is_passed(pid: Option<&str>, descriptors: Option<&str>, own: u32) -> bool {
    pid == Some(own.to_string().as_str()) && descriptors == Some("1")
}

impl Server {
    /// Starts it. From now on, a signal to end ends it. It has the lock of the data folder from now on,
    /// so that the folder is in use while it runs, even if we are killed.
    pub(super) fn start(
        release: &Release,
        data: &DataFolder,
        settings: &Settings,
        listener: &Listener,
        lock: File,
    ) -> Result<Self, ServeError> {
        let path = release.server();
        let folder =
            |name: &str, path: &Path| format!("--directory-path={name}={}", path.display());
        let own = std::env::current_exe();
        let own = own.map_err(|reason| ServeError::Start { path: path.clone(), reason })?;
        let mut command = Command::new(own);
        command
            .arg(child::NAME)
            .arg(std::process::id().to_string())
            .arg(&path)
            .arg("--")
            .arg(listener.option())
            .arg(folder("storage", &data.storage()))
            .arg(folder("dist", &release.files()))
            .arg(folder("compressed", &release.compressed()))
            .env_clear()
            .envs(settings.values())
            .env("BELLHOP_SECRET", data.secret())
            .env("BELLHOP_OPERATOR_TOKEN", data.operator_token())
            .envs(data.before())
            // Nobody reads it: it only keeps the file open, and with it locked.
            .stdin(lock)
            // Ctrl-C in a terminal is for us alone: we end the server in order.
            .process_group(0);
        let stop = Arc::new(Stop::default());
        let signal = Arc::clone(&stop);
        ctrlc::set_handler(move || {
            signal.requested.store(true, Ordering::SeqCst);
            signal.end();
        })?;
        let child = spawn(&mut command, &stop)?;
        Ok(Self { command, child, stop })
    }

    /// Waits until it was told to end and has. Another end is an error. If the clock is put back, the
    /// server starts again: it would stop the time of what it has in memory until the clock is where it
    /// was, and offers would not end.
    pub(super) fn wait(mut self) -> Result<(), ServeError> {
        loop {
            let (began, elapsed) = (clock(), Instant::now());
            thread::sleep(LOOK_EVERY);
            let failed =
                |reason| ServeError::Start { path: Path::new("the server").into(), reason };
            if let Some(status) = self.child.try_wait().map_err(failed)? {
                if self.stop.requested.load(Ordering::SeqCst) {
                    return Ok(());
                }
                return Err(ServeError::Ended { status });
            }
            let elapsed = Millis(u64::try_from(elapsed.elapsed().as_millis()).unwrap_or(u64::MAX));
            if began.was_before_set_back(elapsed, clock())
                && !self.stop.requested.load(Ordering::SeqCst)
            {
                log::warn("the clock was put back: the server starts again");
                self.child.kill().and_then(|()| self.child.wait()).map_err(failed)?;
                self.child = spawn(&mut self.command, &self.stop)?;
            }
        }
    }
}

/// Starts the server, and ends it at once if that was requested meanwhile.
fn spawn(command: &mut Command, stop: &Stop) -> Result<Child, ServeError> {
    let path = Path::new(command.get_program()).to_owned();
    let child = command.spawn().map_err(|reason| ServeError::Start { path, reason })?;
    stop.server.store(i32::try_from(child.id()).unwrap_or_default(), Ordering::SeqCst);
    if stop.requested.load(Ordering::SeqCst) {
        stop.end();
    }
    Ok(child)
}

fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

impl Stop {
    /// Asks the server to end, and kills it if it still waits for sockets after [`GRACE`].
    fn end(&self) {
        let server = self.server.load(Ordering::SeqCst);
        if server == 0 {
            return;
        }
        let server = Pid::from_raw(server);
        log::info("bellhop serve ends");
        // It may be gone already, which is fine.
        let _ = kill(server, Signal::SIGTERM);
        thread::sleep(GRACE);
        let _ = kill(server, Signal::SIGKILL);
    }
}

#[cfg(test)]
mod tests {
    use super::is_passed;

    #[test]
    fn a_socket_is_taken_only_if_it_was_meant_for_us() {
        assert!(is_passed(Some("7"), Some("1"), 7));
        for (pid, descriptors) in
            [(None, None), (Some("8"), Some("1")), (Some("7"), None), (Some("7"), Some("0"))]
        {
            assert!(!is_passed(pid, descriptors, 7), "{pid:?} {descriptors:?}");
        }
    }
}
