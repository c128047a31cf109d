//! Signing in and out. Passwords are verified in the worker, so that this slow work doesn't block
//! the site's object.

use super::{RequestContext, Serve};
use crate::auth::password;
use crate::auth::session_cookie::{self, Session};
use crate::error::{Answer, ApiError};
use crate::http::{body, cors};
use crate::runtime::{clock, limits, random};
use crate::site::{Credentials, SiteRequest};
use shared::api::{CreateSession, DeleteSession};
use shared::limit::Limit;
use shared::protocol::SignIn;

impl Serve for CreateSession {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        // Counted before a password is hashed: that takes more time than everything else here.
        ctx.limit_by_address(Limit::SignInsFromAddress)?;
        limits::take(Limit::SignInsOfSite, site.as_str())?;
        let SignIn { email, password } = body::json(&mut ctx.request).await?;
        let address = ctx.client_address().map(|address| address.to_string());
        let mut answer = ctx
            .send_to_site(
                site,
                &SiteRequest::Credentials { email: email.clone(), address: address.clone() },
            )
            .await?;
        if answer.status_code() != 200 {
            return Ok(answer);
        }
        let Credentials { agent, hash } = body::response_json(&mut answer).await?;
        let right = password::verify(&password, hash.as_deref())?;
        let Some(agent) = agent.filter(|_| right) else {
            ctx.send_to_site(site, &SiteRequest::SignInFailed { email, address }).await?;
            return Err(ApiError::WrongSignIn);
        };
        let now = clock::now();
        let expires = now + session_cookie::LIFETIME;
        let session = Session { id: random::session()?, site: site.clone(), agent, expires };
        let open = SiteRequest::Open {
            session: session.id.clone(),
            agent: session.agent.clone(),
            expires,
        };
        let answer = ctx.send_to_site(site, &open).await?;
        if answer.status_code() != 200 {
            return Ok(answer);
        }
        let mut answer = cors::changeable(answer);
        answer.headers_mut().set("Set-Cookie", &session.set_cookie(&ctx.config.signer, now))?;
        Ok(answer)
    }
}

impl Serve for DeleteSession {
    /// Ends the session and clears the cookie, even if the session was not valid any more.
    async fn serve(self, ctx: RequestContext) -> Answer {
        ctx.check_origin()?;
        match ctx.credential(&self.site) {
            Ok(credential) => {
                let answer =
                    ctx.send_to_site(&self.site, &SiteRequest::SignOut { credential }).await?;
                if answer.status_code() >= 500 {
                    return Ok(answer);
                }
            }
            Err(ApiError::NotSignedIn) => {}
            Err(error) => return Err(error),
        }
        let mut done = body::done()?;
        done.headers_mut().set("Set-Cookie", &session_cookie::clear_cookie())?;
        Ok(done)
    }
}
