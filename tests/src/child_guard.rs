//! Child processes of tests, which never outlive them.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Runs the program after the folder's path until our end of its standard input closes. So nothing
/// is left behind however the test ends: neither the folder nor the program's own children.
const GUARD_SCRIPT: &str = r#"folder=$1; shift
"$@" < /dev/null & program=$!
cat > /dev/null
children=$(pgrep -P $program)
kill -KILL $program $children
wait
rm -rf "$folder""#;

/// No answer is longer: a picture of a whole window.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A program that runs, with a folder of its own.
pub struct ChildGuard(Child);

impl ChildGuard {
    /// Starts the program; its output goes to `log`.
    pub fn run(folder: &Path, command: &Command, log: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let log = File::options().append(true).create(true).open(log).unwrap();
        let mut child = Command::new("sh");
        child.args(["-c", GUARD_SCRIPT, "sh"]).arg(folder).arg(command.get_program());
        child.args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => child.env(name, value),
                None => child.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            child.current_dir(folder);
        }
        child.stdin(Stdio::piped()).stdout(log.try_clone().unwrap()).stderr(log).process_group(0);
        Self(child.spawn().unwrap())
    }

    /// Kills every process of its group at once, like a crash.
    pub fn kill(mut self) {
        let group = format!("-{}", self.0.id());
        let killed = Command::new("kill").args(["-KILL", "--", &group]).status().unwrap();
        assert!(killed.success(), "there was no process group {group} to kill");
        self.0.wait().unwrap();
    }

    /// Asks the program to end (`SIGTERM`) and waits until it has. Its folder stays.
    pub fn terminate(self, patience: Duration) {
        let children = Command::new("pgrep").args(["-P", &self.0.id().to_string()]).output();
        let children = String::from_utf8(children.unwrap().stdout).unwrap();
        let is = |pid: &str, file: &str, text: &str| {
            let read = std::fs::read_to_string(format!("/proc/{pid}/{file}"));
            read.is_ok_and(|read| read.contains(text))
        };
        // Its other child is what waits for our end of the standard input.
        let programs = || children.split_whitespace().filter(|pid| !is(pid, "comm", "cat"));
        for pid in programs() {
            Command::new("kill").args(["-TERM", pid]).status().unwrap();
        }
        let deadline = Instant::now() + patience;
        // The shell collects it only later, so a program that has ended may still be listed.
        while programs().any(|pid| is(pid, "status", "VmRSS")) {
            assert!(Instant::now() < deadline, "it did not end after SIGTERM");
            std::thread::sleep(Duration::from_millis(5));
        }
        self.kill();
    }

    /// The CPU time that the program and its children have used.
    pub fn cpu(&self) -> Duration {
        // Fields 14 and 15, in hundredths of a second. The name before them may have spaces and brackets.
        let hundredths = |pid: &str| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let (_, fields) = stat.rsplit_once(") ")?;
            Some(
                fields
                    .split(' ')
                    .skip(11)
                    .take(2)
                    .filter_map(|n| n.parse::<u64>().ok())
                    .sum::<u64>(),
            )
        };
        let pids = self.pids();
        Duration::from_millis(10 * pids.split_whitespace().filter_map(hundredths).sum::<u64>())
    }

    fn pids(&self) -> String {
        let group = Command::new("pgrep").args(["-g", &self.0.id().to_string()]).output().unwrap();
        String::from_utf8(group.stdout).unwrap()
    }

    /// The resident memory of the program and its children, in bytes.
    pub fn memory_bytes(&self) -> i64 {
        let kilobytes = |pid: &str| {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
            line.split_whitespace().next()?.parse::<i64>().ok()
        };
        let pids = self.pids();
        pids.split_whitespace().filter_map(kilobytes).sum::<i64>() * 1024
    }

    /// Ends the program and its children, and removes its folder.
    pub fn end(mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// Returns a folder that doesn't exist yet, which is removed later, and the path of a log, which
/// stays.
pub fn temp_paths(kind: &str) -> (PathBuf, PathBuf) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{kind}-{}-{count}", std::process::id());
    let folder = std::env::temp_dir().join(format!("bellhop-tests-{name}"));
    let logs = crate::env::root().join("target/bellhop/logs");
    std::fs::create_dir_all(&logs).unwrap();
    (folder, logs.join(format!("{name}.log")))
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A client for where nothing async is at hand.
fn client() -> ureq::Agent {
    let config = ureq::Agent::config_builder().proxy(None).http_status_as_error(false);
    config.timeout_global(Some(Duration::from_secs(10))).build().into()
}

/// The body of the answer to one request, where nothing async is at hand; an error unless it is 200.
pub fn http_request(port: u16, method: &str, path: &str) -> Result<Vec<u8>, ureq::Error> {
    let url = format!("http://127.0.0.1:{port}{path}");
    let request = ureq::http::Request::builder().method(method).uri(url).body(())?;
    let mut answer = client().run(request)?;
    if answer.status() != 200 {
        return Err(ureq::Error::StatusCode(answer.status().as_u16()));
    }
    answer.body_mut().with_config().limit(MAX_BYTES).read_to_vec()
}

/// The status of the answer to a `GET`.
pub fn status(port: u16, path: &str) -> Result<u16, ureq::Error> {
    let answer = client().get(format!("http://127.0.0.1:{port}{path}")).call()?;
    Ok(answer.status().as_u16())
}
