//! Invitations: a link with which somebody can join, once.

pub(crate) mod store;

use self::store::Invitation;
use super::Shell;
use super::agents::store as agents_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::{no_role, store as roles};
use super::settings::store as site_kv;
use super::sign_in::store as sign_ins;
use super::{agents, audit, mails, site_request};
use crate::auth::signing::HmacSigner;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, limits, random};
use shared::api::{CreateInvitation, DeleteInvitation, ListInvitations, MailInvitation, Request};
use shared::id::{InvitationId, MailId, SiteId};
use shared::limit::Limit;
use shared::mail::{EmailAddress, Mail, MailContent};
use shared::person::Field;
use shared::protocol::{
    AuditEvent, CreatedInvitation, InvitationRow, Invited, Listing, NewAgent, NewInvitation,
};
use shared::time::{Millis, Timestamp};
use std::rc::Rc;

const PURPOSE: &str = "invitation";
/// How long an invitation is valid.
const LIFETIME: Millis = Millis::minutes(7 * 24 * 60);
/// Most open invitations of a site.
const MOST: usize = 100;

/// The open invitations.
fn all(shell: &Shell) -> Reply<Listing<InvitationRow>> {
    let items = store::all(&shell.sql(), clock::now())?;
    reply::json(&Listing { items: items.into_iter().map(|one| one.row).collect(), next: None })
}

/// Creates an invitation. Nobody can invite to a role with more permissions than their own.
fn make(shell: &Rc<Shell>, me: &Principal, new: &NewInvitation) -> Reply<CreatedInvitation> {
    let (_, permissions) = roles::named(&shell.sql(), &new.role)?.ok_or_else(no_role)?;
    if !me.rights.may_appoint(&permissions) {
        return Err(ApiError::RoleTooHigh);
    }
    let email = Field::Email.check(&new.email).map_err(|e| ApiError::Invalid(e.to_string()))?;
    if email.is_empty() {
        return Err(ApiError::Invalid("The e-mail address is missing.".to_owned()));
    }
    let (sql, now, email) = (shell.sql(), clock::now(), email.to_lowercase());
    must_be_free(shell, &email)?;
    let there = store::all(&sql, now)?;
    if there.len() >= MOST {
        let sentence = format!(
            "This site already has {MOST} open invitations, which is the limit. Revoke one first."
        );
        return Err(ApiError::Invalid(sentence));
    }
    let by = me.agent.name.clone();
    let (id, expires) = (random::invitation()?, now + LIFETIME);
    let row = InvitationRow { id, email, role: new.role.clone(), by, created_at: now, expires };
    let token = token(shell, &row)?;
    let mailed = atomic(&shell.object.state, || {
        // Another invitation for the same address takes the place of the one before.
        for old in there.iter().filter(|old| old.row.email == row.email) {
            store::delete(&sql, &old.row.id)?;
        }
        let (invitation, email) = (row.id.clone(), row.email.clone());
        let role = roles::logged(&sql, &row.role)?;
        let event = AuditEvent::InvitationMade { invitation, email, role };
        audit::log(&sql, me.by().into(), event)?;
        store::save(&sql, now, &row, &me.agent.id)?;
        // An address to which no mail can be sent gets the link another way.
        match EmailAddress::parse(row.email.as_str()) {
            Ok(to) => queue_mail(shell, &row, to, &token),
            Err(_) => Ok(None),
        }
    })?;
    outbox::arm(&**shell)?; // it is deleted when it has expired
    outbox::pump(shell)?;
    reply::created(&CreatedInvitation { row, token, mailed: mailed.is_some() })
}

/// Sends the link of an invitation again. Its creator answers for it, so whoever sends it must be able to
/// create it too.
fn mail_again(shell: &Rc<Shell>, me: &Principal, id: &InvitationId) -> Reply<()> {
    let Invitation { row, .. } = valid_invitation(shell, id)?;
    if !me.rights.may_appoint(&roles::permissions(&shell.sql(), &row.role)?) {
        return Err(ApiError::RoleTooHigh);
    }
    let to = mails::address(&row.email)?;
    limits::take(Limit::MailsOfInvitation, id.as_str())?;
    let token = token(shell, &row)?;
    let queued = atomic(&shell.object.state, || queue_mail(shell, &row, to, &token))?;
    outbox::pump(shell)?;
    queued.ok_or(ApiError::NoMail)?;
    reply::done()
}

