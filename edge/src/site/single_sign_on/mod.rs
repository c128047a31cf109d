//! Single sign-on: the provider with which agents sign in, and who it may sign in. The worker asks
//! the provider; here are the settings, the agent, and the session.

pub(crate) mod store;

use super::agents::store::{self as agents_store, Agent};
use super::passkeys::store as challenges;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::store as roles;
use super::settings::store::{self as site_kv, StoredProvider};
use super::site_request::Proven;
use super::{Shell, agents, audit, second_factor, sign_in as sign_ins};
use crate::auth::encryption::{Decrypted, Encryption};
use crate::auth::signing::{HmacSigner, same};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::scrub_store as scrub;
use crate::runtime::storage::atomic;
use shared::account::oidc::{OidcRefusal, check_issuer, may_pass_by as is_exempt};
use shared::api::{DeleteSingleSignOn, GetSingleSignOn, PutSingleSignOn, Request};
use shared::id::SiteId;
use shared::permission::Permission;
use shared::plain_text::clean_line;
use shared::protocol::{
    AuditEvent, NewSignInProvider, SignInOffer, SignInProvider, SingleSignOn, changed_fields,
};
use std::rc::Rc;
use worker::SqlStorage;

const MAX_LABEL_CHARS: usize = 60;
const MAX_CLIENT_BYTES: usize = 1_000;

/// The provider, for the worker.
pub(super) fn provider(shell: &Shell) -> Answer {
    body::answer(&site_kv::sign_in_provider(&shell.sql())?.ok_or(ApiError::NoSingleSignOn)?)
}

/// Encrypts the client secret with the current secret of the deployment, if it is not: when the site wakes.
/// An earlier version stored it as it is.
pub(super) fn renew_encryption(shell: &Shell) -> Result<(), ApiError> {
    let sql = shell.sql();
    let Some(mut stored) = site_kv::sign_in_provider(&sql)? else { return Ok(()) };
    let (signer, site) = (shell.config()?.signer, shell.id()?);
    let secret = &stored.client_secret;
    let renew = |encryption: Encryption<'_>| encryption.renew(secret);
    let Some(renewed) = client_encryption(&signer, &site, &stored.provider.issuer, renew)? else {
        return Ok(());
    };
    stored.client_secret = renewed;
    atomic(&shell.object.state, || {
        scrub::ask(&sql)?;
        site_kv::save_sign_in_provider(&sql, &stored)
    })
}

impl StoredProvider {
    /// The client secret. `None` if it was encrypted with a secret that the deployment has lost.
    pub(crate) fn decrypt_secret(&self, signer: &HmacSigner, site: &SiteId) -> Option<Decrypted> {
        client_encryption(signer, site, &self.provider.issuer, |encryption| {
            encryption.decrypt(&self.client_secret)
        })
    }
}

