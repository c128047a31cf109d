//! A small client of the HTTP API.

use crate::documented::undocumented;
use crate::tls;
pub use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::api::Endpoint;
use shared::problem::{PROBLEMS_PAGE, ProblemCode};
use std::error::Error;

/// A client of one server.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
    origin: String,
}

/// A request that is being built.
#[must_use]
pub struct RequestBuilder {
    builder: reqwest::RequestBuilder,
    method: Method,
    url: String,
}

#[derive(Debug, Clone)]
pub struct Answer {
    /// The request, for messages.
    pub description: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Http {
    /// A client of the server on that port.
    pub fn new(port: u16) -> Self {
        Self::at(&format!("http://localhost:{port}"))
    }

    /// A client of the server at that origin.
    pub fn at(origin: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { client, origin: origin.to_owned() }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The origin with a WebSocket scheme.
    pub fn socket_origin(&self) -> String {
        self.origin.replacen("http", "ws", 1)
    }

    /// A request to a path.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let builder = self.client.request(method.clone(), format!("{}{path}", self.origin));
        RequestBuilder { builder, method, url: path.to_owned() }
    }

    /// A request to a route.
    pub fn route<E: Endpoint>(&self, route: &E) -> RequestBuilder {
        let method = Method::from_bytes(E::INFO.method.as_str().as_bytes()).unwrap();
        self.request(method, &route.path())
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    /// A `PUT` of JSON.
    pub fn put(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.request(Method::PUT, path).json(body)
    }

    /// A `POST` of JSON.
    pub fn post(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.request(Method::POST, path).json(body)
    }
}

impl RequestBuilder {
    fn description(&self) -> String {
        format!("{} {}", self.method, self.url)
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    /// Adds a bearer token.
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.builder = self.builder.body(body.into());
        self
    }

    /// Sets a JSON body.
    pub fn json(self, body: &impl Serialize) -> Self {
        self.header("Content-Type", "application/json").body(serde_json::to_vec(body).unwrap())
    }

    /// Sends it; an incomplete response is an error.
    pub async fn attempt(self) -> Result<Answer, Box<dyn Error + Send + Sync>> {
        let description = self.description();
        let (client, request) = self.builder.build_split();
        let request = request?;
        if request.url().scheme() == "https" {
            return tls::send(description, request).await;
        }
        let response = client.execute(request).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?.to_vec();
        let wrong = undocumented(self.method.as_str(), &self.url, status, &body);
        let answer = Answer { description, status, headers, body };
        assert!(wrong.is_none(), "{}: {}", wrong.unwrap_or_default(), answer.dump());
        Ok(answer)
    }

    /// Sends it; panics without a response.
    pub async fn send(self) -> Answer {
        let description = self.description();
        let answer = crate::wait::within(&description, self.attempt()).await;
        answer.unwrap_or_else(|error| panic!("{description} was not answered: {error:?}"))
    }

    /// Sends it; panics unless it succeeds.
    pub async fn done(self) -> Answer {
        let answer = self.send().await;
        assert!((200..300).contains(&answer.status), "{}", answer.dump());
        answer
    }
}

/// The code of the problem in a body; nothing, if it is none.
pub fn problem_code(body: &[u8]) -> String {
    let problem = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let kind = problem["type"].as_str().unwrap_or_default();
    kind.rsplit_once('#').map_or(String::new(), |(_, code)| code.to_owned())
}

impl Answer {
    /// Parses the body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("not the JSON expected: {error}: {}", self.dump()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Asserts that the response is the problem with that status and code, and that the code is
    /// documented.
    #[track_caller]
    pub fn problem(&self, status: u16, name: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.dump());
        assert_eq!(
            self.header("Content-Type"),
            Some("application/problem+json"),
            "{}",
            self.dump()
        );
        let problem: Value = self.json();
        assert_eq!(problem["status"], status, "{}", self.dump());
        assert_eq!(problem["type"], format!("{PROBLEMS_PAGE}#{name}"), "{}", self.dump());
        let documented = ProblemCode::ALL.iter().any(|code| code.as_str() == name);
        assert!(documented, "shared::problem doesn't know {name}");
        let id = self.header("X-Request-Id").unwrap_or_default();
        assert_eq!(problem["instance"], format!("urn:uuid:{id}"), "{}", self.dump());
        for field in ["title", "detail"] {
            let text = problem[field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "no {field}: {}", self.dump());
        }
        problem
    }

    /// The whole response, for messages.
    pub fn dump(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        format!("{} was answered {} {body}\n{:#?}", self.description, self.status, self.headers)
    }
}
