//! Agents: who they are, and who may change them.

use super::Shell;
use super::caller::Caller;
use super::store::agents::{self as store, Agent};
use super::store::{facts, sign_ins};
use crate::body;
use crate::desk_object::ToDeskLetter;
use crate::error::{Answer, Fault};
use crate::storage::atomic;
use shared::id::AgentId;
use shared::permission::{Permission, Role};
use shared::person::Field;
use shared::protocol::{Listing, Me, NewAgent};
use std::rc::Rc;

const MAX_NAME_CHARS: usize = 100;

/// Who somebody is who has just signed in.
pub(super) fn signed_in(shell: &Shell, me: &Agent) -> Answer {
    tell(shell, me, me.role.permissions().to_vec())
}

/// Who asks; with a key that is whoever made it, and what the key is good for.
pub(super) fn me(shell: &Shell, me: &Caller) -> Answer {
    tell(shell, &me.agent, me.rights.permissions().to_vec())
}

fn tell(shell: &Shell, me: &Agent, permissions: Vec<Permission>) -> Answer {
    let site = shell.id()?;
    let deed = facts::known_deed(&shell.sql())?;
    body::answer(&Me {
        site_name: deed.name,
        agent: me.face(&site),
        email: me.email.clone(),
        role: me.role,
        permissions,
        site,
    })
}

pub(super) fn all(shell: &Shell) -> Answer {
    let site = shell.id()?;
    let items = store::all(&shell.sql())?.iter().map(|agent| agent.row(&site)).collect();
    body::answer(&Listing { items, next: None })
}

pub(super) fn put(
    shell: &Rc<Shell>,
    me: &Caller,
    id: AgentId,
    new: NewAgent,
    hash: Option<String>,
) -> Answer {
    let sql = shell.sql();
    let known = store::find(&sql, &id)?;
    check_roles(me, known.as_ref(), new.role)?;
    let agent = checked(id, new, hash, known.as_ref())?;
    if store::by_email(&sql, &agent.email)?.is_some_and(|other| other.id != agent.id) {
        let sentence = format!("Somebody else signs in with {} already.", agent.email);
        return Err(Fault::Taken(sentence));
    }
    if known.as_ref().is_some_and(|known| known.role == Role::Admin)
        && agent.role != Role::Admin
        && store::all(&sql)?.iter().filter(|agent| agent.role == Role::Admin).count() == 1
    {
        let sentence = "This is the last admin. Make somebody else an admin first.";
        return Err(Fault::Invalid(sentence.to_owned()));
    }
    let new_password = known.as_ref().is_some_and(|known| known.password != agent.password);
    atomic(&shell.state, || {
        store::keep(&sql, &agent)?;
        if new_password {
            for session in sign_ins::close_others(&sql, &agent.id, me.session())? {
                shell.write_to_desk(&sql, &ToDeskLetter::SignedOut { session })?;
            }
        }
        shell.write_roster(&sql)
    })?;
    shell.send_letters()?;
    let status = if known.is_some() { 200 } else { 201 };
    body::answer_with(status, &agent.row(&shell.id()?))
}

/// Nobody gives a role they don't have themselves, nor changes somebody who has more.
fn check_roles(me: &Caller, known: Option<&Agent>, role: Role) -> Result<(), Fault> {
    let both = known.map(|known| known.role).into_iter().chain([role]);
    if both.into_iter().all(|role| me.rights.may_appoint(role)) {
        Ok(())
    } else {
        Err(Fault::RoleTooHigh)
    }
}

/// An agent as they may be kept.
pub(super) fn checked(
    id: AgentId,
    new: NewAgent,
    hash: Option<String>,
    known: Option<&Agent>,
) -> Result<Agent, Fault> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(Fault::Invalid(sentence));
    }
    let email = Field::Email.check(&new.email).map_err(|e| Fault::Invalid(e.to_string()))?;
    if email.is_empty() {
        return Err(Fault::Invalid("The e-mail address is missing.".to_owned()));
    }
    let kept = known.map(|known| known.password.clone());
    let password = hash.or(kept).ok_or_else(|| {
        Fault::Invalid("Somebody new needs a password of at least 10 characters.".to_owned())
    })?;
    let picture = known.and_then(|known| known.picture.clone());
    Ok(Agent { id, name, email: email.to_lowercase(), role: new.role, password, picture })
}
