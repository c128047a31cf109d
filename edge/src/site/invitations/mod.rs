//! Invitations: a link that lets somebody join, once.

pub(crate) mod store;

use self::store::Invitation;
use super::Shell;
use super::agents::store as agents_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::sign_in::store as sign_ins;
use super::{agents, site_request};
use crate::auth::signing::HmacSigner;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use shared::api::{CreateInvitation, DeleteInvitation, ListInvitations, Request};
use shared::id::{AgentId, InvitationId, SessionId, SiteId};
use shared::permission::Rights;
use shared::person::Field;
use shared::protocol::{
    CreatedInvitation, InvitationRow, Invited, Listing, NewAgent, NewInvitation,
};
use shared::time::{Millis, Timestamp};
use std::rc::Rc;

const PURPOSE: &str = "invitation";
/// How long somebody may take to follow an invitation.
const LIFETIME: Millis = Millis::minutes(7 * 24 * 60);
/// Nobody looks after more of them.
const MOST: usize = 100;

/// Those that somebody may still follow.
fn all(shell: &Shell) -> Reply<Listing<InvitationRow>> {
    let items = store::all(&shell.sql(), clock::now())?;
    reply::json(&Listing { items: items.into_iter().map(|one| one.row).collect(), next: None })
}

/// Nobody invites to what they are not themselves.
fn make(shell: &Shell, me: &Principal, new: &NewInvitation) -> Reply<CreatedInvitation> {
    if !me.rights.may_appoint(new.role) {
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
        let sentence = format!("{MOST} invitations wait already. Take some of them back first.");
        return Err(ApiError::Invalid(sentence));
    }
    let by = me.agent.name.clone();
    let (id, expires) = (random::invitation()?, now + LIFETIME);
    let row = InvitationRow { id, email, role: new.role, by, created_at: now, expires };
    atomic(&shell.object.state, || {
        // Another invitation for the same address takes the place of the one before.
        for old in there.iter().filter(|old| old.row.email == row.email) {
            store::delete(&sql, &old.row.id)?;
        }
        store::save(&sql, now, &row, &me.agent.id)
    })?;
    let until = row.expires.0.to_string();
    let signer = shell.config()?.signer;
    let token = signer.sign(PURPOSE, &[row.id.as_str(), shell.id()?.as_str(), &until]);
    reply::created(&CreatedInvitation { row, token })
}

/// Which invitation a token was made for, here and for that site.
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

/// Takes one back.
fn revoke(shell: &Shell, id: &InvitationId) -> Reply<()> {
    let gone = store::delete(&shell.sql(), id)?;
    if gone { reply::done() } else { Err(ApiError::NotFound("invitation")) }
}

/// What somebody was invited to.
pub(super) fn show(shell: &Shell, id: &InvitationId) -> Answer {
    let Invitation { row, .. } = valid_invitation(shell, id)?;
    body::answer(&Invited {
        site: shell.id()?,
        site_name: site_kv::site_record(&shell.sql())?.name,
        email: row.email,
        role: row.role,
        by: row.by,
        expires: row.expires,
    })
}

/// Somebody joins: the invitation is used up, and they are signed in.
pub(super) fn join(shell: &Rc<Shell>, joins: site_request::Joins) -> Answer {
    let site_request::Joins { invitation, agent, name, hash, session, expires } = joins;
    let Invitation { row, .. } = valid_invitation(shell, &invitation)?;
    must_be_free(shell, &row.email)?;
    let new = NewAgent { name, email: row.email, password: None, role: row.role };
    let agent = agents::checked(agent, new, Some(hash), None)?;
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        store::delete(&sql, &invitation)?;
        agents_store::save(&sql, &agent)?;
        open(shell, &session, &agent.id, expires)?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    agents::signed_in(shell, &agent)
}

fn open(
    shell: &Shell,
    session: &SessionId,
    agent: &AgentId,
    expires: Timestamp,
) -> Result<(), ApiError> {
    sign_ins::open(&shell.sql(), clock::now(), session, agent, expires)
}

/// An invitation that holds: as long as whoever made it could still make it.
fn valid_invitation(shell: &Shell, id: &InvitationId) -> Result<Invitation, ApiError> {
    let sql = shell.sql();
    let found = store::find(&sql, clock::now(), id)?.ok_or(ApiError::NoInvitation)?;
    let maker = agents_store::find(&sql, &found.maker)?.ok_or(ApiError::NoInvitation)?;
    let may = Rights::from_role(maker.role).may_appoint(found.row.role);
    if may { Ok(found) } else { Err(ApiError::NoInvitation) }
}

fn must_be_free(shell: &Shell, email: &str) -> Result<(), ApiError> {
    match agents_store::by_email(&shell.sql(), email)? {
        Some(_) => Err(ApiError::Taken(format!("Somebody signs in with {email} already."))),
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

impl Handler for DeleteInvitation {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        revoke(shell, &request.route.invitation)
    }
}
