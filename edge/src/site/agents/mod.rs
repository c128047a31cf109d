//! Agents: their accounts, and who may change them.

pub(crate) mod store;

use self::store::Agent;
use super::audit;
use super::email_changes::store as email_changes;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::{no_role, store as roles};
use super::second_factor::store as second_factors;
use super::settings::store as site_kv;
use super::site_request::NewSession;
use super::socket_rights::{self, store as opened};
use super::{Shell, mails, second_factor, single_sign_on};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use shared::api::{GetMe, ListAgents, PutMe, Request};
use shared::id::AgentId;
use shared::permission::{Permission, Role, RoleId};
use shared::person::Field;
use shared::plain_text::clean_line;
use shared::protocol::{
    Actor, AgentField, AgentRow, AuditEvent, Listing, Me, NewAgent, NewProfile,
};
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::SqlStorage;

const MAX_NAME_CHARS: usize = 100;

/// The answer to a sign-in.
pub(super) fn signed_in(shell: &Shell, me: &Agent, session: &NewSession) -> Answer {
    let missing = second_factor::is_missing(shell, &me.id, session.by_passkey)?;
    let permissions = roles::permissions(&shell.sql(), &me.role)?;
    body::answer(&profile(shell, me, permissions, missing)?)
}

/// Who the caller is. For an API key that is its creator, with the permissions of the key.
pub(super) fn me(shell: &Shell, me: &Principal) -> Result<Me, ApiError> {
    profile(shell, &me.agent, me.rights.permissions().to_vec(), me.second_factor_missing)
}

fn profile(
    shell: &Shell,
    me: &Agent,
    permissions: Vec<Permission>,
    second_factor_missing: bool,
) -> Result<Me, ApiError> {
    let site = shell.id()?;
    let record = site_kv::site_record(&shell.sql())?;
    Ok(Me {
        site_name: record.name,
        agent: me.profile(&site),
        email: me.email.clone(),
        role: me.role.clone(),
        permissions,
        second_factor_missing,
        sends_mail: mails::is_on(shell)?,
        language: store::language(&shell.sql(), &me.id)?,
        report_zone: site_kv::settings(&shell.sql())?.zone_of_reports().name().to_owned(),
        site,
    })
}

fn all(shell: &Shell) -> Reply<Listing<AgentRow>> {
    let site = shell.id()?;
    let with_second_factor = second_factors::agents(&shell.sql())?;
    let chatting = roles::with(&shell.sql(), Permission::LiveChat)?;
    let row = |agent: &Agent| {
        let live_chat = chatting.contains(&agent.role);
        agent.row(&site, live_chat, with_second_factor.contains(&agent.id))
    };
    let items = store::all(&shell.sql())?.iter().map(row).collect();
    reply::json(&Listing { items, next: None })
}

