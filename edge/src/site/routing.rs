//! The routing config of a site: teams, rules, accounts.

use super::Shell;
use super::agents::store as agents_store;
use super::audit;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use shared::api::{GetRoutingConfig, PutRoutingConfig, Request};
use shared::desk::RoutingConfig;
use shared::protocol::{AuditEvent, changed_fields};
use std::rc::Rc;

fn get(shell: &Shell) -> Reply<RoutingConfig> {
    reply::json(&site_kv::routing(&shell.sql())?)
}

/// Saves the config and sends it to the desk. Its package is that of the site's record, whatever
/// the body says.
fn put(shell: &Rc<Shell>, me: &Principal, new: RoutingConfig) -> Reply<RoutingConfig> {
    let sql = shell.sql();
    let before = site_kv::routing(&sql)?;
    let routing = RoutingConfig { package: before.package, ..new };
    let agent_ids = agents_store::all(&sql)?.into_iter().map(|agent| agent.id).collect();
    routing.check(&agent_ids).map_err(|wrong| ApiError::Invalid(wrong.to_string()))?;
    let settings = changed_fields(&before, &routing)?;
    atomic(&shell.object.state, || {
        if !settings.is_empty() {
            audit::log(&sql, me.by().into(), AuditEvent::RoutingChanged { settings })?;
        }
        site_kv::keep_routing(&sql, &routing)?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    reply::json(&routing)
}

impl Handler for GetRoutingConfig {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        get(shell)
    }
}

impl Handler for PutRoutingConfig {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, request.body)
    }
}
