//! A tab as a separate process, which can be stopped with its socket open, like a sleeping
//! computer.

use crate::socket::Endpoint;
use crate::wait::within;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// What the process prints when its socket opens.
pub const OPENED: &str = "opened";
/// What it prints before the reason when its socket closes.
pub const CLOSED: &str = "over:";

/// A running tab.
pub struct Tab {
    process: Child,
    /// Its standard input: the process ends when this closes.
    _stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Everything it printed.
    received: Vec<String>,
}

impl Tab {
    /// Opens a tab that connects to an endpoint; `program` is this crate's `bellhop-tab`.
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

    /// Waits until it prints a line that contains the text, and returns the line.
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

    /// Stops the process, like a computer that goes to sleep; its socket stays open.
    pub async fn sleep(&self) {
        self.signal("-STOP").await;
    }

    /// Continues the process, like a computer that wakes up.
    pub async fn wake(&self) {
        self.signal("-CONT").await;
    }

    async fn signal(&self, signal: &str) {
        let process = self.process.id().unwrap().to_string();
        let sent = Command::new("kill").args([signal, &process]).status().await.unwrap();
        assert!(sent.success(), "there was no process {process}");
    }
}
