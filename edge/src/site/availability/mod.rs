//! When agents are available each week.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::principal::Principal;

use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::storage::atomic;
use shared::availability::Draft;
use shared::id::AgentId;
use shared::permission::Permission;
use shared::protocol::{AgentAvailability, NewAvailability};
use std::rc::Rc;

pub(super) fn get(shell: &Shell, me: &Principal, id: &AgentId) -> Answer {
    may(shell, me, id)?;
    body::answer(&AgentAvailability { schedule: store::find(&shell.sql(), id)? })
}

/// Keeps it and tells the desk, where it holds at once.
pub(super) fn put(
    shell: &Rc<Shell>,
    me: &Principal,
    id: &AgentId,
    new: &NewAvailability,
) -> Answer {
    may(shell, me, id)?;
    let schedule = new.schedule.as_ref().map(Draft::check).transpose()?;
    let sql = shell.sql();
    atomic(&shell.state, || {
        store::save(&sql, id, schedule.as_ref())?;
        shell.write_roster(&sql)
    })?;
    shell.send_messages()?;
    body::answer(&AgentAvailability { schedule })
}

/// Everybody sees and sets their own hours, and those who manage agents everybody's.
fn may(shell: &Shell, me: &Principal, id: &AgentId) -> Result<(), ApiError> {
    if !me.is(id) && !me.rights.may(Permission::ManageAgents) {
        return Err(ApiError::NoPermission(Permission::ManageAgents));
    }
    agents_store::find(&shell.sql(), id)?.map(|_| ()).ok_or(ApiError::NotFound("agent"))
}
