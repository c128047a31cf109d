//! Passwords: an agent changes their own, or sets another one by a reset link. Nobody sets the
//! password of somebody else.

pub(crate) mod store;

use self::store::ResetLink;
use super::agents::store::{self as agents_store, Agent};
use super::email_changes::store as email_changes;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::store as roles;
use super::settings::store as site_kv;
use super::site_request::{Credentials, Resets, Sender};
use super::{Shell, agents, audit, mails, second_factor, sign_in, single_sign_on};
use crate::auth::signing::{HmacSigner, same};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use shared::api::{CreateReset, Request};
use shared::id::{AgentId, ResetId, SiteId};
use shared::mail::{EmailAddress, Mail, MailContent};
use shared::problem::ProblemCode;
use shared::protocol::{Actor, AuditEvent, CreatedReset, PasswordReset, Recovery};
use shared::time::{Millis, Timestamp};
use std::rc::Rc;

const PURPOSE: &str = "reset";
/// How long a reset link is valid that somebody makes for an agent.
const LIFETIME: Millis = Millis::minutes(24 * 60);
/// How long a reset link is valid that an agent gets by mail.
const MAILED_LIFETIME: Millis = Millis::minutes(60);

/// The hash of the caller's own password, to check the current one with. That counts as a failed
/// sign-in until it turns out to be correct, because somebody else may sit at an open browser.
pub(super) fn own(shell: &Shell, me: &Principal, sender: &Sender) -> Answer {
    sign_in::count_attempt(shell, &me.agent.email, Some(&me.agent.id), sender)?;
    let (agent, hash) = (Some(me.agent.id.clone()), Some(me.agent.password.clone()));
    body::answer(&Credentials { agent, hash })
}

/// Changes the caller's own password, if the one that was checked is still the current one. All
/// their other sessions end.
pub(super) fn change(shell: &Rc<Shell>, me: &Principal, old: &str, hash: String) -> Answer {
    if !same(&me.agent.password, old) {
        return Err(ApiError::WrongPassword);
    }
    let agent = Agent { password: hash, ..me.agent.clone() };
    atomic(&shell.object.state, || {
        save(shell, &agent)?;
        audit::log(&shell.sql(), me.by().into(), AuditEvent::PasswordChanged)?;
        sign_in::end_others(shell, &agent.id, me.session())?;
        shell.write_roster(&shell.sql())
    })?;
    outbox::pump(shell)?;
    body::done()
}

/// Saves an agent with another password. What was made for the one before does not hold any more.
fn save(shell: &Shell, agent: &Agent) -> Result<(), ApiError> {
    let sql = shell.sql();
    agents_store::save(&sql, agent)?;
    store::delete_of(&sql, &agent.id)?;
    email_changes::delete_of(&sql, &agent.id)?;
    sign_in::store::delete_attempts(&sql, &agent.email)
}

/// Creates a reset link for an agent; it takes the place of the one before.
fn make(shell: &Shell, me: &Principal, agent: &AgentId) -> Reply<CreatedReset> {
    let sql = shell.sql();
    let agent = agents_store::find(&sql, agent)?.ok_or(ApiError::NotFound("agent"))?;
    if !me.rights.may_reset(&roles::permissions(&sql, &agent.role)?) {
        return Err(ApiError::NotLesser);
    }
    let link = new_link(&agent, Some(me.agent.id.clone()), LIFETIME)?;
    atomic(&shell.object.state, || save_link(shell, &link, me.by().into(), agent.name))?;
    reply::created(&created(shell, link)?)
}

/// Creates a reset link for the operator, who may also remove the second factor that the agent has
/// lost.
pub(super) fn recover(shell: &Rc<Shell>, recovery: &Recovery) -> Answer {
    let sql = shell.sql();
    let email = recovery.email.trim().to_lowercase();
    let agent = agents_store::by_email(&sql, &email)?.ok_or(ApiError::NoSuchEmail)?;
    let link = new_link(&agent, None, LIFETIME)?;
    atomic(&shell.object.state, || {
        if recovery.remove_second_factor {
            second_factor::remove(shell, &agent, Actor::Operator)?;
        }
        save_link(shell, &link, Actor::Operator, agent.name)
    })?;
    outbox::pump(shell)?;
    body::answer_with(201, &created(shell, link)?)
}

