//! Routes: from a request to its answer. Everything from outside is authenticated here before an
//! object is woken; objects only get requests that were built here.

pub(crate) mod analytics_batch;
pub(crate) mod route;
pub(crate) mod static_files;

mod apps;
mod backtest;
mod blocked;
mod conversations;
mod counts;
mod documents;
mod figures;
mod files;
mod health;
mod inbound_mail;
mod installation;
mod known_sites;
mod labels;
mod moving;
mod operator;
mod pages;
mod passkeys;
mod passwords;
mod people;
mod pictures;
mod place;
mod ratings;
mod sign_in;
mod single_sign_on;
mod sockets;
mod team;
mod transcript_mails;
mod webhooks;

pub(crate) use inbound_mail::take_from_cloudflare;

use self::route::Destination;
use crate::auth::session_cookie::{Scheme, Session};
use crate::auth::{api_key, derived_ids};
use crate::error::{Answer, ApiError, into_response};
use crate::http::{body, cors, headers, request_id};
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::config::{self, Config};
use crate::runtime::{counters, limits, rate_limiter};
use crate::site::{self as site_object, Credential, Input, RouteRequest, SiteRequest};
use data_encoding::BASE64;
use shared::api::{self, Access, BodyKind, Endpoint, Route, RouteInfo};
use shared::id::{ConversationId, SiteId};
use shared::limit::{ClientAddress, Limit};
use shared::protocol::{AuditEvent, By, Me};
use worker::{Context, Env, Request, Response, Stub};

/// A request, and what is needed to answer it.
struct RequestContext {
    request: Request,
    env: Env,
    context: Context,
    config: Config,
}

/// A route that the worker handles.
trait Serve: Endpoint {
    /// Handles a request for it.
    async fn serve(self, ctx: RequestContext) -> Answer;
}

/// Answers a request from outside.
pub(crate) async fn answer(
    request: Request,
    env: Env,
    context: Context,
) -> worker::Result<Response> {
    let id = match request_id::make() {
        Ok(id) => id,
        Err(error) => return error.answer(),
    };
    let own = match own_origin(&request) {
        Ok(own) => own,
        Err(error) => return request_id::add(error.answer()?, &id, "a request").await,
    };
    let (is_head, what) = (route::method(&request) == "HEAD", route::describe(&request));
    let answer = headers::secure(into_response(find(request, env, context).await)?, &own)?;
    let answer = request_id::add(answer, &id, &what).await?;
    counters::answered(answer.status_code());
    if is_head { headers::without_body(answer) } else { Ok(answer) }
}

/// Finds what a request is for, and answers it.
async fn find(request: Request, env: Env, context: Context) -> Answer {
    let destination = match route::find(&route::method(&request), &request.path())? {
        Destination::File => return static_files::serve(&request, &env).await,
        destination => destination,
    };
    let config = Config::read(&env)?;
    limits::read_setting(&env);
    let ctx = RequestContext { request, env, context, config };
    match destination {
        Destination::Route(route) => match known_site(&ctx, &route).await {
            Ok(()) => dispatch(ctx, route).await,
            Err(error) if matches!(route.info().access, Access::Page | Access::Visitor) => {
                ctx.for_page(Err(error))
            }
            Err(error) => Err(error),
        },
        Destination::Preflight | Destination::File => pages::preflight(&ctx),
    }
}

/// Refuses a route of a site that the deployment does not have, and a stranger who asks for too much.
async fn known_site(ctx: &RequestContext, route: &Route) -> Result<(), ApiError> {
    if rate_limiter::counts(route.info().access)
        && let Some(address) = ctx.client_address()
    {
        rate_limiter::check(&ctx.env, &address.to_string()).await?;
    }
    match known_sites::site_in_path(route.info(), &ctx.request.path())? {
        Some(site) => known_sites::check(ctx, &site).await,
        None => Ok(()),
    }
}

macro_rules! served {
    (site $ctx:ident $route:ident $name:ident) => {{
        let site = $route.site.clone();
        let read = |input: Input| Ok(RouteRequest::$name(input.request($route)?));
        forward($ctx, &site, api::$name::INFO, Box::new(read)).await
    }};
    (worker $ctx:ident $route:ident $name:ident) => {
        Serve::serve($route, $ctx).await
    };
}

macro_rules! dispatch {
    ($($location:ident $name:ident;)+) => {
        /// Handles a request for a route here, or forwards it to the site.
        async fn dispatch(ctx: RequestContext, route: Route) -> Answer {
            match route {
                $(Route::$name(route) => served!($location ctx route $name),)+
            }
        }
    };
}

shared::all_routes!(dispatch);

/// Parses a request from outside for the site.
type Read = Box<dyn FnOnce(Input) -> Result<RouteRequest, ApiError>>;

/// Forwards a request to its site, which authenticates the caller.
async fn forward(mut ctx: RequestContext, site: &SiteId, route: &RouteInfo, read: Read) -> Answer {
    let credential = ctx.who_calls(site, route)?;
    let request = Box::new(read(ctx.input(route).await?)?);
    ctx.send_to_site(site, &SiteRequest::As { credential, request }).await
}

impl RequestContext {
    /// The origin of this deployment, from the request.
    fn own_origin(&self) -> Result<String, ApiError> {
        own_origin(&self.request)
    }

    /// The session in the request's cookie. Only the site knows whether it was revoked.
    fn session(&self, site: &SiteId) -> Result<Session, ApiError> {
        let cookie = self.request.headers().get("Cookie")?;
        let (scheme, now) = (self.scheme()?, clock::now());
        Session::from_cookie(&self.config.signer, scheme, now, site, cookie.as_deref())
    }

