//! What a route is, and which one a request is for.

use super::access::Access;
use super::param::{ParamError, Query, QueryParam};
use super::table::{ROUTES, Route};
use crate::id::{AgentId, IdError};
use crate::problem::ProblemCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// One route: its type holds the parameters of the path.
pub trait Endpoint: Serialize + DeserializeOwned + 'static {
    /// What the table says of it.
    const INFO: &'static RouteInfo;
    /// What it reads from the query.
    type Query: Query;
    /// Its body, as a client writes it.
    type Body;
    /// Its body, as the worker hands it on: a text or bytes (as base64) are not read yet.
    type Received: Serialize + DeserializeOwned;
    /// Its answer.
    type Answer;

    /// The path of the URL.
    fn path(&self) -> String;

    /// Whether a request is about what is the caller's own; `me` is nobody for an API key.
    fn is_own(&self, query: &Self::Query, me: Option<&AgentId>) -> bool;

    /// Path and query of the URL.
    fn url(&self, query: &Self::Query) -> String {
        let mut url = self.path();
        query.write(&mut url);
        url
    }
}

/// A request for a route, all of it read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "E: Endpoint")]
pub struct Request<E: Endpoint> {
    /// The route, with the parameters of its path.
    pub route: E,
    /// What the query says.
    pub query: E::Query,
    pub body: E::Received,
    /// The `If-Match` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_match: Option<String>,
}

/// What the table says of a route.
#[derive(Debug)]
pub struct RouteInfo {
    /// Its name; also its `operationId`.
    pub name: &'static str,
    /// The group of routes it belongs to.
    pub tag: &'static str,
    pub method: Method,
    /// The path with its parameters in braces.
    pub pattern: &'static str,
    pub summary: &'static str,
    /// Who may call it.
    pub access: Access,
    /// How its body is read.
    pub body: BodyKind,
    /// How its answer is written.
    pub answer: AnswerKind,
    /// The status of a request that succeeds.
    pub statuses: &'static [u16],
    /// The problems that only some routes answer with; [`Self::problems`] has all.
    pub own_problems: &'static [ProblemCode],
    /// What it reads from the query.
    pub query: &'static [QueryParam],
    /// The parameters of its path.
    pub params: &'static [&'static str],
    /// Makes the route of the parameters of a path.
    pub(super) build: fn(&[&str]) -> Result<Route, ParamError>,
}

/// The methods of HTTP that routes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::upper_case_acronyms, reason = "as HTTP writes them")]
pub enum Method {
    GET,
    POST,
    PUT,
    DELETE,
}

impl Method {
    /// As HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GET => "GET",
            Self::POST => "POST",
            Self::PUT => "PUT",
            Self::DELETE => "DELETE",
        }
    }
}

/// How a body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// It is not read.
    None,
    /// A JSON object.
    Json,
    /// A JSON object, or nothing.
    Optional,
    /// A JSON object that is kept as it was written.
    Text,
    /// The bytes of a file.
    Bytes,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// As JSON.
    Json,
    /// As plain text.
    Text,
    /// As a file.
    Bytes,
    /// As a page.
    Html,
    /// Without a body.
    Empty,
    /// The connection becomes a WebSocket.
    Socket,
}

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A route.
    Route(Route),
    /// A browser asks whether a page of another origin may call.
    Preflight,
}

/// Why a request is for no route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteError {
    /// There is nothing at that path.
    NoRoute,
    /// There is something at that path, for these methods.
    Method {
        /// As the header `Allow` lists them.
        allow: String,
    },
    /// An id in the path is none.
    Id(IdError),
}