/// Sends a reset link to the agent with this address, if there is one who may sign in with a password.
/// The answer is the same for every address.
pub(super) fn forgotten(shell: &Rc<Shell>, email: &str) -> Answer {
    if !mails::is_on(shell)? {
        return Err(ApiError::Refused {
            code: ProblemCode::NoMail,
            sentence:
                "No mail is sent from here. Ask an admin of your team for a reset link; the only \
                       admin asks whoever runs this deployment (`bellhop site reset-admin`)."
                    .to_owned(),
        });
    }
    let agent = agents_store::by_email(&shell.sql(), &email.trim().to_lowercase())?;
    let agent = agent.filter(|agent| single_sign_on::may_pass_by(shell, agent).is_ok());
    let to = agent.as_ref().and_then(|agent| EmailAddress::parse(agent.email.as_str()).ok());
    let (Some(agent), Some(to)) = (agent, to) else { return body::done() };
    let link = new_link(&agent, None, MAILED_LIFETIME)?;
    atomic(&shell.object.state, || {
        save_link(shell, &link, Actor::Nobody, agent.name.clone())?;
        let CreatedReset { token, expires } = created(shell, link)?;
        let path = format!("/console/reset?site={}&reset={token}", shell.id()?);
        let content = MailContent::PasswordReset { name: agent.name, path };
        mails::queue(shell, Mail { to, content, expires: Some(expires) })
    })?;
    outbox::pump(shell)?;
    body::done()
}

fn new_link(
    agent: &Agent,
    maker: Option<AgentId>,
    lifetime: Millis,
) -> Result<ResetLink, ApiError> {
    let expires = clock::now() + lifetime;
    Ok(ResetLink { id: random::reset()?, agent: agent.id.clone(), maker, expires })
}

fn save_link(shell: &Shell, link: &ResetLink, by: Actor, name: String) -> Result<(), ApiError> {
    let sql = shell.sql();
    audit::log(&sql, by, AuditEvent::ResetLinkMade { agent: link.agent.clone(), name })?;
    store::save(&sql, clock::now(), link)
}

/// What the creator of a link gets: its token, which is signed and not stored.
fn created(shell: &Shell, link: ResetLink) -> Result<CreatedReset, ApiError> {
    let until = link.expires.0.to_string();
    let signer = shell.config()?.signer;
    let token = signer.sign(PURPOSE, &[link.id.as_str(), shell.id()?.as_str(), &until]);
    Ok(CreatedReset { token, expires: link.expires })
}

/// The reset link of a token, if it was issued here for this site.
pub(crate) fn open_token(
    signer: &HmacSigner,
    site: &SiteId,
    token: &str,
) -> Result<ResetId, ApiError> {
    let [id, of, expires] = signer.verify(PURPOSE, token).ok_or(ApiError::NoReset)?;
    let expires = Timestamp(expires.parse().map_err(|_| ApiError::NoReset)?);
    if of != site.as_str() || expires <= clock::now() {
        return Err(ApiError::NoReset);
    }
    Ok(ResetId::parse(id)?)
}

/// Whose password a reset link sets.
pub(super) fn show(shell: &Shell, id: &ResetId) -> Answer {
    let (link, agent) = valid_link(shell, id)?;
    body::answer(&PasswordReset {
        site: shell.id()?,
        site_name: site_kv::site_record(&shell.sql())?.name,
        name: agent.name,
        email: agent.email,
        expires: link.expires,
    })
}

/// Uses a reset link: the agent has another password, all their sessions end, and a new one begins.
pub(super) fn reset(shell: &Rc<Shell>, resets: Resets) -> Answer {
    let Resets { reset, hash, code, session } = resets;
    let (_, agent) = valid_link(shell, &reset)?;
    single_sign_on::may_pass_by(shell, &agent)?;
    // The link stands for the password, not for the second factor.
    second_factor::check(shell, &agent.id, code.as_deref())?;
    let agent = Agent { password: hash, ..agent };
    atomic(&shell.object.state, || {
        save(shell, &agent)?;
        audit::log(&shell.sql(), agent.actor(), AuditEvent::PasswordReset)?;
        sign_in::end_others(shell, &agent.id, None)?;
        sign_in::store::open(&shell.sql(), clock::now(), &session, &agent.id)?;
        shell.write_roster(&shell.sql())
    })?;
    outbox::pump(shell)?;
    agents::signed_in(shell, &agent, &session)
}

/// A valid reset link and its agent. It is only valid while its creator could still create it.
fn valid_link(shell: &Shell, id: &ResetId) -> Result<(ResetLink, Agent), ApiError> {
    let sql = shell.sql();
    let link = store::find(&sql, clock::now(), id)?.ok_or(ApiError::NoReset)?;
    let agent = agents_store::find(&sql, &link.agent)?.ok_or(ApiError::NoReset)?;
    if let Some(maker) = &link.maker {
        let maker = agents_store::find(&sql, maker)?.ok_or(ApiError::NoReset)?;
        let rights = roles::rights(&sql, &maker.role)?;
        if !rights.may_reset(&roles::permissions(&sql, &agent.role)?) {
            return Err(ApiError::NoReset);
        }
    }
    Ok((link, agent))
}

impl Handler for CreateReset {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        make(shell, me, &request.route.agent)
    }
}
