//! Routes for visitors' pages before there is a conversation. In steady state they wake no object.

use super::static_files;
use super::{RequestContext, Serve, conversations};
use crate::auth::derived_ids;
use crate::auth::identity::{self, SignatureCheck};
use crate::auth::visit_ids;
use crate::auth::visitor_token::{self, VisitorToken};
use crate::error::{Answer, ApiError};
use crate::http::{body, cors, csp};
use crate::messaging::outbox;
use crate::runtime::{clock, config, random};
use crate::site::SiteRequest;
use crate::site::snapshot::{self, Snapshot, Source};
use shared::api::{CreateVisitor, GetBootstrap, GetPanel, PageQuery, PostBootstrap};
use shared::event::Page;
use shared::id::{SiteId, VisitId};
use shared::install::SIGHTING_EVERY;
use shared::limit::Limit;
use shared::protocol::{
    BootstrapRequest, Claim, Identity, PageBoot, VisitorGreeting, VisitorNamed, VisitorRequest,
};
use shared::time::Timestamp;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::Method;

/// Largest body of these requests; they only have ids and attributes of one visitor.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Any page may send a preflight request; the answer to the actual request says whether it is
/// allowed.
pub(super) fn preflight(ctx: &RequestContext) -> Answer {
    ctx.for_page(cors::preflight())
}

impl Serve for GetBootstrap {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let answer = greet(&mut ctx, &self.site).await;
        ctx.for_page(answer)
    }
}

impl Serve for PostBootstrap {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let answer = greet(&mut ctx, &self.site).await;
        ctx.for_page(answer)
    }
}

/// The bootstrap of a page.
async fn greet(ctx: &mut RequestContext, site: &SiteId) -> Answer {
    let (snapshot, source) = for_page(ctx, site).await?;
    let request = request(ctx).await?;
    let visit = visit(ctx, site, request.visit.as_deref())?;
    let boot = snapshot.boot(clock::now(), request, conversations::location(ctx));
    let boot = PageBoot { visit, ..boot };
    let mut answer = body::answer(&boot)?;
    let timing = format!("snapshot;desc=\"{}\"", source.as_str());
    answer.headers_mut().set("Server-Timing", &timing)?;
    Ok(answer)
}

/// The id under which a visit is counted. A visit that has one keeps it. How many can begin is
/// limited by address, so that a stranger can't count many; above the limit, the page gets none and
/// works without.
fn visit(
    ctx: &RequestContext,
    site: &SiteId,
    visit: Option<&str>,
) -> Result<Option<VisitId>, ApiError> {
    let Some(visit) = visit.and_then(|visit| VisitId::parse(visit).ok()) else { return Ok(None) };
    let (signer, now) = (&ctx.config.signer, clock::now());
    if visit_ids::is_ours(signer, now, site, &visit) {
        return Ok(Some(visit));
    }
    if ctx.limit_by_address(Limit::VisitsFromAddress).is_err() {
        return Ok(None);
    }
    visit_ids::derive(signer, now, site, &visit).map(Some)
}

/// The bootstrap request of a page, from the body or from the query.
async fn request(ctx: &mut RequestContext) -> Result<BootstrapRequest, ApiError> {
    if ctx.request.method() == Method::Post {
        return body::json_up_to(&mut ctx.request, MAX_BODY_BYTES).await;
    }
    let PageQuery { url, done } = ctx.query::<GetBootstrap>()?;
    let page = Page { url: url.unwrap_or_default(), ..Page::default() };
    let done = done.unwrap_or_default();
    let done = done.split(',').map(str::to_owned).collect();
    Ok(BootstrapRequest { page, done, ..BootstrapRequest::default() })
}

/// Issues a visitor id and its token. Nothing is stored and no object is asked; a token alone gives
/// access to nothing. A visitor whose identity is signed gets the same id on every device, and
/// nobody else can get it.
impl Serve for CreateVisitor {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let answer = greeting(&mut ctx, &self.site).await;
        ctx.for_page(answer)
    }
}

async fn greeting(ctx: &mut RequestContext, site: &SiteId) -> Answer {
    ctx.limit_by_address(Limit::TokensForAddress)?;
    let request: VisitorRequest = body::json_or_nothing(&mut ctx.request, MAX_BODY_BYTES).await?;
    let claim = claim(ctx, site, request.identity).await?;
    let signer = &ctx.config.signer;
    let visitor = match &claim {
        Some(claim) => derived_ids::visitor(signer, site, claim)?,
        None => random::visitor()?,
    };
    let expires = clock::now() + visitor_token::LIFETIME;
    let token = VisitorToken { site: site.clone(), visitor, only: None, expires };
    let text = token.sign(signer);
    let greeting = VisitorGreeting { visitor: token.visitor, token: text, expires };
    body::answer(&VisitorNamed { greeting, verified: claim.is_some() })
}

