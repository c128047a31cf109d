//! Roles of the site's own: who may make, change and remove them, and what a change ends.

pub(crate) mod store;

use self::store::CustomRole;
use super::agents::store as agents_store;
use super::invitations::store as invitations_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::socket_rights::{self, store as opened};
use super::{Shell, audit};
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{DeleteRole, ListRoles, PutRole, Request};
use shared::id::{AgentId, CustomRoleId};
use shared::permission::{Permission, Role, RoleId, completed};
use shared::plain_text::clean_line;
use shared::problem::ProblemCode;
use shared::protocol::{AuditEvent, Listing, NewRole, RoleRow};
use std::rc::Rc;
use worker::SqlStorage;

const MAX_NAME_CHARS: usize = 100;
/// Most roles of a site's own.
const MOST: usize = 100;

fn all(shell: &Shell) -> Reply<Listing<RoleRow>> {
    let sql = shell.sql();
    let used = Used::read(&sql)?;
    let standard = Role::ALL
        .iter()
        .map(|role| used.row((*role).into(), role.title().to_owned(), role.permissions().to_vec()));
    let custom = store::all(&sql)?.into_iter().map(|role| used.row_of(role));
    reply::json(&Listing { items: standard.chain(custom).collect(), next: None })
}

/// The roles of all agents and of all open invitations.
struct Used {
    agents: Vec<(AgentId, RoleId)>,
    invitations: Vec<RoleId>,
}

impl Used {
    fn read(sql: &SqlStorage) -> Result<Self, ApiError> {
        let agents = agents_store::all(sql)?.into_iter().map(|agent| (agent.id, agent.role));
        let invited = invitations_store::all(sql, clock::now())?.into_iter();
        Ok(Self {
            agents: agents.collect(),
            invitations: invited.map(|one| one.row.role).collect(),
        })
    }

    fn agents_with<'u>(&'u self, role: &'u RoleId) -> impl Iterator<Item = &'u AgentId> {
        self.agents.iter().filter(move |(_, theirs)| theirs == role).map(|(agent, _)| agent)
    }

    fn row(&self, id: RoleId, name: String, permissions: Vec<Permission>) -> RoleRow {
        let agents = self.agents_with(&id).count();
        let invitations = self.invitations.iter().filter(|role| **role == id).count();
        RoleRow { id, name, permissions, agents, invitations }
    }

    fn row_of(&self, role: CustomRole) -> RoleRow {
        self.row(RoleId::Custom(role.id), role.name, role.permissions)
    }
}

/// Whether the caller may make, change or remove this role.
fn check(me: &Principal, id: &CustomRoleId, permissions: &[Permission]) -> Result<(), ApiError> {
    if me.agent.role == RoleId::Custom(id.clone()) {
        Err(ApiError::OwnRole)
    } else if me.rights.may_shape(permissions) {
        Ok(())
    } else {
        Err(ApiError::RoleTooHigh)
    }
}

fn put(shell: &Rc<Shell>, me: &Principal, id: CustomRoleId, new: &NewRole) -> Reply<RoleRow> {
    let sql = shell.sql();
    let others = store::all(&sql)?;
    let existing = others.iter().find(|role| role.id == id).cloned();
    let name = checked_name(&new.name, &others, &id)?;
    let permissions = completed(&new.permissions);
    if permissions.is_empty() {
        return Err(ApiError::Invalid("A role needs at least one permission.".to_owned()));
    }
    check(me, &id, &permissions)?;
    if let Some(existing) = &existing {
        check(me, &id, &existing.permissions)?;
    } else if others.len() >= MOST {
        let sentence = format!(
            "This site already has {MOST} roles of its own, which is the limit. Remove one first."
        );
        return Err(ApiError::Invalid(sentence));
    }
    let role = CustomRole { id, name, permissions };
    let used = Used::read(&sql)?;
    atomic(&shell.object.state, || {
        store::save(&sql, &role)?;
        if let Some(event) = change(existing.as_ref(), &role) {
            audit::log(&sql, me.by().into(), event)?;
        }
        if existing.as_ref().is_some_and(|before| before.permissions != role.permissions) {
            let named = RoleId::Custom(role.id.clone());
            end_rights(shell, &sql, used.agents_with(&named))?;
        }
        Ok::<_, ApiError>(())
    })?;
    outbox::pump(shell)?;
    let row = used.row_of(role);
    if existing.is_some() { reply::json(&row) } else { reply::created(&row) }
}

