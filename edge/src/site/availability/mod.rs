//! The weekly schedules of agents.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;

use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use shared::api::{GetAvailability, PutAvailability, Request};
use shared::availability::Draft;
use shared::id::AgentId;
use shared::protocol::{AgentAvailability, NewAvailability};
use std::rc::Rc;

fn get(shell: &Shell, id: &AgentId) -> Reply<AgentAvailability> {
    must_exist(shell, id)?;
    reply::json(&AgentAvailability { schedule: store::find(&shell.sql(), id)? })
}

/// Saves a schedule and sends it to the desk, where it applies at once.
fn put(shell: &Rc<Shell>, id: &AgentId, new: &NewAvailability) -> Reply<AgentAvailability> {
    must_exist(shell, id)?;
    let schedule = new.schedule.as_ref().map(Draft::check).transpose()?;
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        store::save(&sql, id, schedule.as_ref())?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    reply::json(&AgentAvailability { schedule })
}

fn must_exist(shell: &Shell, id: &AgentId) -> Result<(), ApiError> {
    agents_store::find(&shell.sql(), id)?.map(|_| ()).ok_or(ApiError::NotFound("agent"))
}

impl Handler for GetAvailability {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        get(shell, &request.route.agent)
    }
}

impl Handler for PutAvailability {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, &request.route.agent, &request.body)
    }
}
