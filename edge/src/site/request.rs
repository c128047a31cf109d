//! Requests as the worker hands them to a site: one for each route that the site answers. That each has a
//! handler, and each handler's answer the type that the table names, the compiler sees to.

use super::Shell;
use super::principal::Principal;
use super::reply::Reply;
use super::site_request::Credential;
use crate::error::{Answer, ApiError};
use crate::http::body;
use serde::{Deserialize, Serialize};
use shared::api::{self, Endpoint, Query, Request};
use std::rc::Rc;

/// A route that the site answers.
pub(super) trait Handler: Endpoint {
    /// Answers a request of somebody who may make it.
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer>;
}

/// The parts of a request from outside, as far as the worker reads them.
pub(crate) struct Input {
    /// What the query says, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// The body as JSON.
    pub(crate) body: String,
    /// The header of that name.
    pub(crate) if_match: Option<String>,
}

impl Input {
    /// Reads it as a request for a route.
    pub(crate) fn request<E: Endpoint>(self, route: E) -> Result<Request<E>, ApiError> {
        let query = query::<E>(&self.query)?;
        let body = serde_json::from_str(&self.body).map_err(body::bad)?;
        Ok(Request { route, query, body, if_match: self.if_match })
    }
}

/// Reads a query; of a name that is there twice the first counts.
pub(crate) fn query<E: Endpoint>(actual: &[(String, String)]) -> Result<E::Query, ApiError> {
    let get =
        |name: &str| actual.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    Ok(E::Query::read(get)?)
}

/// What can be carried to the site.
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

/// Stands for the routes that begin in the worker: the site is never handed one.
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
        /// A request for one of the routes that the site answers.
        #[derive(Serialize, Deserialize)]
        pub(crate) enum RouteRequest {
            $($name(carried!($location $name)),)+
        }

        impl RouteRequest {
            /// Checks who asks and whether they may, and answers.
            pub(super) fn answer(self, shell: &Rc<Shell>, who: &Credential) -> Answer {
                match self {
                    $(Self::$name(request) => request.answer(shell, who),)+
                }
            }
        }
    };
}

shared::all_routes!(site_requests);
