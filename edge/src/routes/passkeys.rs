//! Routes of passkeys that need the deployment's own origin, which the worker knows.

use super::sign_in::{limited_sender, new_session, with_cookie};
use super::{RequestContext, Serve};
use crate::error::Answer;
use crate::http::body;
use crate::site::{NewSession, SiteRequest, passkey_challenge};
use shared::api::{AddPasskey, BeginPasskeySignIn, Endpoint, SignInWithPasskey};
use shared::protocol::{NewPasskey, PasskeyChallenge, PasskeySignIn};

impl Serve for AddPasskey {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let new: NewPasskey = body::json(&mut ctx.request).await?;
        let origin = ctx.own_origin()?;
        ctx.send_to_site(&self.site, &SiteRequest::AddPasskey { credential, new, origin }).await
    }
}

impl Serve for BeginPasskeySignIn {
    async fn serve(self, ctx: RequestContext) -> Answer {
        ctx.check_origin()?;
        let challenge = passkey_challenge(&ctx.config.signer, &self.site)?;
        body::answer(&PasskeyChallenge { challenge })
    }
}

impl Serve for SignInWithPasskey {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        let sender = limited_sender(&ctx, site)?;
        let answer: PasskeySignIn = body::json(&mut ctx.request).await?;
        let (origin, session) = (ctx.own_origin()?, new_session(&ctx)?);
        let session = NewSession { by_passkey: true, ..session };
        let sign_in =
            SiteRequest::SignInWithPasskey { answer, origin, session: session.clone(), sender };
        let answer = ctx.send_to_site(site, &sign_in).await?;
        with_cookie(&ctx, site, session, answer).await
    }
}