    /// How the request reached this deployment.
    fn scheme(&self) -> Result<Scheme, ApiError> {
        Ok(Scheme::of_origin(&self.own_origin()?))
    }

    /// The credential of the request: an API key or a session cookie.
    fn credential(&self, site: &SiteId) -> Result<Credential, ApiError> {
        if let Some(key) = self.key(site)? {
            return Ok(Credential::Key { hash: api_key::hash(&key) });
        }
        let Session { id, agent, .. } = self.session(site)?;
        Ok(Credential::Session { session: id, agent })
    }

    /// The request's API key, if it was made here.
    fn key(&self, site: &SiteId) -> Result<Option<String>, ApiError> {
        let header = self.request.headers().get("Authorization")?;
        api_key::from_header(&self.config.signer, site, header.as_deref())
    }

    /// The credential of a request for a route. CSRF guard: a write needs an API key, or must come
    /// from one of our own pages, because browsers attach cookies by themselves.
    fn who_calls(&self, site: &SiteId, route: &RouteInfo) -> Result<Credential, ApiError> {
        if route.writes() && self.key(site)?.is_none() {
            self.check_origin()?;
        }
        self.credential(site)
    }

    /// CSRF guard: a request with a cookie must come from our own pages.
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

    /// Sends a request to a site and returns its answer.
    async fn send_to_site(&self, site: &SiteId, request: &SiteRequest) -> Answer {
        let request = outbox::request("request", request)?;
        Ok(config::site(&self.env, site)?.fetch_with_request(request).await?)
    }

    /// Asks a site whether the caller may call a route, and who they are. The inner error is the
    /// answer that refuses it.
    async fn authorize<E: Endpoint>(
        &self,
        site: &SiteId,
        credential: Credential,
    ) -> Result<Result<Me, Response>, ApiError> {
        Ok(self.caller::<E>(site, credential).await?.map(|(me, _)| me))
    }

    /// The same, with the caller's name in histories.
    async fn caller<E: Endpoint>(
        &self,
        site: &SiteId,
        credential: Credential,
    ) -> Result<Result<(Me, By), Response>, ApiError> {
        let site_call = SiteRequest::Authorize { credential, route: E::INFO.name.to_owned() };
        let mut answer = self.send_to_site(site, &site_call).await?;
        match answer.status_code() {
            200 => Ok(Ok(body::response_json(&mut answer).await?)),
            _ => Ok(Err(answer)),
        }
    }

    /// Has the site log what was done for the caller of a route.
    async fn done<E: Endpoint>(&self, site: &SiteId, event: AuditEvent) -> Answer {
        let (credential, route) = (self.who_calls(site, E::INFO)?, E::INFO.name.to_owned());
        self.send_to_site(site, &SiteRequest::Done { credential, route, event }).await
    }

    /// The client's address, where the deployment knows a header that tells it.
    fn client_address(&self) -> Option<ClientAddress> {
        let header = self.request.headers().get(self.config.address_header.as_ref()?).ok()??;
        ClientAddress::from_header(&header)
    }

    /// Uses one of a limit by the client's address. Without an address nothing is counted.
    fn limit_by_address(&self, limit: Limit) -> Result<(), ApiError> {
        match self.client_address() {
            Some(address) => limits::take(limit, &address.to_string()),
            None => Ok(()),
        }
    }

    /// The object of a conversation of this site. A made-up id wakes none.
    fn conversation(&self, site: &SiteId, id: &ConversationId) -> Result<Stub, ApiError> {
        if derived_ids::is_of_site(&self.config.signer, site, id) {
            config::conversation(&self.env, id)
        } else {
            Err(ApiError::NotFound("conversation"))
        }
    }

    /// The parts of a request that a route needs.
    async fn input(&mut self, route: &RouteInfo) -> Result<Input, ApiError> {
        let body = match route.body {
            BodyKind::None => "null".to_owned(),
            BodyKind::Json => body::text(&mut self.request, body::MAX_BYTES).await?,
            BodyKind::Optional => body::text_or_empty(&mut self.request, body::MAX_BYTES).await?,
            BodyKind::Text => {
                serde_json::to_string(&body::text(&mut self.request, body::MAX_BYTES).await?)?
            }
            BodyKind::Bytes => {
                let bytes = body::bytes(&mut self.request, body::MAX_BYTES).await?;
                serde_json::to_string(&BASE64.encode(&bytes))?
            }
        };
        let if_match = self.request.headers().get("If-Match")?;
        Ok(Input { query: self.query_pairs()?, body, if_match })
    }

    /// The query parameters of a route.
    fn query<E: Endpoint>(&self) -> Result<E::Query, ApiError> {
        site_object::query::<E>(&self.query_pairs()?)
    }

    fn query_pairs(&self) -> Result<Vec<(String, String)>, ApiError> {
        Ok(self.request.url()?.query_pairs().into_owned().collect())
    }

    /// Adds the CORS headers that let a site's page read the answer, including errors.
    fn for_page(&self, answer: Answer) -> Answer {
        let origin = self.request.headers().get("Origin")?;
        cors::allow(into_response(answer)?, origin.as_deref())
    }
}

/// The origin that a request was sent to. workerd uses any `X-Forwarded-Proto` as the scheme, so an
/// unknown one is refused: it would give the origin `null`, which sandboxed pages have too.
pub(crate) fn own_origin(request: &Request) -> Result<String, ApiError> {
    match request.url() {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            Ok(url.origin().ascii_serialization())
        }
        Ok(_) | Err(_) => Err(ApiError::BadProxy),
    }
}