pub(super) fn put(
    shell: &Rc<Shell>,
    me: &Principal,
    id: AgentId,
    new: NewAgent,
    hash: Option<String>,
) -> Reply<AgentRow> {
    let sql = shell.sql();
    let existing = store::find(&sql, &id)?;
    check_roles(shell, me, existing.as_ref(), &new.role)?;
    if existing.is_some() && hash.is_some() {
        let sentence = "The password of an existing agent can't be set here. They change it \
                        themselves, or get a reset link.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    let agent = checked(id, new, hash, existing.as_ref())?;
    check_free(&sql, &agent.email, &agent.id)?;
    if let Some(existing) = existing.as_ref().filter(|existing| existing.email != agent.email) {
        single_sign_on::may_change_email(shell, me, existing)?;
    }
    if existing.as_ref().is_some_and(|existing| existing.role == Role::Admin)
        && agent.role != Role::Admin
        && store::all(&sql)?.iter().filter(|agent| agent.role == Role::Admin).count() == 1
    {
        let sentence = "This is the last admin. Make another agent an admin first.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    let new_role = existing.as_ref().is_some_and(|existing| existing.role != agent.role);
    atomic(&shell.object.state, || {
        store::save(&sql, &agent)?;
        if existing.as_ref().is_some_and(|existing| existing.email != agent.email) {
            email_changes::delete_of(&sql, &agent.id)?;
        }
        log_change(&sql, me.by().into(), existing.as_ref(), &agent)?;
        if new_role {
            socket_rights::changed(&sql, opened::of_agent(&sql, &agent.id)?)?;
        }
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    let row = row_of(shell, &agent)?;
    if existing.is_some() { reply::json(&row) } else { reply::created(&row) }
}

/// Every agent, and whether they have the permission for live chats.
pub(super) fn live_chat(sql: &SqlStorage) -> Result<BTreeMap<AgentId, bool>, ApiError> {
    let chatting = roles::with(sql, Permission::LiveChat)?;
    let of = |agent: Agent| (agent.id, chatting.contains(&agent.role));
    Ok(store::all(sql)?.into_iter().map(of).collect())
}

/// What admins see of an agent.
pub(super) fn row_of(shell: &Shell, agent: &Agent) -> Result<AgentRow, ApiError> {
    let with_second_factor = second_factors::agents(&shell.sql())?;
    let live_chat = roles::permissions(&shell.sql(), &agent.role)?.contains(&Permission::LiveChat);
    Ok(agent.row(&shell.id()?, live_chat, with_second_factor.contains(&agent.id)))
}

/// Changes what agents may change of themselves.
fn put_me(shell: &Rc<Shell>, me: &Principal, new: &NewProfile) -> Reply<Me> {
    let sql = shell.sql();
    let agent = Agent { name: checked_name(&new.name)?, ..me.agent.clone() };
    atomic(&shell.object.state, || {
        store::save(&sql, &agent)?;
        if let Some(language) = new.language {
            store::save_language(&sql, &agent.id, language)?;
        }
        log_change(&sql, me.by().into(), Some(&me.agent), &agent)?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    let permissions = me.rights.permissions().to_vec();
    reply::json(&profile(shell, &agent, permissions, me.second_factor_missing)?)
}

/// Logs that an agent was created, or which fields changed.
pub(super) fn log_change(
    sql: &SqlStorage,
    by: Actor,
    existing: Option<&Agent>,
    now: &Agent,
) -> Result<(), ApiError> {
    let (agent, name) = (now.id.clone(), now.name.clone());
    let role = roles::logged(sql, &now.role)?;
    let Some(old) = existing else {
        return audit::log(sql, by, AuditEvent::AgentMade { agent, name, role });
    };
    let fields: Vec<AgentField> = [
        (AgentField::Name, old.name != now.name),
        (AgentField::Email, old.email != now.email),
        (AgentField::Role, old.role != now.role),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect();
    if fields.is_empty() {
        return Ok(());
    }
    audit::log(sql, by, AuditEvent::AgentChanged { agent, name, role, fields })
}

/// Nobody may give a role with more permissions than their own, change an agent who has one, or give
/// themselves another role.
fn check_roles(
    shell: &Shell,
    me: &Principal,
    existing: Option<&Agent>,
    role: &RoleId,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    let (_, permissions) = roles::named(&sql, role)?.ok_or_else(no_role)?;
    let before = existing.map(|existing| roles::permissions(&sql, &existing.role)).transpose()?;
    if !before.iter().chain([&permissions]).all(|one| me.rights.may_appoint(one)) {
        return Err(ApiError::RoleTooHigh);
    }
    match existing {
        Some(existing) if me.is(&existing.id) && existing.role != *role => Err(ApiError::OwnRole),
        _ => Ok(()),
    }
}

/// Checks an agent before they are saved.
pub(super) fn checked(
    id: AgentId,
    new: NewAgent,
    hash: Option<String>,
    existing: Option<&Agent>,
) -> Result<Agent, ApiError> {
    let name = checked_name(&new.name)?;
    let email = checked_email(&new.email)?;
    let stored = existing.map(|existing| existing.password.clone());
    let password = hash.or(stored).ok_or_else(|| {
        ApiError::Invalid("A new agent needs a password of at least 10 characters.".to_owned())
    })?;
    let picture = existing.and_then(|existing| existing.picture.clone());
    Ok(Agent { id, name, email, role: new.role, password, picture })
}

fn checked_name(name: &str) -> Result<String, ApiError> {
    let name = clean_line(name);
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    Ok(name)
}

/// An address as it is stored, in lower case.
pub(super) fn checked_email(email: &str) -> Result<String, ApiError> {
    let email = Field::Email.check(email).map_err(|e| ApiError::Invalid(e.to_string()))?;
    if email.is_empty() {
        return Err(ApiError::Invalid("The e-mail address is missing.".to_owned()));
    }
    Ok(email.to_lowercase())
}

/// Refuses an address with which another agent signs in.
pub(super) fn check_free(sql: &SqlStorage, email: &str, agent: &AgentId) -> Result<(), ApiError> {
    match store::by_email(sql, email)? {
        Some(other) if other.id != *agent => {
            Err(ApiError::Taken(format!("Another agent already signs in with {email}.")))
        }
        _ => Ok(()),
    }
}

impl Handler for GetMe {
    fn handle(shell: &Rc<Shell>, principal: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        reply::json(&me(shell, principal)?)
    }
}

impl Handler for PutMe {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put_me(shell, me, &request.body)
    }
}

impl Handler for ListAgents {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell)
    }
}
