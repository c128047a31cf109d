//! A client of the edge's HTTP API.

use super::json;
use crate::texts::{served, t};
use gloo_net::http::{Method as HttpMethod, Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::{Endpoint, GetFigures, Method, Paging};
use shared::id::SiteId;
use shared::metrics::Figures;
use shared::protocol::ProblemText;
use web_sys::{Blob, RequestCredentials};

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HttpError {
    /// The session is over.
    NotSignedIn(String),
    /// The password is correct, and a code of the second factor is needed too.
    CodeNeeded(String),
    /// The edge refused; a sentence for the screen.
    Refused(String),
    /// The edge couldn't be reached.
    Unreachable,
}

impl HttpError {
    /// The sentence for the screen.
    pub(crate) fn text(self) -> String {
        match self {
            Self::NotSignedIn(text) | Self::CodeNeeded(text) | Self::Refused(text) => text,
            Self::Unreachable => t!("app-unreachable").to_owned(),
        }
    }
}

/// Calls a route without a body, and parses its response.
pub(crate) async fn call<E>(route: &E) -> Result<E::Answer, HttpError>
where
    E: Endpoint<Query = ()>,
    E::Answer: DeserializeOwned,
{
    call_as(route).await
}

/// Calls a route with a query, and parses its response.
pub(crate) async fn query<E>(route: &E, query: &E::Query) -> Result<E::Answer, HttpError>
where
    E: Endpoint,
    E::Answer: DeserializeOwned,
{
    answer(send(E::INFO.method, &route.url(query), None::<&()>).await?).await
}

/// Calls a route with a body, and parses its response.
pub(crate) async fn write<E>(route: &E, body: &E::Body) -> Result<E::Answer, HttpError>
where
    E: Endpoint<Query = ()>,
    E::Body: Serialize,
    E::Answer: DeserializeOwned,
{
    write_as(route, body).await
}

/// Calls a route without a body, and parses the part of its response that `T` has.
pub(crate) async fn call_as<E, T>(route: &E) -> Result<T, HttpError>
where
    E: Endpoint<Query = ()>,
    T: DeserializeOwned,
{
    answer(send(E::INFO.method, &route.path(), None::<&()>).await?).await
}

/// Calls a route with a body, and parses the part of its response that `T` has.
pub(crate) async fn write_as<E, T>(route: &E, body: &E::Body) -> Result<T, HttpError>
where
    E: Endpoint<Query = ()>,
    E::Body: Serialize,
    T: DeserializeOwned,
{
    answer(send(E::INFO.method, &route.path(), Some(body)).await?).await
}

/// The figures of the deployment after a site, for whoever has the operator's token.
pub(crate) async fn figures(token: &str, after: Option<SiteId>) -> Result<Figures, HttpError> {
    let cursor = after.map(|site| site.to_string());
    let request = request(GetFigures::INFO.method, &GetFigures {}.url(&Paging { cursor }))
        .credentials(RequestCredentials::Omit)
        .header("authorization", &format!("Bearer {token}"));
    answer(check_status(fetched(request.build()).await?).await?).await
}

/// Uploads a file to a route, and parses its response.
pub(crate) async fn write_file<E>(route: &E, file: &Blob) -> Result<E::Answer, HttpError>
where
    E: Endpoint<Query = (), Body = Vec<u8>>,
    E::Answer: DeserializeOwned,
{
    let request = request(E::INFO.method, &route.path()).body(file.clone());
    answer(check_status(fetched(request).await?).await?).await
}

/// Uploads a file to a route with a query, and parses its response.
pub(crate) async fn upload<E>(
    route: &E,
    query: &E::Query,
    file: &Blob,
) -> Result<E::Answer, HttpError>
where
    E: Endpoint<Body = Vec<u8>>,
    E::Answer: DeserializeOwned,
{
    let request = request(E::INFO.method, &route.url(query)).body(file.clone());
    answer(check_status(fetched(request).await?).await?).await
}

async fn send(
    method: Method,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<Response, HttpError> {
    check_status(send_tagged(method, path, body.map(json::write).as_deref(), None).await?).await
}

/// Sends a JSON text, conditionally on an `ETag`. Returns the response even if it is an error.
pub(crate) async fn send_tagged(
    method: Method,
    path: &str,
    body: Option<&str>,
    over: Option<&str>,
) -> Result<Response, HttpError> {
    let mut request = request(method, path).header("accept", "application/json");
    if let Some(tag) = over {
        request = request.header("if-match", tag);
    }
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request.build(),
    };
    fetched(request).await
}

fn request(method: Method, path: &str) -> RequestBuilder {
    let method = match method {
        Method::GET => HttpMethod::GET,
        Method::POST => HttpMethod::POST,
        Method::PUT => HttpMethod::PUT,
        Method::DELETE => HttpMethod::DELETE,
    };
    RequestBuilder::new(path).method(method).credentials(RequestCredentials::SameOrigin)
}

async fn fetched(request: Result<Request, gloo_net::Error>) -> Result<Response, HttpError> {
    let sent = async { request?.send().await };
    sent.await.map_err(|_| HttpError::Unreachable)
}

/// Returns the response, or its error.
pub(crate) async fn check_status(response: Response) -> Result<Response, HttpError> {
    if response.ok() { Ok(response) } else { Err(problem(&response).await) }
}

async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, HttpError> {
    let text = response.text().await.map_err(|_| HttpError::Unreachable)?;
    // Where there is nothing to say, there is no body.
    let text = if text.is_empty() { "null" } else { &text };
    json::read(text).ok_or(HttpError::Refused(t!("app-unreadable").to_owned()))
}

pub(crate) async fn problem(response: &Response) -> HttpError {
    let said = response.text().await.ok().and_then(|text| json::read::<ProblemText>(&text));
    let kind = said.as_ref().map(|problem| problem.kind.clone()).unwrap_or_default();
    let code = kind.rsplit('#').next().unwrap_or_default();
    let said = said.map(|problem| problem.detail).filter(|detail| !detail.is_empty());
    let said = said.map(|detail| served::problem(code, detail));
    match response.status() {
        401 if code == "code_needed" => HttpError::CodeNeeded(said.unwrap_or_default()),
        401 => HttpError::NotSignedIn(said.unwrap_or_else(|| t!("sign-in-please").to_owned())),
        status => {
            HttpError::Refused(said.unwrap_or_else(|| t!("app-server-error", status = status)))
        }
    }
}
