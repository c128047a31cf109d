//! Creating a site and setting its package. Only the operator may do this.

use super::agents::store as agents_store;
use super::deletion::store as deletion;
use super::ledger::store as ledger_store;
use super::settings::store as site_kv;
use super::store;
use super::{Shell, agents, audit, settings};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use serde_json::json;
use shared::id::{AgentId, SiteId};
use shared::permission::Role;
use shared::plain_text::clean_line;
use shared::protocol::{Actor, AuditEvent, NewAgent};
use shared::quota::{Package, Plan, PlanRefusal, Totals};
use std::rc::Rc;

/// Creates the site with its first admin, or changes name, package and domains of an existing one.
pub(super) fn make(
    shell: &Rc<Shell>,
    name: String,
    package: Package,
    allowed_domains: Vec<String>,
    admin: NewAgent,
    hash: Option<String>,
) -> Answer {
    let name = clean_line(&name);
    if name.is_empty() {
        return Err(ApiError::Invalid("The site's name is missing.".to_owned()));
    }
    settings::check_domains(&allowed_domains).map_err(ApiError::Invalid)?;
    let (id, sql, is_new) = (shell.id()?, shell.sql(), !shell.exists()?);
    if deletion::find(&sql)?.is_some_and(|deletion| !deletion.is_complete) {
        return Err(ApiError::Taken(
            "A site with this id is being deleted. Repeat its deletion until it is complete, then \
             create it again."
                .to_owned(),
        ));
    }
    let plan = if is_new { Plan::default() } else { site_kv::site_record(&sql)?.plan };
    let totals = if is_new { Totals::default() } else { ledger_store::totals(&sql)? };
    let record =
        site_kv::SiteRecord { name, plan: plan.changed(package, None, totals).map_err(refused)? };
    let admin_id = admin_id(&id)?;
    let admin = NewAgent { role: Role::Admin.into(), ..admin };
    let admin = is_new.then(|| agents::checked(admin_id.clone(), admin, hash, None)).transpose()?;
    atomic(&shell.object.state, || {
        deletion::remove(&sql)?;
        store::open(&sql)?;
        let mut settings = site_kv::settings(&sql)?;
        let before = if is_new { None } else { Some(site_kv::site_record(&sql)?) };
        if let Some(event) = made(before, &record, settings.allowed_domains != allowed_domains) {
            audit::log(&sql, Actor::Operator, event)?;
        }
        site_kv::save_site_record(&sql, &record)?;
        settings.allowed_domains = allowed_domains;
        site_kv::save_settings(&sql, &settings)?;
        site_kv::next_revision(&sql)?;
        if let Some(admin) = &admin {
            agents_store::save(&sql, admin)?;
        }
        shell.write_roster(&sql)
    })?;
    shell.republish()?;
    outbox::pump(shell)?;
    let status = if is_new { 201 } else { 200 };
    let body = json!({ "site": id, "name": record.name, "package": package, "admin": admin_id });
    body::answer_with(status, &body)
}

/// Sets the package and optionally its limit. The desk is told at once; running chats go on.
pub(super) fn set_package(shell: &Rc<Shell>, package: Package, limit: Option<u64>) -> Answer {
    let sql = shell.sql();
    let record = site_kv::site_record(&sql)?;
    let totals = ledger_store::totals(&sql)?;
    let plan = record.plan.changed(package, limit, totals).map_err(refused)?;
    atomic(&shell.object.state, || {
        site_kv::save_site_record(&sql, &site_kv::SiteRecord { plan, ..record })?;
        audit::log(&sql, Actor::Operator, AuditEvent::PackageSet { package, limit })?;
        // Conversational flows may be allowed again, or not any more.
        site_kv::next_revision(&sql)?;
        shell.write_roster(&sql)
    })?;
    shell.republish()?;
    outbox::pump(shell)?;
    body::answer(&plan.usage(totals))
}

/// What the log says of a site that was created or changed.
fn made(
    before: Option<site_kv::SiteRecord>,
    now: &site_kv::SiteRecord,
    domains: bool,
) -> Option<AuditEvent> {
    let Some(before) = before else {
        return Some(AuditEvent::SiteMade { name: now.name.clone(), package: now.plan.package() });
    };
    let settings: Vec<String> = [
        ("name", before.name != now.name),
        ("package", before.plan.package() != now.plan.package()),
        ("allowed_domains", domains),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(name, _)| name.to_owned())
    .collect();
    (!settings.is_empty()).then_some(AuditEvent::SiteChanged { settings })
}

fn refused(refusal: PlanRefusal) -> ApiError {
    ApiError::Refused { code: refusal.problem(), sentence: refusal.to_string() }
}

fn admin_id(site: &SiteId) -> Result<AgentId, ApiError> {
    let stem = site.as_str().get(SiteId::PREFIX.len()..).unwrap_or_default();
    let stem = stem.get(..40).unwrap_or(stem);
    Ok(AgentId::parse(format!("{}admin-{stem}", AgentId::PREFIX))?)
}
