//! What relays messages between two people: how it is started, and how one talks to it.

use bellhop_tests::child_guard::{ChildGuard, free_port, temp_paths};
use bellhop_tests::env;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// How long a server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(20);

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contestant {
    /// Floor A: an object that relays and stores nothing.
    Relay,
    /// Floor B: an object with one durable insert a message. The baseline.
    Stored,
    /// socket.io, with SQLite that is as durable.
    SocketIo,
    Bellhop,
}

impl Contestant {
    /// The columns of the table.
    pub(crate) const ALL: [Self; 4] = [Self::Relay, Self::Stored, Self::SocketIo, Self::Bellhop];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Relay => "floor A",
            Self::Stored => "floor B",
            Self::SocketIo => "socket.io + SQLite",
            Self::Bellhop => "Bellhop",
        }
    }

    /// The frame that says a text.
    pub(crate) fn say(self, n: usize, text: &str) -> String {
        match self {
            Self::Relay | Self::Stored => text.to_owned(),
            Self::SocketIo => format!(r#"42{n}["say","{text}"]"#),
            Self::Bellhop => format!(r#"{{"type":"say","id":"key-{n}","text":"{text}"}}"#),
        }
    }

    /// Whether a frame brings what the other side said. `is_agent` is who got it.
    pub(crate) fn is_delivery(self, is_agent: bool, frame: &str) -> bool {
        match self {
            Self::Relay | Self::Stored => true,
            Self::SocketIo => frame.starts_with("42["),
            Self::Bellhop => {
                frame.contains(r#""type":"said""#)
                    && frame.contains(r#""by":"visitor""#) == is_agent
            }
        }
    }

    /// The answer that a frame asks for, to go on.
    pub(crate) fn answer(self, frame: &str) -> Option<&'static str> {
        (self == Self::SocketIo && frame == "2").then_some("3")
    }
}

/// A server beside ours that runs until it is dropped, in a folder of its own.
pub(crate) struct Process {
    pub(crate) port: u16,
    pub(crate) guard: Option<ChildGuard>,
    /// From its start to its first answer.
    pub(crate) started_in: Duration,
}

impl Process {
    /// Starts a floor or socket.io.
    pub(crate) fn start(contestant: Contestant, packages: Option<&PathBuf>) -> Self {
        let (folder, log) = temp_paths("bench");
        let port = free_port();
        let root = env::root();
        let (command, path) = match (contestant, packages) {
            (Contestant::SocketIo, Some(packages)) => {
                let mut node = Command::new(env::node());
                node.arg(root.join("tests/bench/socket_io.mjs")).arg(packages);
                node.arg(port.to_string()).arg(&folder);
                (node, "/")
            }
            (Contestant::Relay, _) => (floor(port, &folder), "/relay/first"),
            _ => (floor(port, &folder), "/stored/first"),
        };
        let begun = Instant::now();
        let guard = Some(ChildGuard::run(&folder, &command, &log));
        while !answers(port, path) {
            assert!(begun.elapsed() < PATIENCE, "see {}", log.display());
            std::thread::sleep(Duration::from_millis(1));
        }
        Self { port, guard, started_in: begun.elapsed() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(guard) = self.guard.take() {
            guard.end();
        }
    }
}

fn floor(port: u16, folder: &std::path::Path) -> Command {
    let mut workerd = Command::new(env::workerd());
    workerd.arg("serve").arg(env::root().join("tests/bench/floor.capnp"));
    workerd.arg(format!("--socket-addr=http=127.0.0.1:{port}"));
    workerd.arg(format!("--directory-path=storage={}", folder.display()));
    workerd
}

/// Whether a `GET` is answered with 200. The simplest client, since it is timed.
fn answers(port: u16, path: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