/// The verified claim of an identity, if it has one. Without an identity the site is not asked.
async fn claim(
    ctx: &RequestContext,
    site: &SiteId,
    identity: Option<Identity>,
) -> Result<Option<Claim>, ApiError> {
    let Some(identity) = identity else {
        if let Some(snapshot) = snapshot::in_memory(clock::now(), site)? {
            check_page(ctx, &snapshot)?;
        }
        return Ok(None);
    };
    let (snapshot, _) = for_page(ctx, site).await?;
    Ok(match identity::verify(clock::now(), &snapshot, &identity)? {
        SignatureCheck::Verified(claim) => Some(claim),
        SignatureCheck::Unsigned => None,
    })
}

impl Serve for GetPanel {
    /// The page of the panel, with the policy that says who may frame it.
    async fn serve(self, ctx: RequestContext) -> Answer {
        let (snapshot, _) = snapshot::load(&ctx.env, &ctx.context, &self.site).await?;
        let policy = csp::panel(&ctx.own_origin()?, &snapshot.settings.allowed_domains);
        let mut page = static_files::page(&ctx.request, &ctx.env, "/panel.html", &policy).await?;
        // A page that isolates itself (COEP) frames only what does so, too. Without credentials,
        // pictures of other origins are loaded all the same.
        page.headers_mut().set("Cross-Origin-Embedder-Policy", "credentialless")?;
        page.headers_mut().set("Cross-Origin-Resource-Policy", "cross-origin")?;
        Ok(page)
    }
}

/// The site's snapshot, if the page's origin is allowed.
pub(super) async fn for_page(
    ctx: &RequestContext,
    site: &SiteId,
) -> Result<(Rc<Snapshot>, Source), ApiError> {
    let (snapshot, source) = snapshot::load(&ctx.env, &ctx.context, site).await?;
    if let Err(error) = check_page(ctx, &snapshot) {
        if let ApiError::PageNotAllowed { origin } = &error {
            report_page(ctx, site, origin, true);
        }
        return Err(error);
    }
    if !snapshot.page_seen
        && let Some(origin) = ctx.request.headers().get("Origin")?
        && origin != ctx.own_origin()?
    {
        report_page(ctx, site, &origin, false);
    }
    Ok((snapshot, source))
}

thread_local! {
    /// The pages that the isolate has reported to their sites lately.
    static REPORTED: RefCell<BTreeMap<(SiteId, String, bool), Timestamp>> = const { RefCell::new(BTreeMap::new()) };
}

/// Most pages that an isolate remembers.
const MOST_REPORTED: usize = 1_000;

/// Tells the site in the background of its first page, or of one that was refused, so that its admins
/// learn it. A page that goes on asking wakes the site once in a while.
fn report_page(ctx: &RequestContext, site: &SiteId, origin: &str, refused: bool) {
    let (now, key) = (clock::now(), (site.clone(), origin.to_owned(), refused));
    let reported = REPORTED.with_borrow_mut(|reported| {
        if reported.get(&key).is_some_and(|at| now.since(*at) < SIGHTING_EVERY) {
            return true;
        }
        if reported.len() >= MOST_REPORTED {
            reported.clear();
        }
        reported.insert(key, now);
        false
    });
    if reported || ctx.limit_by_address(Limit::VisitsFromAddress).is_err() {
        return;
    }
    let request = SiteRequest::PageSeen { origin: origin.to_owned(), refused };
    let (env, site) = (ctx.env.clone(), site.clone());
    ctx.context.wait_until(async move {
        let sent = async {
            let request = outbox::request("request", &request)?;
            config::site(&env, &site)?.fetch_with_request(request).await?;
            Ok::<(), ApiError>(())
        };
        if let Err(error) = sent.await {
            worker::console_warn!("a page of {site} was not reported: {error}");
        }
    });
}

fn check_page(ctx: &RequestContext, snapshot: &Snapshot) -> Result<(), ApiError> {
    let origin = ctx.request.headers().get("Origin")?;
    cors::check(&ctx.own_origin()?, &snapshot.settings.allowed_domains, origin.as_deref())
}
