//! Programs that tests run, and that never outlive them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Runs the program after the folder's path, until our end of its standard input closes: whatever
/// becomes of the test, nothing of it stays behind, nor of what it started itself.
const GUARD_SCRIPT: &str = r#"folder=$1; shift
"$@" < /dev/null & program=$!
cat > /dev/null
children=$(pgrep -P $program)
kill -KILL $program $children
wait
rm -rf "$folder""#;

/// A program that runs, with a folder of its own.
pub struct ChildGuard(Child);

impl ChildGuard {
    /// Starts it; what it says goes to `log`.
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

    /// Ends every process of its group at once, as a crash does.
    pub fn kill(mut self) {
        let group = format!("-{}", self.0.id());
        let killed = Command::new("kill").args(["-KILL", "--", &group]).status().unwrap();
        assert!(killed.success(), "there was no process group {group} to kill");
        self.0.wait().unwrap();
    }

    /// Ends it with all it started, and removes its folder.
    pub fn end(mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// A folder that does not exist yet, for things that need not last; and a place for a log that does.
pub fn temp_paths(kind: &str) -> (PathBuf, PathBuf) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{kind}-{}-{count}", std::process::id());
    let folder = std::env::temp_dir().join(format!("bellhop-tests-{name}"));
    let logs = crate::env::root().join("target/bellhop/logs");
    std::fs::create_dir_all(&logs).unwrap();
    (folder, logs.join(format!("{name}.log")))
}

/// A port nobody listens on now.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// The body of the answer to one request, where nothing async is at hand; an error unless it is 200.
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

/// The status of the answer to a `GET`.
pub fn status(port: u16, path: &str) -> std::io::Result<u16> {
    send(port, "GET", path).map(|(status, _)| status)
}

/// Sends a request; its status, and the rest of the answer from the headers on.
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
