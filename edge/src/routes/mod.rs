//! From a request to its answer. Everything a stranger sends is proven here, before any object is
//! woken; objects only ever get requests made by us.

pub(crate) mod analytics_batch;
pub(crate) mod route;
pub(crate) mod static_files;

mod agents;
mod blocked;
mod conversations;
mod counts;
mod dialogues;
mod files;
mod installation;
mod operator;
mod pages;
mod people;
mod pictures;
mod sign_in;
mod sockets;
mod team;

use self::route::Route;
use crate::auth::api_key;
use crate::auth::session_cookie::Session;
use crate::error::{Answer, ApiError, into_response};
use crate::http::{body, cors};
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::config::{self, Config};
use crate::site::{AgentRequest, Credential, SiteRequest};
use serde_json::json;
use shared::id::SiteId;
use worker::{Context, Env, Request, Response};

/// A request, and what is needed to answer it.
struct RequestContext {
    request: Request,
    env: Env,
    context: Context,
    config: Config,
}

/// Answers a request from outside.
pub(crate) async fn answer(
    request: Request,
    env: Env,
    context: Context,
) -> worker::Result<Response> {
    if let Err(error) = own_origin(&request) {
        return error.answer();
    }
    let route = match route::find(&request.method(), &request.path()) {
        Ok(Route::Static) => return into_response(static_files::serve(&request, &env).await),
        Ok(route) => route,
        Err(error) => return error.answer(),
    };
    let answer = match Config::read(&env) {
        Ok(config) => RequestContext { request, env, context, config }.answer(route).await,
        Err(error) => Err(error),
    };
    into_response(answer)
}

impl RequestContext {
    async fn answer(self, route: Route) -> Answer {
        match route {
            Route::Health => body::answer(&json!({ "status": "ok" })),
            Route::Preflight => pages::preflight(&self),
            Route::Bootstrap(site) => pages::bootstrap(self, &site).await,
            Route::Panel(site) => pages::panel(&self, &site).await,
            Route::Visitors(site) => pages::visitors(self, &site).await,
            Route::Count(site) => counts::count(self, &site).await,
            Route::Begin(site) => conversations::begin(self, &site).await,
            Route::Socket(id) => sockets::conversation(&self, &id).await,
            Route::Share(id) => files::share(self, &id).await,
            Route::File(id, file) => files::file(&self, &id, &file).await,
            Route::Desk(site) => sockets::desk(&self, &site).await,
            Route::SignIn(site) => sign_in::sign_in(self, &site).await,
            Route::SignOut(site) => sign_in::sign_out(&self, &site).await,
            Route::PutSite(site) => operator::put_site(self, &site).await,
            Route::PutPackage(site) => operator::put_package(self, &site).await,
            Route::TransferTargets(site) => sockets::transfer_targets(&self, &site).await,
            Route::Invite(site) => team::invite(self, &site).await,
            Route::Invited(site) => team::invited(&self, &site).await,
            Route::Join(site) => team::join(self, &site).await,
            Route::CheckPage(site) => installation::check(self, &site).await,
            Route::AvailabilityOverview(site) => team::availability(&self, &site).await,
            Route::TryRouting(site) => team::try_routing(self, &site).await,
            Route::Routing(site, id) => conversations::routing(&self, &site, &id).await,
            Route::Blocked(site) => blocked::list(&self, &site).await,
            Route::UnblockOne(site, visitor) => blocked::unblock_one(&self, &site, visitor).await,
            Route::BlockState(site, id) => blocked::state(&self, &site, &id).await,
            Route::Block(site, id) => blocked::block(self, &site, &id).await,
            Route::Unblock(site, id) => blocked::unblock(&self, &site, &id).await,
            Route::Transcript(site, id) => conversations::transcript(&self, &site, &id).await,
            Route::Picture(site, agent, hash) => pictures::picture(&self, &site, agent, hash).await,
            Route::OwnPicture(site, agent) => pictures::path(&self, &site, agent).await,
            Route::PutPicture(site, agent) => pictures::put(self, &site, agent).await,
            route @ (Route::Visitor(..)
            | Route::People(_)
            | Route::Person(..)
            | Route::PutPerson(..)
            | Route::ExportPerson(..)
            | Route::ErasePerson(..)
            | Route::Erasures(_)
            | Route::Erasure(..)) => people::answer(self, route).await,
            route => dialogues::answer(self, route).await,
        }
    }

    /// The origin we are reached at.
    fn own_origin(&self) -> Result<String, ApiError> {
        own_origin(&self.request)
    }

    /// The session whose cookie came with the request. Whether it still holds only the site knows.
    fn session(&self, site: &SiteId) -> Result<Session, ApiError> {
        let cookie = self.request.headers().get("Cookie")?;
        Session::from_cookie(&self.config.signer, clock::now(), site, cookie.as_deref())
    }

    /// Whose request it is, by the key or the cookie that came with it.
    fn credential(&self, site: &SiteId) -> Result<Credential, ApiError> {
        if let Some(key) = self.key(site)? {
            return Ok(Credential::Key { hash: api_key::hash(&key) });
        }
        let Session { id, agent, .. } = self.session(site)?;
        Ok(Credential::Session { session: id, agent })
    }

    /// The API key that came with the request, proven to be made here.
    fn key(&self, site: &SiteId) -> Result<Option<String>, ApiError> {
        let header = self.request.headers().get("Authorization")?;
        api_key::from_header(&self.config.signer, site, header.as_deref())
    }

    /// Whoever sends a write means it: no browser adds a key to a request by itself, but a cookie.
    fn check_csrf(&self, site: &SiteId) -> Result<(), ApiError> {
        match self.key(site)? {
            Some(_) => Ok(()),
            None => self.check_origin(),
        }
    }

    /// A browser sends cookies whoever asks it to: what they permit must come from our own pages.
    fn check_origin(&self) -> Result<(), ApiError> {
        let own = self.own_origin()?;
        match self.request.headers().get("Origin")? {
            Some(actual) if actual == own => Ok(()),
            actual => {
                let actual = actual.unwrap_or_else(|| "no page (there is no Origin header)".into());
                Err(ApiError::ForeignOrigin { own, actual })
            }
        }
    }

    /// Asks a site; its answer is the answer.
    async fn send_to_site(&self, site: &SiteId, request: &SiteRequest) -> Answer {
        let request = outbox::request("request", request)?;
        Ok(config::site(&self.env, site)?.fetch_with_request(request).await?)
    }

    /// Asks a site in the name of whoever sent the request.
    async fn request_as(&self, site: &SiteId, act: AgentRequest) -> Answer {
        self.send_to_site(site, &SiteRequest::As { credential: self.credential(site)?, act }).await
    }

    /// The value of a query parameter.
    fn query(&self, name: &str) -> Result<Option<String>, ApiError> {
        let url = self.request.url()?;
        let found = url.query_pairs().find(|(key, _)| key == name);
        Ok(found.map(|(_, value)| value.into_owned()))
    }

    /// Adds what lets a page of a site read an answer, also one that says no.
    fn for_page(&self, answer: Answer) -> Answer {
        let origin = self.request.headers().get("Origin")?;
        cors::allow(into_response(answer)?, origin.as_deref())
    }
}

/// The origin a request reached us at. workerd puts whatever `X-Forwarded-Proto` says before the host:
/// what is no protocol of ours would give an origin that a page of nobody has, too (`null`).
pub(crate) fn own_origin(request: &Request) -> Result<String, ApiError> {
    match request.url() {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            Ok(url.origin().ascii_serialization())
        }
        Ok(_) | Err(_) => Err(ApiError::BadProxy),
    }
}
