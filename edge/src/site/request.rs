//! Requests from the worker to a site, one for each route that the site handles. The compiler
//! checks that each has a handler whose answer has the type in the table.

use super::Shell;
use super::principal::Principal;
use super::reply::Reply;
use super::site_request::Credential;
use crate::error::{Answer, ApiError};
use crate::http::body;
use serde::{Deserialize, Serialize};
use shared::api::{self, Endpoint, Query, Request};
use std::rc::Rc;

/// A route that the site handles.
pub(super) trait Handler: Endpoint {
    /// Handles a request of a caller who may make it.
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer>;
}

/// The parts of a request that the worker reads.
pub(crate) struct Input {
    /// The query parameters, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// The body as JSON text.
    pub(crate) body: String,
    /// The value of the `If-Match` header.
    pub(crate) if_match: Option<String>,
}

impl Input {
    /// Parses it as a request for a route.
    pub(crate) fn request<E: Endpoint>(self, route: E) -> Result<Request<E>, ApiError> {
        let query = query::<E>(&self.query)?;
        let body = serde_json::from_str(&self.body).map_err(body::bad)?;
        Ok(Request { route, query, body, if_match: self.if_match })
    }
}

/// Parses a query; if a parameter is repeated, the first one counts.
pub(crate) fn query<E: Endpoint>(actual: &[(String, String)]) -> Result<E::Query, ApiError> {
    let get =
        |name: &str| actual.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    Ok(E::Query::read(get)?)
}

/// A type that can be sent to the site.
trait Carried {
    fn answer(self, shell: &Rc<Shell>, who: &Credential) -> Answer;
}

impl<E: Handler> Carried for Request<E> {
    fn answer(self, shell: &Rc<Shell>, who: &Credential) -> Answer {
        let me = Principal::authenticate(shell, who)?;
        me.check(E::INFO, self.route.is_own(&self.query, me.identity()))?;
        Ok(E::handle(shell, &me, self)?.into_response())
    }
}

/// Stands for the routes that the worker handles; the site never gets one.
#[derive(Serialize, Deserialize)]
pub(crate) enum Never {}

impl Carried for Never {
    fn answer(self, _: &Rc<Shell>, _: &Credential) -> Answer {
        match self {}
    }
}

macro_rules! carried {
    (site $name:ident) => { Request<api::$name> };
    (worker $name:ident) => { Never };
}

macro_rules! site_requests {
    ($($location:ident $name:ident;)+) => {
        /// A request for one of the routes that the site handles.
        #[derive(Serialize, Deserialize)]
        pub(crate) enum RouteRequest {
            $($name(carried!($location $name)),)+
        }

        impl RouteRequest {
            /// Authenticates the caller, checks their permissions, and handles the request.
            pub(super) fn answer(self, shell: &Rc<Shell>, who: &Credential) -> Answer {
                match self {
                    $(Self::$name(request) => request.answer(shell, who),)+
                }
            }
        }
    };
}

shared::all_routes!(site_requests);