/// The encryption of a client secret. It opens for this site and this provider alone.
fn client_encryption<T>(
    signer: &HmacSigner,
    site: &SiteId,
    issuer: &str,
    with: impl FnOnce(Encryption<'_>) -> T,
) -> T {
    with(Encryption { signer, purpose: "sign-in provider", place: &[site.as_str(), issuer] })
}

/// What the sign-in page offers.
pub(super) fn offer(sql: &SqlStorage) -> Result<SignInOffer, ApiError> {
    let offer = |stored: StoredProvider| SignInOffer {
        label: Some(stored.provider.label),
        only: stored.provider.only,
    };
    Ok(site_kv::sign_in_provider(sql)?.map(offer).unwrap_or_default())
}

/// Refuses an agent who must sign in with the provider, and has not.
pub(super) fn may_pass_by(shell: &Shell, agent: &Agent) -> Result<(), ApiError> {
    match site_kv::sign_in_provider(&shell.sql())? {
        Some(stored) if stored.provider.only && !is_exempt(&agent.role) => {
            Err(ApiError::OnlySingleSignOn { label: stored.provider.label })
        }
        _ => Ok(()),
    }
}

/// Whether the caller may change the e-mail address of another agent: with single sign-on whoever has
/// that address signs in as them.
pub(super) fn may_change_email(
    shell: &Shell,
    me: &Principal,
    agent: &Agent,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    if me.is(&agent.id) || site_kv::sign_in_provider(&sql)?.is_none() {
        return Ok(());
    }
    let may = me.rights.may_reset(&roles::permissions(&sql, &agent.role)?);
    if may { Ok(()) } else { Err(ApiError::NotLesser) }
}

/// Signs in the agent whose e-mail address the provider has proved.
pub(super) fn sign_in(shell: &Shell, proven: &Proven) -> Answer {
    let Proven { account, flow, code, session, sender } = proven;
    let (sql, now) = (shell.sql(), clock::now());
    let stored = site_kv::sign_in_provider(&sql)?.ok_or(ApiError::NoSingleSignOn)?;
    if stored.provider.issuer != account.issuer {
        return Err(ApiError::StaleProviderSignIn);
    }
    if let Some((flow, expires)) = flow
        && !challenges::use_challenge(&sql, now, flow, *expires)?
    {
        return Err(ApiError::StaleProviderSignIn);
    }
    let failed = |refusal| {
        audit::sign_in_failed(shell, &account.email, sender.address.clone())?;
        Err(refusal)
    };
    let Some(me) = agents_store::by_email(&sql, &account.email)? else {
        return failed(OidcRefusal::UnknownPerson(account.email.clone()).into());
    };
    let before = store::subject(&sql, &me.id, &account.issuer)?;
    if before.is_some_and(|subject| subject != account.subject) {
        return failed(OidcRefusal::OtherAccount(account.email.clone()).into());
    }
    match second_factor::check(shell, &me.id, code.as_deref()) {
        // The sign-in only goes on.
        Err(ApiError::CodeNeeded) => return Err(ApiError::CodeNeeded),
        Err(refusal) => return failed(refusal),
        Ok(()) => {}
    }
    atomic(&shell.object.state, || {
        store::remember(&sql, &me.id, account)?;
        audit::log(&sql, me.actor(), AuditEvent::SignedInByProvider)?;
        sign_ins::store::open(&sql, now, session, &me.id)
    })?;
    agents::signed_in(shell, &me, session)
}

fn get(shell: &Shell) -> Result<SingleSignOn, ApiError> {
    let stored = site_kv::sign_in_provider(&shell.sql())?;
    Ok(SingleSignOn { provider: stored.map(|stored| stored.provider) })
}

/// Checks what somebody entered.
fn checked(
    shell: &Shell,
    new: NewSignInProvider,
    before: Option<&StoredProvider>,
) -> Result<StoredProvider, ApiError> {
    let NewSignInProvider { provider, client_secret } = new;
    let invalid = |refusal: OidcRefusal| {
        ApiError::Invalid(format!("This provider can’t be used: {refusal}."))
    };
    let issuer = check_issuer(&provider.issuer, shell.config()?.local_pages).map_err(invalid)?;
    let is_plain = |text: &str| {
        !text.is_empty() && text.len() <= MAX_CLIENT_BYTES && !text.chars().any(char::is_control)
    };
    let client_id = provider.client_id.trim().to_owned();
    if !is_plain(&client_id) {
        return Err(ApiError::Invalid("The client id is missing or too long.".to_owned()));
    }
    let label = clean_line(&provider.label);
    if label.is_empty() || label.chars().count() > MAX_LABEL_CHARS {
        let sentence =
            format!("The text of the button must have 1 to {MAX_LABEL_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    let (signer, site) = (shell.config()?.signer, shell.id()?);
    let encrypt = |secret: &str| {
        client_encryption(&signer, &site, &issuer, |encryption| encryption.encrypt(secret))
    };
    // A secret goes to no other provider than the one that it was entered for.
    let kept = before.filter(|before| before.provider.issuer == issuer);
    let client_secret = match (client_secret.as_deref().map(str::trim), kept) {
        (Some(secret), _) if is_plain(secret) => encrypt(secret)?,
        (None, Some(before)) => before.client_secret.clone(),
        _ => {
            let sentence = "Enter the client secret that the provider gave for this id.";
            return Err(ApiError::Invalid(sentence.to_owned()));
        }
    };
    let provider = SignInProvider { issuer, client_id, label, only: provider.only };
    Ok(StoredProvider { provider, client_secret })
}

/// Whether another client secret is entered than the one that is stored.
fn is_other_secret(
    shell: &Shell,
    new: &NewSignInProvider,
    before: Option<&StoredProvider>,
) -> Result<bool, ApiError> {
    let Some(before) = before else { return Ok(true) };
    let Some(secret) = &new.client_secret else { return Ok(false) };
    let (signer, site) = (shell.config()?.signer, shell.id()?);
    let opened = before.decrypt_secret(&signer, &site);
    Ok(opened.is_none_or(|opened| !same(&opened.text, secret.trim())))
}

fn put(shell: &Rc<Shell>, me: &Principal, new: NewSignInProvider) -> Reply<SingleSignOn> {
    if let Some(missing) = me.rights.lacks(Permission::ALL) {
        return Err(ApiError::NoPermission(missing));
    }
    let sql = shell.sql();
    let before = site_kv::sign_in_provider(&sql)?;
    let is_other_secret = is_other_secret(shell, &new, before.as_ref())?;
    let stored = checked(shell, new, before.as_ref())?;
    let old = before.as_ref().map(|before| &before.provider);
    let mut settings = changed_fields(&old, &Some(&stored.provider))?;
    if old.is_none() {
        settings = ["issuer", "client_id", "label", "only"].map(str::to_owned).to_vec();
    }
    if is_other_secret {
        settings.push("client_secret".to_owned());
    }
    let only_from_now = stored.provider.only && !old.is_some_and(|old| old.only);
    atomic(&shell.object.state, || {
        if !settings.is_empty() {
            let issuer = stored.provider.issuer.clone();
            audit::log(&sql, me.by().into(), AuditEvent::SingleSignOnSet { issuer, settings })?;
        }
        site_kv::save_sign_in_provider(&sql, &stored)?;
        if only_from_now {
            let others = |agent: &Agent| !me.is(&agent.id) && !is_exempt(&agent.role);
            for agent in agents_store::all(&sql)?.into_iter().filter(others) {
                sign_ins::end_others(shell, &agent.id, None)?;
            }
        }
        site_kv::next_revision(&sql)?;
        shell.write_roster(&sql)
    })?;
    shell.republish()?;
    outbox::pump(shell)?;
    reply::json(&get(shell)?)
}

fn remove(shell: &Rc<Shell>, me: &Principal) -> Reply<()> {
    let sql = shell.sql();
    let stored = site_kv::sign_in_provider(&sql)?.ok_or(ApiError::NoSingleSignOn)?;
    atomic(&shell.object.state, || {
        site_kv::delete_sign_in_provider(&sql)?;
        store::forget_all(&sql)?;
        site_kv::next_revision(&sql)?;
        let issuer = stored.provider.issuer;
        audit::log(&sql, me.by().into(), AuditEvent::SingleSignOnRemoved { issuer })
    })?;
    shell.republish()?;
    reply::done()
}

impl Handler for GetSingleSignOn {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        reply::json(&get(shell)?)
    }
}

impl Handler for PutSingleSignOn {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, request.body)
    }
}

impl Handler for DeleteSingleSignOn {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        remove(shell, me)
    }
}
