//! Routes of passwords, and of what a password protects. They are verified and hashed in the worker, so
//! that this slow work doesn't block the site's object.

use super::sign_in::{limited_sender, new_session, with_cookie};
use super::{RequestContext, Serve};
use crate::auth::password;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::limits;
use crate::site::{
    Credential, Credentials, Resets, Sender, SiteRequest, open_confirmation, open_reset,
};
use shared::api::{
    BeginPasskey, ConfirmEmail, Endpoint, GetReset, PutOwnEmail, PutPassword, RequestReset,
    ResetPassword, TurnOffSecondFactor,
};
use shared::id::SiteId;
use shared::limit::Limit;
use shared::protocol::{
    ChangeEmail, ChangePassword, EmailConfirmation, ForgottenPassword, ProvePassword, ResetByLink,
    TurnOff,
};
use worker::Response;

impl Serve for PutPassword {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        let credential = ctx.who_calls(site, Self::INFO)?;
        let ChangePassword { old, new } = body::json(&mut ctx.request).await?;
        // Hashing a password is slow, so the caller is authenticated first.
        if let Err(answer) = ctx.authorize::<Self>(site, credential.clone()).await? {
            return Ok(answer);
        }
        password::check(&new)?;
        let sender = limited_sender(&ctx, site)?;
        let old = match own_password(&ctx, site, credential.clone(), sender, &old).await? {
            Ok(old) => old,
            Err(answer) => return Ok(answer),
        };
        let hash = password::hash(&new)?;
        ctx.send_to_site(site, &SiteRequest::ChangePassword { credential, old, hash }).await
    }
}

impl Serve for TurnOffSecondFactor {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        let credential = ctx.who_calls(site, Self::INFO)?;
        let TurnOff { password, code } = body::json(&mut ctx.request).await?;
        if let Err(answer) = ctx.authorize::<Self>(site, credential.clone()).await? {
            return Ok(answer);
        }
        let (sender, checked) = (limited_sender(&ctx, site)?, credential.clone());
        let old = match own_password(&ctx, site, checked, sender.clone(), &password).await? {
            Ok(old) => old,
            Err(answer) => return Ok(answer),
        };
        let off = SiteRequest::TurnOffSecondFactor { credential, old, code, sender };
        ctx.send_to_site(site, &off).await
    }
}

impl Serve for BeginPasskey {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        let credential = ctx.who_calls(site, Self::INFO)?;
        let ProvePassword { password } = body::json(&mut ctx.request).await?;
        if let Err(answer) = ctx.authorize::<Self>(site, credential.clone()).await? {
            return Ok(answer);
        }
        let sender = limited_sender(&ctx, site)?;
        match own_password(&ctx, site, credential.clone(), sender, &password).await? {
            Ok(old) => ctx.send_to_site(site, &SiteRequest::BeginPasskey { credential, old }).await,
            Err(answer) => Ok(answer),
        }
    }
}

impl Serve for PutOwnEmail {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        let credential = ctx.who_calls(site, Self::INFO)?;
        let ChangeEmail { email, password } = body::json(&mut ctx.request).await?;
        if let Err(answer) = ctx.authorize::<Self>(site, credential.clone()).await? {
            return Ok(answer);
        }
        let (sender, checked) = (limited_sender(&ctx, site)?, credential.clone());
        match own_password(&ctx, site, checked, sender.clone(), &password).await? {
            Ok(old) => {
                let change = SiteRequest::ChangeEmail { credential, old, email, sender };
                ctx.send_to_site(site, &change).await
            }
            Err(answer) => Ok(answer),
        }
    }
}

impl Serve for ConfirmEmail {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        ctx.check_origin()?;
        let EmailConfirmation { confirmation } = body::json(&mut ctx.request).await?;
        let confirmation = open_confirmation(&ctx.config.signer, &self.site, &confirmation)?;
        ctx.send_to_site(&self.site, &SiteRequest::ConfirmEmail { confirmation }).await
    }
}

/// Checks the caller's own password, and returns the hash that it was checked against. The inner
/// error is an answer that refuses it.
async fn own_password(
    ctx: &RequestContext,
    site: &SiteId,
    credential: Credential,
    sender: Sender,
    password: &str,
) -> Result<Result<String, Response>, ApiError> {
    let own = SiteRequest::OwnPassword { credential, sender };
    let mut answer = ctx.send_to_site(site, &own).await?;
    if answer.status_code() != 200 {
        return Ok(Err(answer));
    }
    let Credentials { hash, .. } = body::response_json(&mut answer).await?;
    if !password::verify(password, hash.as_deref())? {
        return Err(ApiError::WrongPassword);
    }
    Ok(Ok(hash.unwrap_or_default()))
}

impl Serve for RequestReset {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        let ForgottenPassword { email } = body::json(&mut ctx.request).await?;
        ctx.limit_by_address(Limit::ResetsFromAddress)?;
        limits::take(Limit::ResetsOfSite, site.as_str())?;
        // Counted for every address, so that the answer does not tell which ones are agents'.
        let email = email.trim().to_lowercase();
        limits::take(Limit::ResetsForEmail, &format!("{site} {email}"))?;
        ctx.send_to_site(site, &SiteRequest::ForgottenPassword { email }).await
    }
}

impl Serve for GetReset {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let token = ctx.query::<Self>()?.reset.unwrap_or_default();
        let reset = open_reset(&ctx.config.signer, &self.site, &token)?;
        ctx.send_to_site(&self.site, &SiteRequest::ShowReset { reset }).await
    }
}

impl Serve for ResetPassword {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        let ResetByLink { reset: token, password, code } = body::json(&mut ctx.request).await?;
        let reset = open_reset(&ctx.config.signer, site, &token)?;
        // Hashing a password is slow, so the link is checked first.
        let shown =
            ctx.send_to_site(site, &SiteRequest::ShowReset { reset: reset.clone() }).await?;
        if shown.status_code() != 200 {
            return Ok(shown);
        }
        let hash = password::hash(&password)?;
        let session = new_session(&ctx)?;
        let resets = Resets { reset, hash, code, session: session.clone() };
        let answer = ctx.send_to_site(site, &SiteRequest::Reset(resets)).await?;
        with_cookie(&ctx, site, session, answer).await
    }
}
