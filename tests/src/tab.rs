//! A tab in a process of its own: it can be stopped with its socket open, as a machine that sleeps.

use crate::socket::Endpoint;
use crate::wait::within;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// What the process prints when its socket opens.
pub const OPENED: &str = "opened";
/// What it prints before the reason when its socket is over.
pub const CLOSED: &str = "over:";

/// A tab that runs.
pub struct Tab {
    process: Child,
    /// Its standard input: when it ends the process does.
    _stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Everything it printed.
    received: Vec<String>,
}

impl Tab {
    /// Opens a tab that goes in by that door; `program` is the `bellhop-tab` of this crate.
    pub async fn open(program: &Path, endpoint: &Endpoint) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        stdin.write_all(format!("{}\n", endpoint.to_json()).as_bytes()).await.unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut tab = Self { process, _stdin: stdin, lines, received: Vec::new() };
        tab.prints(OPENED).await;
        tab
    }

    /// Waits until it prints a line with that text in it, and gives the line.
    pub async fn prints(&mut self, text: &str) -> String {
        loop {
            let line = within(&format!("a tab to print {text}"), self.lines.next_line()).await;
            let line =
                line.unwrap().unwrap_or_else(|| panic!("the tab ended: {:#?}", self.received));
            self.received.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Its machine falls asleep: it does nothing any more, and its socket stays open.
    pub async fn sleep(&self) {
        self.signal("-STOP").await;
    }

    /// Its machine wakes up.
    pub async fn wake(&self) {
        self.signal("-CONT").await;
    }

    async fn signal(&self, signal: &str) {
        let process = self.process.id().unwrap().to_string();
        let sent = Command::new("kill").args([signal, &process]).status().await.unwrap();
        assert!(sent.success(), "there was no process {process}");
    }
}
