//! The push service: it records pushes and answers as scripted.

use crate::random::random_string;
use crate::wait::PATIENCE;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

/// A received push.
#[derive(Debug, Clone)]
pub struct Push {
    pub path: String,
    /// The headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The encrypted body.
    pub body: Vec<u8>,
}

/// A push service that runs until it is dropped.
pub struct Service {
    pub origin: String,
    received: Arc<Received>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Received {
    pushes: Mutex<Vec<Push>>,
    /// The responses to the next pushes; then 201.
    answers: Mutex<VecDeque<String>>,
    arrival: Notify,
}

impl Service {
    /// Starts the service.
    pub async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Received::default());
        let taking = Arc::clone(&received);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taking = Arc::clone(&taking);
                tokio::spawn(async move {
                    // A client that disconnects early has nothing to push.
                    let _ = taking.serve(stream).await;
                });
            }
        });
        Self { origin, received, serving }
    }

    /// Returns a new endpoint for a browser.
    pub fn endpoint(&self) -> String {
        format!("{}/push/{}", self.origin, random_string())
    }

    /// Answers the next push with that status and these header lines.
    pub fn answers(&self, status: &str, headers: &str) {
        self.received.answers.lock().unwrap().push_back(format!("{status}\r\n{headers}"));
    }

    /// Waits until that many pushes have arrived, and returns all so far.
    pub async fn pushes(&self, count: usize) -> Vec<Push> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let arrival = self.received.arrival.notified();
            let pushes = self.so_far();
            if pushes.len() >= count {
                return pushes;
            }
            let waited = timeout_at(deadline, arrival).await;
            assert!(waited.is_ok(), "timed out waiting for {count} pushes: {pushes:#?}");
        }
    }

    /// The pushes so far.
    pub fn so_far(&self) -> Vec<Push> {
        self.received.pushes.lock().unwrap().clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Received {
    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut request = Vec::new();
        let head = loop {
            if let Some(end) = request.windows(4).position(|end| end == b"\r\n\r\n") {
                break end;
            }
            if read(&mut stream, &mut request).await? == 0 {
                return Ok(());
            }
        };
        let text = String::from_utf8_lossy(&request[..head]).into_owned();
        let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
        let headers: BTreeMap<_, _> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length: usize = headers.get("content-length").map_or(0, |n| n.parse().unwrap());
        while request.len() < head + 4 + length {
            if read(&mut stream, &mut request).await? == 0 {
                return Ok(());
            }
        }
        let push = Push { path, headers, body: request.split_off(head + 4) };
        let answer = self.answers.lock().unwrap().pop_front();
        let answer = answer.unwrap_or_else(|| "201 Created\r\n".to_owned());
        self.pushes.lock().unwrap().push(push);
        self.arrival.notify_waiters();
        let answer = format!("HTTP/1.1 {answer}Content-Length: 0\r\nConnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    }
}

async fn read(stream: &mut TcpStream, into: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut part = [0; 4096];
    let read = stream.read(&mut part).await?;
    into.extend(&part[..read]);
    Ok(read)
}