/// The name of a role, which no other one may have.
fn checked_name(name: &str, others: &[CustomRole], id: &CustomRoleId) -> Result<String, ApiError> {
    let name = clean_line(name);
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The role's name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    let others = others.iter().filter(|role| role.id != *id).map(|role| role.name.as_str());
    let mut taken = others.chain(Role::ALL.iter().map(|role| role.title()));
    if taken.any(|other| other.to_lowercase() == name.to_lowercase()) {
        return Err(ApiError::Taken(format!("Another role is already called “{name}”.")));
    }
    Ok(name)
}

/// What the log says of a role that was saved; `None` if nothing changed.
fn change(before: Option<&CustomRole>, now: &CustomRole) -> Option<AuditEvent> {
    let (role, name) = (now.id.clone(), now.name.clone());
    let names = |all: &[Permission], but: &[Permission]| {
        let left = all.iter().filter(|one| !but.contains(one));
        left.map(|one| one.as_str().to_owned()).collect::<Vec<_>>()
    };
    let Some(before) = before else {
        let permissions = names(&now.permissions, &[]);
        return Some(AuditEvent::RoleMade { role, name, permissions });
    };
    let added = names(&now.permissions, &before.permissions);
    let removed = names(&before.permissions, &now.permissions);
    let changed = before.name != now.name || !added.is_empty() || !removed.is_empty();
    changed.then_some(AuditEvent::RoleChanged { role, name, added, removed })
}

/// Tells conversations and desk that agents may do less, or more. Call it in the transaction of the
/// change.
fn end_rights<'a>(
    shell: &Shell,
    sql: &SqlStorage,
    agents: impl Iterator<Item = &'a AgentId>,
) -> Result<(), ApiError> {
    for agent in agents {
        socket_rights::changed(sql, opened::of_agent(sql, agent)?)?;
    }
    shell.write_roster(sql)
}

/// Removes a role. Those who have it, or are invited to it, get the replacement.
fn remove(
    shell: &Rc<Shell>,
    me: &Principal,
    id: &CustomRoleId,
    replacement: Option<RoleId>,
) -> Reply<()> {
    let sql = shell.sql();
    let role = store::find(&sql, id)?.ok_or(ApiError::NotFound("role"))?;
    check(me, id, &role.permissions)?;
    let named = RoleId::Custom(id.clone());
    let agents: Vec<_> =
        agents_store::all(&sql)?.into_iter().filter(|agent| agent.role == named).collect();
    let invited = invitations_store::all(&sql, clock::now())?.into_iter();
    let invited: Vec<_> = invited.filter(|one| one.row.role == named).collect();
    let in_use = !agents.is_empty() || !invited.is_empty();
    let replacement = replacement.filter(|_| in_use);
    match &replacement {
        None if in_use => {
            let sentence = format!(
                "{} and {} have this role. Choose another role for them.",
                counted(agents.len(), "agent"),
                counted(invited.len(), "open invitation")
            );
            return Err(ApiError::Refused { code: ProblemCode::RoleInUse, sentence });
        }
        None => {}
        Some(other) if *other == named => {
            let sentence = "The role that is removed can't replace itself.";
            return Err(ApiError::Invalid(sentence.to_owned()));
        }
        Some(other) => {
            let found = store::named(&sql, other)?.ok_or_else(no_role)?;
            if !me.rights.may_appoint(&found.1) {
                return Err(ApiError::RoleTooHigh);
            }
        }
    }
    atomic(&shell.object.state, || {
        if let Some(other) = &replacement {
            for agent in &agents {
                let agent = agents_store::Agent { role: other.clone(), ..agent.clone() };
                agents_store::save(&sql, &agent)?;
            }
            for mut one in invited {
                one.row.role = other.clone();
                invitations_store::change(&sql, &one.row)?;
            }
        }
        store::delete(&sql, id)?;
        let agents: Vec<AgentId> = agents.iter().map(|agent| agent.id.clone()).collect();
        end_rights(shell, &sql, agents.iter())?;
        let (role, name) = (id.clone(), role.name);
        let event = AuditEvent::RoleRemoved { role, name, replacement, agents };
        audit::log(&sql, me.by().into(), event)
    })?;
    outbox::pump(shell)?;
    reply::done()
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// The refusal of a role that the site doesn't have.
pub(super) fn no_role() -> ApiError {
    ApiError::Invalid("This site has no such role. List its roles, and choose one.".to_owned())
}

impl Handler for ListRoles {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell)
    }
}

impl Handler for PutRole {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, request.route.role, &request.body)
    }
}

impl Handler for DeleteRole {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        remove(shell, me, &request.route.role, request.query.replacement)
    }
}
