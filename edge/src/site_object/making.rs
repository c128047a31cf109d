//! Making a site: the operator's word, and nobody else's.

use super::store::{self, agents as agents_store, facts};
use super::{Shell, agents, settings};
use crate::body;
use crate::error::{Answer, Fault};
use crate::storage::atomic;
use serde_json::json;
use shared::id::{AgentId, SiteId};
use shared::permission::Role;
use shared::protocol::NewAgent;
use std::rc::Rc;

/// Makes the site with its first admin, or changes name, package and domains of one that exists.
pub(super) fn make(
    shell: &Rc<Shell>,
    deed: facts::Deed,
    allowed_domains: Vec<String>,
    admin: NewAgent,
    hash: Option<String>,
) -> Answer {
    if deed.name.trim().is_empty() {
        return Err(Fault::Invalid("The site's name is missing.".to_owned()));
    }
    settings::check_domains(&allowed_domains).map_err(Fault::Invalid)?;
    let (id, sql, made) = (shell.id()?, shell.sql(), !shell.exists()?);
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
    let body = json!({ "site": id, "name": deed.name, "package": deed.package, "admin": admin_id });
    body::answer_with(status, &body)
}

fn admin_id(site: &SiteId) -> Result<AgentId, Fault> {
    let stem = site.as_str().get(SiteId::PREFIX.len()..).unwrap_or_default();
    let stem = stem.get(..40).unwrap_or(stem);
    Ok(AgentId::parse(format!("{}admin-{stem}", AgentId::PREFIX))?)
}
