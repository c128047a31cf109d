//! Devices of agents that can receive pushes: register, list, test, delete.

pub(crate) mod store;

use super::agents::store::Agent;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;

use super::{Shell, pushes};
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::config::Config;
use crate::runtime::storage::atomic;
use crate::web_push::{Recipient, Vapid};
use shared::api::{DeleteDevice, ListDevices, Request, TestDevice};
use shared::id::{AgentId, DeviceId, SessionId};
use shared::push::{Device, Devices, MAX_DEVICES, NewDevice, Notice};
use std::rc::Rc;
use worker::SqlStorage;

fn list(shell: &Shell, me: &Agent) -> Reply<Devices> {
    answer(shell, me, None)
}

/// Registers a browser of an agent. It stays registered as long as the current session.
pub(super) fn put(
    shell: &Rc<Shell>,
    me: &Agent,
    session: &SessionId,
    new: NewDevice,
    contact: String,
) -> Reply<Devices> {
    let (sql, name) = (shell.sql(), new.display_name());
    let recipient = Recipient::check(new, shell.config()?.push_host.as_deref(), contact)?;
    let device = Device { id: recipient.id()?, name, last_seen_at: clock::now() };
    change(shell, || {
        store::save(&sql, &me.id, session, &device, &recipient)?;
        let theirs = store::list(&sql, &me.id)?;
        theirs.iter().skip(MAX_DEVICES).try_for_each(|old| store::delete(&sql, &old.id))
    })?;
    answer(shell, me, Some(device.id))
}

fn delete(shell: &Rc<Shell>, me: &Agent, id: &DeviceId) -> Reply<Devices> {
    theirs(&shell.sql(), me, id)?;
    change(shell, || store::delete(&shell.sql(), id))?;
    answer(shell, me, None)
}

/// Pushes a test notice to a device.
fn try_out(shell: &Rc<Shell>, me: &Agent, id: &DeviceId) -> Reply<Devices> {
    theirs(&shell.sql(), me, id)?;
    atomic(&shell.object.state, || pushes::write(shell, id, &Notice::Trial))?;
    outbox::pump(shell)?;
    answer(shell, me, Some(id.clone()))
}

fn theirs(sql: &SqlStorage, me: &Agent, id: &DeviceId) -> Result<(), ApiError> {
    let theirs = store::list(sql, &me.id)?.iter().any(|device| device.id == *id);
    if theirs { Ok(()) } else { Err(ApiError::NotFound("device")) }
}

/// Changes devices in one turn; if that changes who can be reached by push, the desk is told.
pub(super) fn change(
    shell: &Rc<Shell>,
    change: impl FnOnce() -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    let reached =
        || -> Result<Vec<AgentId>, ApiError> { Ok(store::agents(&sql)?.into_iter().collect()) };
    let before = reached()?;
    let changed = atomic(&shell.object.state, || {
        change()?;
        store::delete_stale(&sql, clock::now())?;
        let changed = reached()? != before;
        if changed {
            shell.write_roster(&sql)?;
        }
        Ok(changed)
    })?;
    if changed { outbox::pump(shell) } else { Ok(()) }
}

fn answer(shell: &Shell, me: &Agent, this: Option<DeviceId>) -> Reply<Devices> {
    let key = Vapid::new(&shell.config()?.signer)?.public();
    reply::json(&Devices { key, items: store::list(&shell.sql(), &me.id)?, this })
}

impl Shell {
    pub(super) fn config(&self) -> Result<Config, ApiError> {
        Config::read(&self.object.env)
    }
}

impl Handler for ListDevices {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        list(shell, &me.agent)
    }
}

impl Handler for DeleteDevice {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        delete(shell, &me.agent, &request.route.device)
    }
}

impl Handler for TestDevice {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        try_out(shell, &me.agent, &request.route.device)
    }
}