fn queue_mail(
    shell: &Shell,
    row: &InvitationRow,
    to: EmailAddress,
    token: &str,
) -> Result<Option<MailId>, ApiError> {
    let (role, _) = roles::named(&shell.sql(), &row.role)?.ok_or_else(no_role)?;
    let path = format!("/console/join?site={}&invite={token}", shell.id()?);
    let content = MailContent::Invitation { by: row.by.clone(), role, path };
    mails::queue(shell, Mail { to, content, expires: Some(row.expires) })
}

/// The token of an invitation, which is signed and not stored.
fn token(shell: &Shell, row: &InvitationRow) -> Result<String, ApiError> {
    let until = row.expires.0.to_string();
    let signer = shell.config()?.signer;
    Ok(signer.sign(PURPOSE, &[row.id.as_str(), shell.id()?.as_str(), &until]))
}

/// The invitation of a token, if it was issued here for this site.
pub(crate) fn open_token(
    signer: &HmacSigner,
    site: &SiteId,
    token: &str,
) -> Result<InvitationId, ApiError> {
    let [id, of, expires] = signer.verify(PURPOSE, token).ok_or(ApiError::NoInvitation)?;
    let expires = Timestamp(expires.parse().map_err(|_| ApiError::NoInvitation)?);
    if of != site.as_str() || expires <= clock::now() {
        return Err(ApiError::NoInvitation);
    }
    Ok(InvitationId::parse(id)?)
}

/// Revokes an invitation.
fn revoke(shell: &Shell, me: &Principal, id: &InvitationId) -> Reply<()> {
    let sql = shell.sql();
    let found = store::find(&sql, clock::now(), id)?.ok_or(ApiError::NotFound("invitation"))?;
    let InvitationRow { email, role, .. } = found.row;
    atomic(&shell.object.state, || {
        store::delete(&sql, id)?;
        let role = roles::logged(&sql, &role)?;
        let event = AuditEvent::InvitationRevoked { invitation: id.clone(), email, role };
        audit::log(&sql, me.by().into(), event)
    })?;
    reply::done()
}

/// The content of an invitation.
pub(super) fn show(shell: &Shell, id: &InvitationId) -> Answer {
    let Invitation { row, .. } = valid_invitation(shell, id)?;
    let (role_name, permissions) = roles::named(&shell.sql(), &row.role)?.ok_or_else(no_role)?;
    body::answer(&Invited {
        site: shell.id()?,
        site_name: site_kv::site_record(&shell.sql())?.name,
        email: row.email,
        role: row.role,
        role_name,
        permissions,
        by: row.by,
        expires: row.expires,
    })
}

/// Accepts an invitation: it is used up, and the new agent is signed in.
pub(super) fn join(shell: &Rc<Shell>, joins: site_request::Joins) -> Answer {
    let site_request::Joins { invitation, agent, name, hash, session } = joins;
    let Invitation { row, .. } = valid_invitation(shell, &invitation)?;
    must_be_free(shell, &row.email)?;
    let new = NewAgent { name, email: row.email, password: None, role: row.role };
    let agent = agents::checked(agent, new, Some(hash), None)?;
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        store::delete(&sql, &invitation)?;
        agents_store::save(&sql, &agent)?;
        sign_ins::open(&sql, clock::now(), &session, &agent.id)?;
        let (email, role) = (agent.email.clone(), roles::logged(&sql, &agent.role)?);
        let event = AuditEvent::InvitationAccepted { invitation, email, role };
        audit::log(&sql, agent.actor(), event)?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    agents::signed_in(shell, &agent, &session)
}

/// A valid invitation. It is only valid while its creator could still create it.
fn valid_invitation(shell: &Shell, id: &InvitationId) -> Result<Invitation, ApiError> {
    let sql = shell.sql();
    let found = store::find(&sql, clock::now(), id)?.ok_or(ApiError::NoInvitation)?;
    let maker = agents_store::find(&sql, &found.maker)?.ok_or(ApiError::NoInvitation)?;
    let may =
        roles::rights(&sql, &maker.role)?.may_appoint(&roles::permissions(&sql, &found.row.role)?);
    if may { Ok(found) } else { Err(ApiError::NoInvitation) }
}

fn must_be_free(shell: &Shell, email: &str) -> Result<(), ApiError> {
    match agents_store::by_email(&shell.sql(), email)? {
        Some(_) => Err(ApiError::Taken(format!("Another agent already signs in with {email}."))),
        None => Ok(()),
    }
}

impl Handler for ListInvitations {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell)
    }
}

impl Handler for CreateInvitation {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        make(shell, me, &request.body)
    }
}

impl Handler for MailInvitation {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        mail_again(shell, me, &request.route.invitation)
    }
}

impl Handler for DeleteInvitation {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        revoke(shell, me, &request.route.invitation)
    }
}
