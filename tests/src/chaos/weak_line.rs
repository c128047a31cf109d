//! A line between clients and server that is cut, and that stalls or dies: both ends think that
//! their connection stands, and nothing arrives.

use crate::server::Server;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A TCP proxy, until it is dropped.
pub(super) struct WeakLine {
    port: u16,
    faults: watch::Sender<Faults>,
    serving: JoinHandle<()>,
}

/// What has happened to the connections, by their numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Faults {
    /// Connections with lower numbers are cut.
    cut_below: u64,
    /// Connections with lower numbers and this parity stall.
    stalled: Option<(u64, u64)>,
    /// A few of the connections with lower numbers are dead.
    dead_below: u64,
}

impl Faults {
    fn stalls(self, number: u64) -> bool {
        let stalls = |(below, parity)| number < below && number % 2 == parity;
        self.stalled.is_some_and(stalls) || self.is_dead(number)
    }

    /// Nothing goes through for ever, and neither end is told that the other one is gone.
    const fn is_dead(self, number: u64) -> bool {
        number < self.dead_below && number.is_multiple_of(5)
    }

    const fn is_cut(self, number: u64) -> bool {
        number < self.cut_below && !self.is_dead(number)
    }
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl WeakLine {
    pub(super) async fn before(server: &Server) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let (port, upstream) = (listener.local_addr().unwrap().port(), server.port());
        let (faults, seen) = watch::channel(Faults::default());
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = NEXT.fetch_add(1, Ordering::Relaxed);
                let mut seen = seen.clone();
                tokio::spawn(async move {
                    // While the server is down, the client's connection just closes.
                    let Ok(server) = TcpStream::connect(("127.0.0.1", upstream)).await else {
                        return;
                    };
                    let (seen_there, seen_back) = (seen.clone(), seen.clone());
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::select! {
                        () = pass(number, seen_there, from_client, to_server) => {}
                        () = pass(number, seen_back, from_server, to_client) => {}
                        _ = seen.wait_for(|faults| faults.is_cut(number)) => {}
                    }
                });
            }
        });
        Self { port, faults, serving }
    }

    /// Its origin, for clients.
    pub(super) fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Cuts all connections.
    pub(super) fn cut(&self) {
        let below = NEXT.load(Ordering::Relaxed);
        self.faults.send_modify(|faults| {
            *faults = Faults { cut_below: below, stalled: None, ..*faults };
        });
    }

    /// Lets a few of the connections die unnoticed: their ends never learn it from the line.
    pub(super) fn die(&self) {
        let below = NEXT.load(Ordering::Relaxed);
        self.faults.send_modify(|faults| faults.dead_below = below);
    }

    /// Lets half of the connections stall, until they are cut.
    pub(super) fn stall(&self, parity: u64) {
        let below = NEXT.load(Ordering::Relaxed);
        self.faults.send_modify(|faults| faults.stalled = Some((below, parity)));
    }
}

impl Drop for WeakLine {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Passes bytes on in one direction, until it ends.
async fn pass(
    number: u64,
    mut seen: watch::Receiver<Faults>,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        if seen.wait_for(|faults| !faults.stalls(number)).await.is_err() {
            return;
        }
        match from.read(&mut bytes).await {
            Ok(length @ 1..) => {
                // What was read before the line stalled waits with it.
                if seen.wait_for(|faults| !faults.stalls(number)).await.is_err()
                    || to.write_all(&bytes[..length]).await.is_err()
                {
                    return;
                }
            }
            _ => return,
        }
    }
}
