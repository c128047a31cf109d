//! The push service: it records pushes and answers as scripted.

use crate::local_server::LocalServer;
use crate::random::random_string;
use crate::wait::PATIENCE;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{AppendHeaders, IntoResponse, Response};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
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
    _server: LocalServer,
}

/// A status, and a header where it needs one.
type Answer = (StatusCode, Option<(HeaderName, String)>);

#[derive(Default)]
struct Received {
    pushes: Mutex<Vec<Push>>,
    /// What is answered to each of the next pushes; then 201.
    answers: Mutex<VecDeque<Answer>>,
    arrival: Notify,
}

impl Service {
    /// Starts the service.
    pub async fn open() -> Self {
        let received = Arc::new(Received::default());
        let router = Router::new().fallback(take).with_state(Arc::clone(&received));
        let server = LocalServer::serve(router).await;
        Self { origin: server.origin.clone(), received, _server: server }
    }

    /// Returns a new endpoint for a browser.
    pub fn endpoint(&self) -> String {
        format!("{}/push/{}", self.origin, random_string())
    }

    /// The next push is answered with that status, and with a header where it needs one.
    pub fn answers(&self, status: StatusCode, header: Option<(HeaderName, String)>) {
        self.received.answers.lock().unwrap().push_back((status, header));
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

async fn take(
    State(received): State<Arc<Received>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.to_string(), value.to_str().unwrap_or_default().to_owned())
    };
    let push = Push {
        path: uri.path().to_owned(),
        headers: headers.iter().map(text).collect(),
        body: body.to_vec(),
    };
    let answer = received.answers.lock().unwrap().pop_front();
    received.pushes.lock().unwrap().push(push);
    received.arrival.notify_waiters();
    let (status, header) = answer.unwrap_or((StatusCode::CREATED, None));
    (status, AppendHeaders(header)).into_response()
}
