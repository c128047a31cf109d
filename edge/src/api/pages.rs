//! What a visitor's page asks for before there is a conversation. In steady state no object is woken.

use super::{Call, conversations};
use crate::error::{Answer, Fault};
use crate::identity::{self, Standing};
use crate::snapshot::{self, Snapshot, Source};
use crate::token::{self, VisitorToken};
use crate::{body, chance, clock, cors, csp, names, static_files};
use shared::event::Page;
use shared::id::SiteId;
use shared::protocol::{Claim, Identity, PageAsks, VisitorAsks, VisitorGreeting, VisitorNamed};
use std::rc::Rc;
use worker::Method;

/// What a page can ask with is small: ids and what is known of one visitor.
const MAX_ASK_BYTES: usize = 64 * 1024;

/// A page may always ask; the answer says whether it may have what it asked for.
pub(super) fn preflight(call: &Call) -> Answer {
    call.for_page(cors::preflight())
}

/// A page asks what to greet its visitor with.
pub(super) async fn bootstrap(mut call: Call, site: &SiteId) -> Answer {
    let answer = greet(&mut call, site).await;
    call.for_page(answer)
}

async fn greet(call: &mut Call, site: &SiteId) -> Answer {
    let (snapshot, source) = for_page(call, site).await?;
    let asks = asks(call).await?;
    let boot = snapshot.boot(clock::now(), asks, conversations::place(&call.request));
    let mut answer = body::answer(&boot)?;
    let timing = format!("snapshot;desc=\"{}\"", source.as_str());
    answer.headers_mut().set("Server-Timing", &timing)?;
    Ok(answer)
}

/// What a page asks; a script that only wants to look may write it in the address.
async fn asks(call: &mut Call) -> Result<PageAsks, Fault> {
    if call.request.method() == Method::Post {
        return body::json_up_to(&mut call.request, MAX_ASK_BYTES).await;
    }
    let page = Page { url: call.query("url")?.unwrap_or_default(), ..Page::default() };
    let done = call.query("done")?.unwrap_or_default();
    let done = done.split(',').map(str::to_owned).collect();
    Ok(PageAsks { page, done, ..PageAsks::default() })
}

/// A name for a browser, and the token that proves it: nothing is kept of it here, and nobody asked.
/// A page that is not known to be a stranger's gets one: alone it is worth nothing.
/// Whom the site's server has signed for is the same visitor everywhere, and nobody else gets that name.
pub(super) async fn visitors(mut call: Call, site: &SiteId) -> Answer {
    let answer = greeting(&mut call, site).await;
    call.for_page(answer)
}

async fn greeting(call: &mut Call, site: &SiteId) -> Answer {
    let asks: VisitorAsks = body::json_or_nothing(&mut call.request, MAX_ASK_BYTES).await?;
    let claim = claim(call, site, asks.identity).await?;
    let seal = &call.config.seal;
    let visitor = match &claim {
        Some(claim) => names::visitor(seal, site, claim)?,
        None => chance::visitor()?,
    };
    let expires = clock::now() + token::LIFETIME;
    let token = VisitorToken { site: site.clone(), visitor, expires };
    let (sealed, visitor) = (token.seal(seal), token.visitor);
    let greeting = VisitorGreeting { visitor, token: sealed, expires };
    body::answer(&VisitorNamed { greeting, verified: claim.is_some() })
}

/// Whom the site's server has signed for, if it has. Where nobody is named, nobody is asked.
async fn claim(
    call: &Call,
    site: &SiteId,
    identity: Option<Identity>,
) -> Result<Option<Claim>, Fault> {
    let Some(identity) = identity else {
        if let Some(snapshot) = snapshot::in_memory(clock::now(), site)? {
            check_page(call, &snapshot)?;
        }
        return Ok(None);
    };
    let (snapshot, _) = for_page(call, site).await?;
    Ok(match identity::look(clock::now(), &snapshot, &identity)? {
        Standing::Verified(claim) => Some(claim),
        Standing::Unsigned => None,
    })
}

/// The page in the frame, with the policy that says who may frame it.
pub(super) async fn panel(call: &Call, site: &SiteId) -> Answer {
    let (snapshot, _) = snapshot::of(&call.env, &call.context, site).await?;
    let policy = csp::panel(&call.own_origin()?, &snapshot.settings.allowed_domains);
    static_files::page(&call.request, &call.env, "/panel.html", &policy).await
}

/// The site's snapshot, where the page that asks is one of those that may.
pub(super) async fn for_page(call: &Call, site: &SiteId) -> Result<(Rc<Snapshot>, Source), Fault> {
    let (snapshot, source) = snapshot::of(&call.env, &call.context, site).await?;
    check_page(call, &snapshot)?;
    Ok((snapshot, source))
}

fn check_page(call: &Call, snapshot: &Snapshot) -> Result<(), Fault> {
    let origin = call.request.headers().get("Origin")?;
    cors::check(&call.own_origin()?, &snapshot.settings.allowed_domains, origin.as_deref())
}
