//! Signing in with the site's provider. The worker asks the provider, so that a slow one doesn't hold
//! up the site's object.

use super::sign_in::{new_session, with_cookie};
use super::{RequestContext, Serve};
use crate::auth::provider_cookie::{self, Begun};
use crate::auth::{browser_cookie, session_cookie::Scheme};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::oidc;
use crate::runtime::{clock, limits, random};
use crate::site::snapshot;
use crate::site::{NewSession, Proven, Sender, SiteRequest, StoredProvider};
use shared::account::oidc::{Account, Client, OidcRefusal, REDIRECT_PATH, check_issuer};
use shared::api::{
    BeginProviderSignIn, CheckSignInProvider, Endpoint, GetSignInOffer, SignInWithProvider,
};
use shared::id::SiteId;
use shared::limit::Limit;
use shared::protocol::{
    CheckProvider, ProviderAddress, ProviderAnswer, ProviderChecked, SignInProvider,
};
use shared::time::Timestamp;
use worker::Response;

impl Serve for GetSignInOffer {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let (snapshot, _) = snapshot::load(&ctx.env, &ctx.context, &self.site).await?;
        body::answer(&snapshot.sign_in)
    }
}

impl Serve for BeginProviderSignIn {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        limit(&ctx, site)?;
        let stored = match stored(&ctx, site).await? {
            Ok(stored) => stored,
            Err(answer) => return Ok(answer),
        };
        let client_secret = client_secret(&ctx, site, &stored)?;
        let provider = stored.provider;
        let asked = oidc::provider(&provider.issuer, ctx.config.local_pages).await?;
        let begun = Begun::now(random::nonce()?, clock::now());
        let signer = &ctx.config.signer;
        let flow = begun.flow(signer, site, &provider.issuer, &provider.client_id);
        let redirect = redirect(&ctx)?;
        let client = client(&provider, &client_secret, &redirect);
        let mut answer = body::answer(&ProviderAddress { address: flow.address(&asked, client)? })?;
        let cookie = begun.set_cookie(signer, ctx.scheme()?, site);
        answer.headers_mut().set("Set-Cookie", &cookie)?;
        Ok(answer)
    }
}

impl Serve for SignInWithProvider {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        limit(&ctx, site)?;
        let answer: ProviderAnswer = body::json(&mut ctx.request).await?;
        let stored = match stored(&ctx, site).await? {
            Ok(stored) => stored,
            Err(answer) => return Ok(answer),
        };
        let (scheme, session) = (ctx.scheme()?, new_session(&ctx)?);
        let (account, flow) = if answer.second_factor.is_some() {
            (proven(&ctx, site, &answer.state)?, None)
        } else {
            match ask(&ctx, site, &stored, &answer).await {
                Ok((account, begun)) => (account, Some((begun.name, begun.expires))),
                Err(ApiError::Oidc(refusal)) => return failed(&ctx, site, refusal).await,
                Err(error) => return Err(error),
            }
        };
        let (now, sender) = (clock::now(), sender(&ctx, site)?);
        let cookie = proven_cookie(&ctx, now, site, &answer.state, &account)?;
        let code = answer.second_factor;
        let proven = Proven { account, flow, code, session: session.clone(), sender };
        let answer = ctx.send_to_site(site, &SiteRequest::SignInByProvider(proven)).await?;
        opened(&ctx, site, scheme, session, answer, &cookie).await
    }
}

impl Serve for CheckSignInProvider {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let CheckProvider { issuer } = body::json(&mut ctx.request).await?;
        if let Err(answer) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(answer);
        }
        limits::take(Limit::ProviderSignInsOfSite, self.site.as_str())?;
        let checked = match check(&issuer, ctx.config.local_pages).await {
            Ok(()) => ProviderChecked {
                usable: true,
                message:
                    "The provider answers and offers what is needed. Whether it knows the client \
                          id, the secret and the redirect address shows when somebody signs in."
                        .to_owned(),
            },
            Err(ApiError::Oidc(refusal)) => {
                let message = format!("This provider can’t be used: {refusal}.");
                ProviderChecked { usable: false, message }
            }
            Err(error) => return Err(error),
        };
        body::answer(&checked)
    }
}

/// Asks a provider for all that can be asked without an account there.
async fn check(issuer: &str, local: bool) -> Result<(), ApiError> {
    let issuer = check_issuer(issuer, local)?;
    let provider = oidc::discover(&issuer, local).await?;
    if oidc::keys(&provider).await?.is_empty() {
        return Err(OidcRefusal::NotOffered("a public key of RS256 or ES256").into());
    }
    Ok(())
}

/// Uses one of the limits of sign-ins with a provider.
fn limit(ctx: &RequestContext, site: &SiteId) -> Result<(), ApiError> {
    ctx.limit_by_address(Limit::ProviderSignInsFromAddress)?;
    limits::take(Limit::ProviderSignInsOfSite, site.as_str())
}

