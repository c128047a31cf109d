//! Routes, and how a request finds its route.

use super::access::Access;
use super::param::{ParamError, Query, QueryParam};
use super::table::{ROUTES, Route};
use crate::id::{AgentId, IdError};
use crate::problem::ProblemCode;
use crate::protocol::AuditKind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A route; its type holds the path parameters.
pub trait Endpoint: Serialize + DeserializeOwned + 'static {
    /// The table's entry of the route.
    const INFO: &'static RouteInfo;
    /// The query parameters.
    type Query: Query;
    /// The body, as a client writes it.
    type Body;
    /// The body, as the worker passes it on. Texts and bytes (as base64) are not parsed yet.
    type Received: Serialize + DeserializeOwned;
    type Answer;

    /// The path of the URL.
    fn path(&self) -> String;

    /// Whether a request is about something of the caller's own. `me` is `None` for an API key.
    fn is_own(&self, query: &Self::Query, me: Option<&AgentId>) -> bool;

    /// Path and query of the URL.
    fn url(&self, query: &Self::Query) -> String {
        let mut url = self.path();
        query.write(&mut url);
        url
    }
}

/// A parsed request for a route.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "E: Endpoint")]
pub struct Request<E: Endpoint> {
    /// The route with its path parameters.
    pub route: E,
    pub query: E::Query,
    pub body: E::Received,
    /// The value of the `If-Match` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_match: Option<String>,
}

/// The routes with which an agent sets up the second factor that their site requires. Until then
/// all others are closed to them.
const SETUP: [&str; 4] = ["GetMe", "GetSecondFactor", "BeginSecondFactor", "TurnOnSecondFactor"];

/// An entry of the table of routes.
#[derive(Debug)]
pub struct RouteInfo {
    /// Its name, which is also the `operationId`.
    pub name: &'static str,
    /// The tag that groups routes in the OpenAPI document.
    pub tag: &'static str,
    pub method: Method,
    /// The path, with parameters in braces.
    pub pattern: &'static str,
    pub summary: &'static str,
    pub access: Access,
    /// How the body is read.
    pub body: BodyKind,
    /// How the answer is written.
    pub answer: AnswerKind,
    /// Status codes of successful requests.
    pub statuses: &'static [u16],
    /// The problems that only some routes answer with; [`Self::problems`] returns all.
    pub own_problems: &'static [ProblemCode],
    /// What a request leaves in the site's audit log, if it changes anything: one of these.
    pub logs: &'static [AuditKind],
    /// The query parameters.
    pub query: &'static [QueryParam],
    /// The names of the path parameters.
    pub params: &'static [&'static str],
    /// Makes the route from the values of its path parameters.
    pub(super) build: fn(&[&str]) -> Result<Route, ParamError>,
}

/// The HTTP methods that routes use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::upper_case_acronyms, reason = "as HTTP writes them")]
pub enum Method {
    GET,
    POST,
    PUT,
    DELETE,
}

impl Method {
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
    /// The request has no body.
    None,
    /// A JSON object.
    Json,
    /// A JSON object or nothing.
    Optional,
    /// A JSON object that is stored as it was written.
    Text,
    /// The bytes of a file.
    Bytes,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    Json,
    /// Text that people read.
    Text,
    /// A table, or with `format=json` a list.
    Csv,
    /// The bytes of a file.
    Bytes,
    /// An HTML page.
    Html,
    /// The answer has no body.
    Empty,
    /// The connection becomes a WebSocket.
    Socket,
}

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Route(Route),
    /// A CORS preflight request.
    Preflight,
}

/// Why a request is for no route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteError {
    /// No route has this path.
    NoRoute,
    /// The path exists for other methods.
    Method {
        /// The value of the header `Allow`.
        allow: String,
    },
    /// An id in the path is malformed.
    Id(IdError),
}

/// Finds the route of a request. If several patterns fit, the one with the earlier literal segment
/// wins.
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
            Err(ParamError::NoNumber { .. } | ParamError::NotAllowed { .. }) => {
                Err(RouteError::NoRoute)
            }
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

/// The values of the parameters, if the path fits the pattern.
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
    /// Whether an agent may call it who has not set up the second factor that their site requires.
    pub fn is_part_of_setup(&self) -> bool {
        SETUP.contains(&self.name)
    }

    /// The entry of the route with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ROUTES.iter().copied().find(|info| info.name == name)
    }

    /// The entry of the route that a request is for.
    pub fn of_request(method: &str, path: &str) -> Option<&'static Self> {
        match find(method, path) {
            Ok(Found::Route(route)) => Some(route.info()),
            _ => None,
        }
    }

    /// Whether a request of this method changes something.
    pub const fn writes(&self) -> bool {
        !matches!(self.method, Method::GET)
    }

    /// Every problem that the route can answer with: those that follow from its path, its body and
    /// its access rules, and its own.
    pub fn problems(&self) -> Vec<ProblemCode> {
        use ProblemCode as P;
        let mut problems = vec![
            P::NotConfigured,
            P::BadProxy,
            P::Broken,
            P::Unreadable,
            P::StorageFull,
            P::NewerData,
        ];
        let mut add = |more: &[ProblemCode]| problems.extend(more);
        let ids = self.params.iter().any(|param| !matches!(*param, "version" | "hash"));
        if ids || !self.query.is_empty() {
            add(&[P::BadId]);
        }
        if self.query.iter().any(|param| {
            matches!(param.name, "scope" | "sort" | "format" | "cursor" | "what" | "zone")
        }) {
            add(&[P::Invalid]);
        }
        match self.body {
            BodyKind::None => {}
            BodyKind::Bytes => add(&[P::TooLarge]),
            BodyKind::Json | BodyKind::Optional | BodyKind::Text => add(&[P::BadBody, P::TooLarge]),
        }
        if self.params.contains(&"site") {
            // Too many unknown sites slow each other down.
            add(&[P::NoSite, P::SlowDown]);
        }
        match self.access {
            Access::Anybody => {}
            Access::Page => add(&[P::PageNotAllowed, P::SlowDown]),
            Access::Visitor => {
                add(&[P::PageNotAllowed, P::NoToken, P::BadToken, P::ExpiredToken, P::SlowDown]);
            }
            Access::Participant => add(&[
                P::NoToken,
                P::BadToken,
                P::ExpiredToken,
                P::NotYours,
                P::NotSignedIn,
                P::ForeignOrigin,
                P::NoSite,
                P::SlowDown,
                P::NoPermission,
            ]),
            Access::Operator => add(&[P::NotOperator]),
            Access::MailMachine => add(&[P::NotMailMachine]),
            Access::Agents { session, key } => {
                add(&[P::NotSignedIn, P::BadKey, P::RevokedKey]);
                if !self.is_part_of_setup() {
                    add(&[P::SecondFactorRequired]);
                }
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
