//! A network between browsers and the worker that loses requests, or lets no WebSocket through.

use crate::proxy::pass;
use crate::random::Rng;
use crate::server::Server;
use http_body_util::{Either, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::UPGRADE;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, server};
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A proxy without TLS that fails some requests, until it is dropped.
pub struct BadNetwork {
    port: u16,
    faults: Arc<Faults>,
    serving: JoinHandle<()>,
}

struct Faults {
    rng: Mutex<Rng>,
    /// Of a hundred requests.
    lost: u64,
    /// Whether the upgrade of a WebSocket is refused.
    no_sockets: AtomicBool,
    /// What was lost, for messages.
    log: Mutex<Vec<String>>,
}

/// How a request ends that the network loses.
enum Loss {
    /// The connection is closed without an answer.
    Cut,
    /// A gateway on the way gives up.
    BadGateway,
}

impl BadNetwork {
    /// Loses `percent` of all requests at random, upgrades of WebSockets too.
    pub async fn losing(server: &Server, percent: u64, rng: Rng) -> Self {
        Self::before(server, rng, percent, false).await
    }

    /// Passes everything on but WebSockets, as some proxies of companies do.
    pub async fn without_sockets(server: &Server) -> Self {
        Self::before(server, Rng::from_seed(0), 0, true).await
    }

    async fn before(server: &Server, rng: Rng, lost: u64, no_sockets: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let (port, upstream) = (listener.local_addr().unwrap().port(), server.port());
        let (rng, no_sockets) = (Mutex::new(rng), AtomicBool::new(no_sockets));
        let log = Mutex::default();
        let faults = Arc::new(Faults { rng, lost, no_sockets, log });
        let shared = Arc::clone(&faults);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let faults = Arc::clone(&shared);
                tokio::spawn(async move {
                    let answer = service_fn(|request| answer(request, upstream, &faults));
                    let connection = server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer)
                        .with_upgrades();
                    let _ = connection.await;
                });
            }
        });
        Self { port, faults, serving }
    }

    /// Its origin, for browsers.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// From now on WebSockets pass.
    pub fn lets_sockets_through(&self) {
        self.faults.no_sockets.store(false, Ordering::Relaxed);
    }

    /// What was lost since the last call.
    pub fn lost(&self) -> Vec<String> {
        std::mem::take(&mut self.faults.log.lock().unwrap())
    }
}

impl Drop for BadNetwork {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Faults {
    fn loss(&self, request: &Request<Incoming>) -> Option<Loss> {
        if self.no_sockets.load(Ordering::Relaxed) && request.headers().contains_key(UPGRADE) {
            return Some(Loss::BadGateway);
        }
        let (drawn, way) = {
            let mut rng = self.rng.lock().unwrap();
            (rng.below(100), rng.below(2))
        };
        // Without its script there is nothing of ours in the page.
        if drawn >= self.lost || request.uri().path() == "/widget.js" {
            return None;
        }
        self.log.lock().unwrap().push(format!("{} {}", request.method(), request.uri().path()));
        Some(if way == 0 { Loss::Cut } else { Loss::BadGateway })
    }
}

async fn answer(
    request: Request<Incoming>,
    upstream: u16,
    faults: &Faults,
) -> Result<Response<Either<Incoming, Empty<Bytes>>>, Box<dyn Error + Send + Sync>> {
    match faults.loss(&request) {
        None => Ok(pass(request, upstream, &[]).await?.map(Either::Left)),
        Some(Loss::Cut) => Err("lost".into()),
        Some(Loss::BadGateway) => {
            let mut response = Response::new(Either::Right(Empty::new()));
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            Ok(response)
        }
    }
}
