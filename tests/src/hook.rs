//! An endpoint of webhooks: it records what is posted to it, and answers as scripted.

use crate::local_server::LocalServer;
use crate::wait::PATIENCE;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// What was posted.
#[derive(Debug, Clone)]
pub struct Post {
    /// The path and query.
    pub path: String,
    /// The headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
    /// The status that it was answered with; 0 if it was not answered.
    pub answered: u16,
}

impl Post {
    /// The header `webhook-id`.
    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The type of the event.
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// The conversation that it is about.
    pub fn conversation(&self) -> String {
        self.json()["data"]["conversation"]["id"].as_str().unwrap_or_default().to_owned()
    }

    /// The number of the event in the conversation's log.
    pub fn seq(&self) -> u64 {
        self.json()["data"]["seq"].as_u64().unwrap()
    }

    /// Whether one of its signatures was made with this secret, computed as the specification says.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(self.id().as_bytes());
        mac.update(b".");
        mac.update(self.headers["webhook-timestamp"].as_bytes());
        mac.update(b".");
        mac.update(self.body.as_bytes());
        let expected = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
        self.headers["webhook-signature"].split(' ').any(|signature| signature == expected)
    }
}

/// How a request is answered.
#[derive(Debug, Clone)]
pub enum Reaction {
    Status(StatusCode),
    /// With a redirect to this address.
    Redirect(String),
    /// Not at all.
    Hang,
}

/// An endpoint that runs until it is dropped.
pub struct Hook {
    pub url: String,
    received: Arc<Received>,
    _server: LocalServer,
}

#[derive(Default)]
struct Received {
    posts: Mutex<Vec<Post>>,
    /// How the next requests are answered; then like `then`.
    next: Mutex<VecDeque<Reaction>>,
    then: Mutex<Option<StatusCode>>,
    arrival: Notify,
}

impl Hook {
    /// Starts the endpoint; it answers 204.
    pub async fn open() -> Self {
        let received = Arc::new(Received::default());
        let router = Router::new().fallback(take).with_state(Arc::clone(&received));
        let server = LocalServer::serve(router).await;
        Self { url: format!("{}/hook?a=b", server.origin), received, _server: server }
    }

    /// Scripts how one more of the next requests is answered.
    pub fn next(&self, reaction: Reaction) {
        self.received.next.lock().unwrap().push_back(reaction);
    }

    /// All further requests are answered with this status.
    pub fn answers(&self, status: StatusCode) {
        *self.received.then.lock().unwrap() = Some(status);
    }

    /// Everything so far.
    pub fn so_far(&self) -> Vec<Post> {
        self.received.posts.lock().unwrap().clone()
    }

    /// What was answered with 2xx so far.
    pub fn delivered(&self) -> Vec<Post> {
        let posts = self.so_far().into_iter();
        posts.filter(|post| (200..300).contains(&post.answered)).collect()
    }

    /// Waits until the posts so far are as wanted, and returns them.
    pub async fn until(&self, wanted: &str, done: impl Fn(&[Post]) -> bool) -> Vec<Post> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let arrival = self.received.arrival.notified();
            let posts = self.so_far();
            if done(&posts) {
                return posts;
            }
            let arrived = timeout_at(deadline, arrival).await;
            assert!(arrived.is_ok(), "timed out waiting for {wanted}: {posts:#?}");
        }
    }

    /// Waits until an event of this type was delivered, and returns the first.
    pub async fn event(&self, kind: &str) -> Post {
        let is_it = |post: &&Post| (200..300).contains(&post.answered) && post.kind() == kind;
        let posts = self.until(kind, |posts| posts.iter().any(|post| is_it(&post))).await;
        posts.iter().find(is_it).cloned().unwrap()
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
    let then = received.then.lock().unwrap().unwrap_or(StatusCode::NO_CONTENT);
    let reaction = received.next.lock().unwrap().pop_front().unwrap_or(Reaction::Status(then));
    let status = match &reaction {
        Reaction::Status(status) => *status,
        Reaction::Redirect(_) => StatusCode::FOUND,
        Reaction::Hang => StatusCode::NO_CONTENT,
    };
    let hangs = matches!(reaction, Reaction::Hang);
    let post = Post {
        path: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        headers: headers.iter().map(text).collect(),
        body: String::from_utf8(body.to_vec()).unwrap(),
        answered: if hangs { 0 } else { status.as_u16() },
    };
    received.posts.lock().unwrap().push(post);
    received.arrival.notify_waiters();
    match reaction {
        Reaction::Status(status) => (status, "what I think of it").into_response(),
        Reaction::Redirect(to) => (status, [("location", to)]).into_response(),
        Reaction::Hang => std::future::pending().await,
    }
}
