//! Child processes of tests, which never outlive them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Runs the program after the folder's path until our end of its standard input closes. So nothing
/// is left behind however the test ends: neither the folder nor the program's own children.
const GUARD_SCRIPT: &str = r#"folder=$1; shift
"$@" < /dev/null & program=$!
cat > /dev/null
children=$(pgrep -P $program)
kill -KILL $program $children
wait
rm -rf "$folder""#;

/// A running program with its own folder.
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

/// Sends a request without async code, and returns the response's body; any status but 200 is an
/// error.
pub fn http_request(port: u16, method: &str, path: &str) -> std::io::Result<Vec<u8>> {
    let (status, mut answer) = send(port, method, path)?;
    if status != 200 {
        return Err(std::io::Error::other(format!("{method} {path} was answered {status}")));
    }
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line)?;
        match line.to_lowercase().trim().split_once(':') {
            Some(("content-length", text)) => length = text.trim().parse().unwrap_or_default(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body)?;
    Ok(body)
}

/// Returns the status of a `GET`.
pub fn status(port: u16, path: &str) -> std::io::Result<u16> {
    send(port, "GET", path).map(|(status, _)| status)
}

/// Sends a request; returns the status and a reader at the headers.
fn send(port: u16, method: &str, path: &str) -> std::io::Result<(u16, BufReader<TcpStream>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let host = format!("Host: localhost:{port}\r\nConnection: close");
    stream.write_all(format!("{method} {path} HTTP/1.1\r\n{host}\r\n\r\n").as_bytes())?;
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or_else(|| std::io::Error::other(line))?, answer))
}
