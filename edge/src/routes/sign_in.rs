//! Signing in and out. Passwords are verified in the worker, so that this slow work doesn't block
//! the site's object.

use super::{RequestContext, Serve};
use crate::auth::session_cookie::Session;
use crate::auth::{browser_cookie, password};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::{clock, limits, random};
use crate::site::{Credentials, NewSession, Sender, SiteRequest};
use shared::account::{KnownBrowser, LIFETIME};
use shared::api::{CreateSession, DeleteSession};
use shared::id::SiteId;
use shared::limit::Limit;
use shared::people::Device;
use shared::protocol::{Me, SignIn};
use worker::Response;

impl Serve for CreateSession {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        let sender = limited_sender(&ctx, site)?;
        let SignIn { email, password, code } = body::json(&mut ctx.request).await?;
        let of = SiteRequest::Credentials { email: email.clone(), sender: sender.clone() };
        let mut answer = ctx.send_to_site(site, &of).await?;
        if answer.status_code() != 200 {
            return Ok(answer);
        }
        let Credentials { agent, hash } = body::response_json(&mut answer).await?;
        let right = password::verify(&password, hash.as_deref())?;
        let Some((agent, hash)) = agent.zip(hash).filter(|_| right) else {
            let failed = SiteRequest::SignInFailed { email, address: sender.address };
            ctx.send_to_site(site, &failed).await?;
            return Err(ApiError::WrongSignIn);
        };
        let session = new_session(&ctx)?;
        let open = SiteRequest::Open { session: session.clone(), agent, hash, code, sender };
        let answer = ctx.send_to_site(site, &open).await?;
        with_cookie(&ctx, site, session, answer).await
    }
}

/// Who tries a password. This is limited before a password is hashed, which takes more time than
/// everything else here: strangers by address and site, a browser that has signed in before by itself.
pub(super) fn limited_sender(ctx: &RequestContext, site: &SiteId) -> Result<Sender, ApiError> {
    let address = ctx.client_address().map(|address| address.to_string());
    let cookies = ctx.request.headers().get("Cookie")?;
    let (signer, scheme) = (&ctx.config.signer, ctx.scheme()?);
    let browser = browser_cookie::from_cookie(signer, scheme, site, cookies.as_deref());
    if let Some(browser) = &browser {
        limits::take(Limit::SignInsOfKnownBrowser, &browser.name)?;
    } else {
        ctx.limit_by_address(Limit::SignInsFromAddress)?;
        limits::take(Limit::SignInsOfSite, site.as_str())?;
    }
    Ok(Sender { address, browser })
}

/// A session of the browser that sends the request.
pub(super) fn new_session(ctx: &RequestContext) -> Result<NewSession, ApiError> {
    let user_agent = ctx.request.headers().get("User-Agent")?.unwrap_or_default();
    let device = Device::from_user_agent(&user_agent);
    Ok(NewSession { id: random::session()?, device, by_passkey: false })
}

/// The site's answer, with the cookies of the session and of the browser if the site has opened it.
pub(super) async fn with_cookie(
    ctx: &RequestContext,
    site: &SiteId,
    session: NewSession,
    mut answer: Response,
) -> Answer {
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let me: Me = body::response_json(&mut answer).await?;
    let (now, agent) = (clock::now(), me.agent.id.clone());
    let session = Session { id: session.id, site: site.clone(), agent, expires: now + LIFETIME };
    let mut answer = body::answer(&me)?;
    let (signer, scheme) = (&ctx.config.signer, ctx.scheme()?);
    let name = random::browser()?;
    let browser = KnownBrowser { name, agent: session.agent.clone(), signed_in_at: now };
    answer.headers_mut().set("Set-Cookie", &session.set_cookie(signer, scheme, now))?;
    let known = browser_cookie::set_cookie(signer, scheme, site, &browser);
    answer.headers_mut().append("Set-Cookie", &known)?;
    Ok(answer)
}

impl Serve for DeleteSession {
    /// Ends the session and clears the cookie, even if the session was not valid any more.
    async fn serve(self, ctx: RequestContext) -> Answer {
        ctx.check_origin()?;
        match ctx.credential(&self.site) {
            Ok(credential) => {
                let answer =
                    ctx.send_to_site(&self.site, &SiteRequest::SignOut { credential }).await?;
                // An API key has no session, and no cookie that could be cleared.
                if answer.status_code() >= 500 || answer.status_code() == 403 {
                    return Ok(answer);
                }
            }
            Err(ApiError::NotSignedIn) => {}
            Err(error) => return Err(error),
        }
        let mut done = body::done()?;
        done.headers_mut().set("Set-Cookie", &ctx.scheme()?.clear_cookie(&self.site))?;
        Ok(done)
    }
}
