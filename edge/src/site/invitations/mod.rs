//! Invitations: a link that lets somebody join, once.

pub(crate) mod store;

use self::store::Invitation;
use super::Shell;
use super::agents::store as agents_store;
use super::principal::Principal;
use super::settings::store as site_kv;
use super::sign_in::store as sign_ins;
use super::{agents, site_request};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::id::{AgentId, InvitationId, SessionId};
use shared::permission::Rights;
use shared::person::Field;
use shared::protocol::{InvitationRow, Invited, Listing, NewAgent, NewInvitation};
use shared::time::Timestamp;
use std::rc::Rc;

/// Nobody looks after more of them.
const MOST: usize = 100;

/// Those that somebody may still follow.
pub(super) fn all(shell: &Shell) -> Answer {
    let items = store::all(&shell.sql(), clock::now())?;
    body::answer(&Listing { items: items.into_iter().map(|one| one.row).collect(), next: None })
}

/// Nobody invites to what they are not themselves.
pub(super) fn make(
    shell: &Shell,
    me: &Principal,
    id: InvitationId,
    new: NewInvitation,
    expires: Timestamp,
) -> Answer {
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
    let row = InvitationRow { id, email, role: new.role, by, created_at: now, expires };
    atomic(&shell.state, || {
        // Another invitation for the same address takes the place of the one before.
        for old in there.iter().filter(|old| old.row.email == row.email) {
            store::delete(&sql, &old.row.id)?;
        }
        store::save(&sql, now, &row, &me.agent.id)
    })?;
    body::answer_with(201, &row)
}

/// Takes one back.
pub(super) fn revoke(shell: &Shell, id: &InvitationId) -> Answer {
    let gone = store::delete(&shell.sql(), id)?;
    if gone { body::done() } else { Err(ApiError::NotFound("invitation")) }
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
    atomic(&shell.state, || {
        store::delete(&sql, &invitation)?;
        agents_store::save(&sql, &agent)?;
        open(shell, &session, &agent.id, expires)?;
        shell.write_roster(&sql)
    })?;
    shell.send_messages()?;
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