/// Finds what a request is for. Of several patterns that fit a path the one with the earlier literal counts.
pub fn find(method: &str, path: &str) -> Result<Found, RouteError> {
    let mut best: Option<(&str, Vec<&str>)> = None;
    for info in ROUTES {
        let Some(values) = values(info.pattern, path) else { continue };
        if best.as_ref().is_none_or(|(pattern, _)| is_more_literal(info.pattern, pattern)) {
            best = Some((info.pattern, values));
        }
    }
    let (pattern, values) = best.ok_or(RouteError::NoRoute)?;
    let at_path = || ROUTES.iter().filter(|info| info.pattern == pattern);
    if let Some(info) = at_path().find(|info| info.method.as_str() == method) {
        return match (info.build)(&values) {
            Ok(route) => Ok(Found::Route(route)),
            Err(ParamError::Id(error)) => Err(RouteError::Id(error)),
            Err(ParamError::Number | ParamError::NotAllowed { .. }) => Err(RouteError::NoRoute),
        };
    }
    let from_pages = |info: &&&RouteInfo| matches!(info.access, Access::Page | Access::Visitor);
    if method == "OPTIONS" && at_path().any(|info| from_pages(&info)) {
        return Ok(Found::Preflight);
    }
    let mut methods: Vec<Method> = at_path().map(|info| info.method).collect();
    methods.sort_unstable();
    let allow: Vec<&str> = methods.into_iter().map(Method::as_str).collect();
    Err(RouteError::Method { allow: allow.join(", ") })
}

/// The values of the parameters, where a path fits a pattern.
fn values<'p>(pattern: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let (mut expected, mut actual) = (pattern.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (expected.next(), actual.next()) {
            (None, None) => return Some(values),
            (Some(expected), Some(actual)) if expected.starts_with('{') => values.push(actual),
            (Some(expected), Some(actual)) if expected == actual => {}
            _ => return None,
        }
    }
}

/// Whether the first segment in which two patterns differ is a literal in `one`.
fn is_more_literal(one: &str, other: &str) -> bool {
    let differ = one.split('/').zip(other.split('/')).find(|(one, other)| one != other);
    differ.is_some_and(|(_, other)| other.starts_with('{'))
}

impl RouteInfo {
    /// What the table says of the route with that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ROUTES.iter().copied().find(|info| info.name == name)
    }

    /// What the table says of the route that a request is for, if it is for one.
    pub fn of_request(method: &str, path: &str) -> Option<&'static Self> {
        match find(method, path) {
            Ok(Found::Route(route)) => Some(route.info()),
            _ => None,
        }
    }

    /// Whether a request changes something.
    pub const fn writes(&self) -> bool {
        !matches!(self.method, Method::GET)
    }

    /// Every problem it can answer with: those that follow from its path, its body and who may call it, and
    /// its own.
    pub fn problems(&self) -> Vec<ProblemCode> {
        use ProblemCode as P;
        let mut problems = vec![P::NotConfigured, P::BadProxy, P::Broken];
        let mut add = |more: &[ProblemCode]| problems.extend(more);
        let ids = self.params.iter().any(|param| !matches!(*param, "version" | "hash"));
        if ids || !self.query.is_empty() {
            add(&[P::BadId]);
        }
        if self
            .query
            .iter()
            .any(|param| matches!(param.name, "scope" | "sort" | "format" | "cursor"))
        {
            add(&[P::Invalid]);
        }
        match self.body {
            BodyKind::None => {}
            BodyKind::Bytes => add(&[P::TooLarge]),
            BodyKind::Json | BodyKind::Optional | BodyKind::Text => add(&[P::BadBody, P::TooLarge]),
        }
        if self.params.contains(&"site") {
            add(&[P::NoSite]);
        }
        match self.access {
            Access::Anybody => {}
            Access::Page => add(&[P::PageNotAllowed]),
            Access::Visitor => {
                add(&[P::PageNotAllowed, P::NoToken, P::BadToken, P::ExpiredToken]);
            }
            Access::Participant => add(&[
                P::NoToken,
                P::BadToken,
                P::ExpiredToken,
                P::NotYours,
                P::NotSignedIn,
                P::ForeignOrigin,
                P::NoSite,
                P::NoPermission,
            ]),
            Access::Operator => add(&[P::NotOperator]),
            Access::Agents { session, key } => {
                add(&[P::NotSignedIn, P::BadKey, P::RevokedKey]);
                if session.names_permission() || key.names_permission() {
                    add(&[P::NoPermission]);
                }
                if key == super::Needs::Never {
                    add(&[P::NotForKeys]);
                }
                if self.writes() {
                    add(&[P::ForeignOrigin]);
                }
            }
        }
        add(self.own_problems);
        problems.sort_unstable();
        problems.dedup();
        problems
    }
}

#[cfg(test)]
mod tests;
