//! Agents change the e-mail address that they sign in with. Whoever reads the mail of the new address
//! confirms it by a link; until then the one before holds.

pub(crate) mod store;

use self::store::EmailChange;
use super::agents::store::{self as agents_store, Agent};
use super::passwords::store as reset_links;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::site_request::Sender;
use super::{Shell, agents, mails, sign_in, single_sign_on};
use crate::auth::signing::{HmacSigner, same};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, limits, random};
use shared::api::{GetOwnEmail, Request};
use shared::id::{ConfirmationId, SiteId};
use shared::limit::Limit;
use shared::mail::{EmailAddress, Mail, MailContent};
use shared::problem::ProblemCode;
use shared::protocol::{ConfirmedEmail, EmailChangedBy, OwnEmail, PendingEmail};
use shared::time::{Millis, Timestamp};
use std::rc::Rc;

const PURPOSE: &str = "confirm_email";
/// How long a link is valid.
const LIFETIME: Millis = Millis::minutes(60);

/// The address of an agent, and how it can be changed.
fn state(shell: &Shell, agent: &Agent) -> Result<OwnEmail, ApiError> {
    let changed_by = if single_sign_on::may_pass_by(shell, agent).is_err() {
        EmailChangedBy::Provider
    } else if mails::is_on(shell)? {
        EmailChangedBy::Agent
    } else {
        EmailChangedBy::Admin
    };
    let pending = store::of_agent(&shell.sql(), clock::now(), &agent.id)?;
    let pending =
        pending.map(|change| PendingEmail { email: change.email, expires: change.expires });
    Ok(OwnEmail { email: agent.email.clone(), pending, changed_by })
}

/// Sends a link to another address of the caller, whose password was correct by the hash `old`. The link
/// that was sent before no longer holds.
pub(super) fn ask(
    shell: &Rc<Shell>,
    me: &Principal,
    old: &str,
    email: &str,
    sender: &Sender,
) -> Reply<OwnEmail> {
    if !same(&me.agent.password, old) {
        return Err(ApiError::WrongPassword);
    }
    sign_in::attempt_succeeded(shell, &me.agent, sender)?;
    let sql = shell.sql();
    let (agent, now) = (&me.agent, clock::now());
    match state(shell, agent)?.changed_by {
        EmailChangedBy::Agent => {}
        EmailChangedBy::Admin => {
            let sentence = "No mail is sent from here, so a new address can't be confirmed. Ask an \
                            admin of your team to change it.";
            let sentence = sentence.to_owned();
            return Err(ApiError::Refused { code: ProblemCode::NoMail, sentence });
        }
        EmailChangedBy::Provider => {
            let sentence = "Your address is the one of your account at the provider of single \
                            sign-on. Change it there, and ask an admin to change it here.";
            let sentence = sentence.to_owned();
            return Err(ApiError::Refused { code: ProblemCode::OnlySingleSignOn, sentence });
        }
    }
    let email = agents::checked_email(email)?;
    if email == agent.email {
        return Err(ApiError::Invalid(format!("You sign in with {email} already.")));
    }
    agents::check_free(&sql, &email, &agent.id)?;
    let to = mails::address(&email)?;
    limits::take(Limit::ConfirmationsOfAgent, &format!("{} {}", shell.id()?, agent.id))?;
    let (id, agent_id) = (random::confirmation()?, agent.id.clone());
    let change = EmailChange { id, agent: agent_id, email, expires: now + LIFETIME };
    atomic(&shell.object.state, || {
        store::save(&sql, now, &change)?;
        let token = token(shell, &change)?;
        let path = format!("/console/confirm?site={}&confirm={token}", shell.id()?);
        let content = MailContent::EmailConfirmation { name: agent.name.clone(), path };
        mails::queue(shell, Mail { to, content, expires: Some(change.expires) })
    })?;
    outbox::pump(shell)?;
    reply::json(&state(shell, agent)?)
}

fn token(shell: &Shell, change: &EmailChange) -> Result<String, ApiError> {
    let until = change.expires.0.to_string();
    let signer = shell.config()?.signer;
    Ok(signer.sign(PURPOSE, &[change.id.as_str(), shell.id()?.as_str(), &until]))
}

/// The confirmation of a token, if it was issued here for this site.
pub(crate) fn open_token(
    signer: &HmacSigner,
    site: &SiteId,
    token: &str,
) -> Result<ConfirmationId, ApiError> {
    let [id, of, expires] = signer.verify(PURPOSE, token).ok_or(ApiError::NoConfirmation)?;
    let expires = Timestamp(expires.parse().map_err(|_| ApiError::NoConfirmation)?);
    if of != site.as_str() || expires <= clock::now() {
        return Err(ApiError::NoConfirmation);
    }
    Ok(ConfirmationId::parse(id)?)
}

/// Uses a link: the agent signs in with the new address from now on, and the one before is told. A link
/// for another password that went there no longer holds.
pub(super) fn confirm(shell: &Rc<Shell>, id: &ConfirmationId) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let change = store::find(&sql, now, id)?.ok_or(ApiError::NoConfirmation)?;
    let before = agents_store::find(&sql, &change.agent)?.ok_or(ApiError::NoConfirmation)?;
    single_sign_on::may_pass_by(shell, &before)?;
    agents::check_free(&sql, &change.email, &before.id)?;
    let agent = Agent { email: change.email, ..before.clone() };
    atomic(&shell.object.state, || {
        agents_store::save(&sql, &agent)?;
        store::delete_of(&sql, &agent.id)?;
        reset_links::delete_of(&sql, &agent.id)?;
        agents::log_change(&sql, agent.actor(), Some(&before), &agent)?;
        // An address that no mail can be sent to has no reader to tell.
        if let Ok(to) = EmailAddress::parse(before.email.as_str()) {
            let (name, now) = (agent.name.clone(), agent.email.clone());
            mails::queue(
                shell,
                Mail { to, content: MailContent::EmailChanged { name, now }, expires: None },
            )?;
        }
        Ok::<_, ApiError>(())
    })?;
    outbox::pump(shell)?;
    let site_name = site_kv::site_record(&sql)?.name;
    body::answer(&ConfirmedEmail { site_name, email: agent.email })
}

impl Handler for GetOwnEmail {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        reply::json(&state(shell, &me.agent)?)
    }
}
