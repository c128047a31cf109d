//! From a request to its answer. Everything a stranger sends is proven here, before any object is
//! woken; objects only ever get requests made by us.

mod agents;
mod conversations;
mod counts;
mod dialogues;
mod installation;
mod operator;
mod pages;
mod pictures;
mod sign_in;
mod sockets;
mod team;

use crate::config::{self, Config};
use crate::error::{Answer, Fault, settle};
use crate::outbox;
use crate::route::{self, Route};
use crate::session::Session;
use crate::site_object::{AgentCall, SiteCall, Who};
use crate::{body, clock, cors, key, static_files};
use serde_json::json;
use shared::id::SiteId;
use worker::{Context, Env, Request, Response};

/// A request, and what is needed to answer it.
struct Call {
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
    let route = match route::find(&request.method(), &request.path()) {
        Ok(Route::Static) => return settle(static_files::serve(&request, &env).await),
        Ok(route) => route,
        Err(fault) => return fault.answer(),
    };
    let answer = match Config::read(&env) {
        Ok(config) => Call { request, env, context, config }.answer(route).await,
        Err(fault) => Err(fault),
    };
    settle(answer)
}

impl Call {
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
            Route::Desk(site) => sockets::desk(&self, &site).await,
            Route::SignIn(site) => sign_in::sign_in(self, &site).await,
            Route::SignOut(site) => sign_in::sign_out(&self, &site).await,
            Route::PutSite(site) => operator::put_site(self, &site).await,
            Route::PutPackage(site) => operator::put_package(self, &site).await,
            Route::Colleagues(site) => sockets::colleagues(&self, &site).await,
            Route::Invite(site) => team::invite(self, &site).await,
            Route::Invited(site) => team::invited(&self, &site).await,
            Route::Join(site) => team::join(self, &site).await,
            Route::CheckPage(site) => installation::check(self, &site).await,
            Route::Duty(site) => team::duty(&self, &site).await,
            Route::TryRouting(site) => team::try_routing(self, &site).await,
            Route::Routing(site, id) => conversations::routing(&self, &site, &id).await,
            Route::Transcript(site, id) => conversations::transcript(&self, &site, &id).await,
            Route::Picture(site, agent, hash) => pictures::picture(&self, &site, agent, hash).await,
            Route::OwnPicture(site, agent) => pictures::path(&self, &site, agent).await,
            Route::PutPicture(site, agent) => pictures::put(self, &site, agent).await,
            route => dialogues::answer(self, route).await,
        }
    }

    /// The origin we are reached at.
    fn own_origin(&self) -> Result<String, Fault> {
        own_origin(&self.request)
    }

    /// The session whose cookie came with the request. Whether it still holds only the site knows.
    fn session(&self, site: &SiteId) -> Result<Session, Fault> {
        let cookie = self.request.headers().get("Cookie")?;
        Session::of(&self.config.seal, clock::now(), site, cookie.as_deref())
    }

    /// Whose request it is, by the key or the cookie that came with it.
    fn who(&self, site: &SiteId) -> Result<Who, Fault> {
        if let Some(key) = self.key(site)? {
            return Ok(Who::Key { hash: key::hash(&key) });
        }
        let Session { id, agent, .. } = self.session(site)?;
        Ok(Who::Session { session: id, agent })
    }

    /// The API key that came with the request, proven to be made here.
    fn key(&self, site: &SiteId) -> Result<Option<String>, Fault> {
        let header = self.request.headers().get("Authorization")?;
        key::of(&self.config.seal, site, header.as_deref())
    }

    /// Whoever sends a write means it: no browser adds a key to a request by itself, but a cookie.
    fn must_be_meant(&self, site: &SiteId) -> Result<(), Fault> {
        match self.key(site)? {
            Some(_) => Ok(()),
            None => self.must_come_from_own_page(),
        }
    }

    /// A browser sends cookies whoever asks it to: what they permit must come from our own pages.
    fn must_come_from_own_page(&self) -> Result<(), Fault> {
        let own = self.own_origin()?;
        match self.request.headers().get("Origin")? {
            Some(given) if given == own => Ok(()),
            given => {
                let given = given.unwrap_or_else(|| "no page (there is no Origin header)".into());
                Err(Fault::ForeignOrigin { own, given })
            }
        }
    }

    /// Asks a site; its answer is the answer.
    async fn ask(&self, site: &SiteId, call: &SiteCall) -> Answer {
        let request = outbox::post("call", call)?;
        Ok(config::site(&self.env, site)?.fetch_with_request(request).await?)
    }

    /// Asks a site in the name of whoever sent the request.
    async fn ask_as(&self, site: &SiteId, act: AgentCall) -> Answer {
        self.ask(site, &SiteCall::As { who: self.who(site)?, act }).await
    }

    /// The value of a query parameter.
    fn query(&self, name: &str) -> Result<Option<String>, Fault> {
        let url = self.request.url()?;
        let found = url.query_pairs().find(|(key, _)| key == name);
        Ok(found.map(|(_, value)| value.into_owned()))
    }

    /// Adds what lets a page of a site read an answer, also one that says no.
    fn for_page(&self, answer: Answer) -> Answer {
        let origin = self.request.headers().get("Origin")?;
        cors::allow(settle(answer)?, origin.as_deref())
    }
}

/// The origin a request reached us at.
pub(crate) fn own_origin(request: &Request) -> Result<String, Fault> {
    Ok(request.url()?.origin().ascii_serialization())
}
