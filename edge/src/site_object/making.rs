//! Making a site, and what package it has: the operator's word, and nobody else's.

use super::store::{self, agents as agents_store, facts, ledger as ledger_store};
use super::{Shell, agents, settings};
use crate::body;
use crate::error::{Answer, Fault};
use crate::storage::atomic;
use serde_json::json;
use shared::id::{AgentId, SiteId};
use shared::permission::Role;
use shared::protocol::NewAgent;
use shared::quota::{Package, Plan, PlanRefusal, Totals};
use std::rc::Rc;

/// Makes the site with its first admin, or changes name, package and domains of one that exists.
pub(super) fn make(
    shell: &Rc<Shell>,
    name: String,
    package: Package,
    allowed_domains: Vec<String>,
    admin: NewAgent,
    hash: Option<String>,
) -> Answer {
    if name.trim().is_empty() {
        return Err(Fault::Invalid("The site's name is missing.".to_owned()));
    }
    settings::check_domains(&allowed_domains).map_err(Fault::Invalid)?;
    let (id, sql, made) = (shell.id()?, shell.sql(), !shell.exists()?);
    let plan = if made { Plan::default() } else { facts::known_deed(&sql)?.plan };
    let totals = if made { Totals::default() } else { ledger_store::totals(&sql)? };
    let deed = facts::Deed { name, plan: plan.changed(package, None, totals).map_err(refused)? };
    let admin_id = admin_id(&id)?;
    let admin = NewAgent { role: Role::Admin, ..admin };
    let admin = made.then(|| agents::checked(admin_id.clone(), admin, hash, None)).transpose()?;
    atomic(&shell.state, || {
        store::make(&sql)?;
        facts::keep_deed(&sql, &deed)?;
        let mut settings = facts::settings(&sql)?;
        settings.allowed_domains = allowed_domains;
        facts::keep_settings(&sql, &settings)?;
        facts::next_revision(&sql)?;
        if let Some(admin) = &admin {
            agents_store::keep(&sql, admin)?;
        }
        shell.write_roster(&sql)
    })?;
    shell.republish()?;
    shell.send_letters()?;
    let status = if made { 201 } else { 200 };
    let body = json!({ "site": id, "name": deed.name, "package": package, "admin": admin_id });
    body::answer_with(status, &body)
}

/// Sets the package and perhaps its limit. The desk is told at once; chats that run go on.
pub(super) fn set_package(shell: &Rc<Shell>, package: Package, limit: Option<u64>) -> Answer {
    let sql = shell.sql();
    let deed = facts::known_deed(&sql)?;
    let totals = ledger_store::totals(&sql)?;
    let plan = deed.plan.changed(package, limit, totals).map_err(refused)?;
    atomic(&shell.state, || {
        facts::keep_deed(&sql, &facts::Deed { plan, ..deed })?;
        // Conversational flows may run again, or no more.
        facts::next_revision(&sql)?;
        shell.write_roster(&sql)
    })?;
    shell.republish()?;
    shell.send_letters()?;
    body::answer(&plan.usage(totals))
}

fn refused(refusal: PlanRefusal) -> Fault {
    Fault::Refused { code: refusal.code(), sentence: refusal.to_string() }
}

fn admin_id(site: &SiteId) -> Result<AgentId, Fault> {
    let stem = site.as_str().get(SiteId::PREFIX.len()..).unwrap_or_default();
    let stem = stem.get(..40).unwrap_or(stem);
    Ok(AgentId::parse(format!("{}admin-{stem}", AgentId::PREFIX))?)
}