/// The site's provider. The inner error is the answer that there is none.
async fn stored(
    ctx: &RequestContext,
    site: &SiteId,
) -> Result<Result<StoredProvider, Response>, ApiError> {
    let mut answer = ctx.send_to_site(site, &SiteRequest::Provider).await?;
    match answer.status_code() {
        200 => Ok(Ok(body::response_json(&mut answer).await?)),
        _ => Ok(Err(answer)),
    }
}

fn client_secret(
    ctx: &RequestContext,
    site: &SiteId,
    stored: &StoredProvider,
) -> Result<String, ApiError> {
    let opened =
        stored.decrypt_secret(&ctx.config.signer, site).ok_or(ApiError::EncryptedByLostSecret)?;
    Ok(opened.text)
}

fn redirect(ctx: &RequestContext) -> Result<String, ApiError> {
    Ok(format!("{}{REDIRECT_PATH}", ctx.own_origin()?))
}

fn client<'a>(provider: &'a SignInProvider, secret: &'a str, redirect: &'a str) -> Client<'a> {
    Client { id: &provider.client_id, secret, redirect }
}

fn cookies(ctx: &RequestContext) -> Result<Option<String>, ApiError> {
    Ok(ctx.request.headers().get("Cookie")?)
}

/// Whose account the provider's answer is about, and the sign-in that it answers.
async fn ask(
    ctx: &RequestContext,
    site: &SiteId,
    stored: &StoredProvider,
    answer: &ProviderAnswer,
) -> Result<(Account, Begun), ApiError> {
    let (provider, client_secret) = (&stored.provider, client_secret(ctx, site, stored)?);
    let (signer, cookies) = (&ctx.config.signer, cookies(ctx)?);
    let begun = Begun::from_cookie(signer, ctx.scheme()?, clock::now(), site, cookies.as_deref());
    let begun = begun.ok_or(ApiError::StaleProviderSignIn)?;
    let flow = begun.flow(signer, site, &provider.issuer, &provider.client_id);
    if !flow.is_answered_by(&answer.state) {
        return Err(ApiError::StaleProviderSignIn);
    }
    let asked = oidc::provider(&provider.issuer, ctx.config.local_pages).await?;
    let (error, issuer) = (answer.error.as_deref(), answer.iss.as_deref());
    let code = asked.code(answer.code.as_deref(), error, issuer)?;
    let redirect = redirect(ctx)?;
    let client = client(provider, &client_secret, &redirect);
    let account = oidc::account(&asked, client, &flow, code).await?;
    Ok((account, begun))
}

/// Who has signed in at the provider a moment ago.
fn proven(ctx: &RequestContext, site: &SiteId, state: &str) -> Result<Account, ApiError> {
    let (signer, cookies) = (&ctx.config.signer, cookies(ctx)?);
    let (scheme, now) = (ctx.scheme()?, clock::now());
    provider_cookie::proven(signer, scheme, now, site, state, cookies.as_deref())
        .ok_or(ApiError::StaleProviderSignIn)
}

fn proven_cookie(
    ctx: &RequestContext,
    now: Timestamp,
    site: &SiteId,
    state: &str,
    account: &Account,
) -> Result<String, ApiError> {
    let (signer, scheme) = (&ctx.config.signer, ctx.scheme()?);
    Ok(provider_cookie::set_proven(signer, scheme, now, site, state, account))
}

fn sender(ctx: &RequestContext, site: &SiteId) -> Result<Sender, ApiError> {
    let (address, cookies) = (ctx.client_address(), cookies(ctx)?);
    let (signer, scheme) = (&ctx.config.signer, ctx.scheme()?);
    let browser = browser_cookie::from_cookie(signer, scheme, site, cookies.as_deref());
    Ok(Sender { address: address.map(|address| address.to_string()), browser })
}

/// The provider's answer signs nobody in: the site logs it.
async fn failed(ctx: &RequestContext, site: &SiteId, refusal: OidcRefusal) -> Answer {
    let email = match &refusal {
        OidcRefusal::UnverifiedEmail(email) => email.clone(),
        _ => String::new(),
    };
    let address = ctx.client_address().map(|address| address.to_string());
    ctx.send_to_site(site, &SiteRequest::SignInFailed { email, address }).await?;
    Err(refusal.into())
}

/// The site's answer. If it opened a session, the cookies of the sign-in go; if it asks for a code of
/// the second factor, one says who has signed in.
async fn opened(
    ctx: &RequestContext,
    site: &SiteId,
    scheme: Scheme,
    session: NewSession,
    answer: Response,
    proven: &str,
) -> Answer {
    let (was, mut answer) = (answer.status_code(), with_cookie(ctx, site, session, answer).await?);
    if was == 200 {
        for cookie in provider_cookie::clear(scheme, site) {
            answer.headers_mut().append("Set-Cookie", &cookie)?;
        }
        return Ok(answer);
    }
    if was == ApiError::CodeNeeded.problem().status {
        // What another object answered can't be changed.
        let mut asks = crate::http::cors::changeable(answer);
        asks.headers_mut().append("Set-Cookie", proven)?;
        return Ok(asks);
    }
    Ok(answer)
}
