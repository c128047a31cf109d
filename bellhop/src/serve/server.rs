//! The process of the server.

use super::ServeError;
use super::child;
use super::data::DataFolder;
use super::log;
use super::release::Release;
use super::settings::Settings;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fmt;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

/// How long requests may take that were running when the server was told to end. workerd would wait
/// for open WebSockets without end; killing it is safe, because what was acknowledged is on disk.
const GRACE: Duration = Duration::from_secs(3);

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
    child: Child,
    stop: Arc<Stop>,
}

/// A signal to end, which may come before there is a process to end.
#[derive(Default)]
struct Stop {
    requested: AtomicBool,
    server: OnceLock<u32>,
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
        let child = command.spawn().map_err(|reason| ServeError::Start { path, reason })?;
        stop.server.get_or_init(|| child.id());
        if stop.requested.load(Ordering::SeqCst) {
            stop.end();
        }
        Ok(Self { child, stop })
    }

    /// Waits until it was told to end and has. Another end is an error.
    pub(super) fn wait(mut self) -> Result<(), ServeError> {
        let path = Path::new("the server").to_owned();
        let status = self.child.wait().map_err(|reason| ServeError::Start { path, reason })?;
        if self.stop.requested.load(Ordering::SeqCst) {
            return Ok(());
        }
        Err(ServeError::Ended { status })
    }
}

impl Stop {
    /// Asks the server to end, and kills it if it still waits for sockets after [`GRACE`].
    fn end(&self) {
        let Some(server) = self.server.get().and_then(|pid| i32::try_from(*pid).ok()) else {
            return;
        };
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
