//! The table of devices that can receive pushes. A device is valid as long as the session that
//! registered it.

use crate::error::ApiError;
use crate::messaging::outbox_store;
use crate::runtime::storage::number;
use crate::web_push::Recipient;
use serde::Deserialize;
use shared::id::{AgentId, DeviceId, SessionId};
use shared::outbox::Destination;
use shared::push::Device;
use shared::time::Timestamp;
use std::collections::BTreeSet;
use worker::SqlStorage;

/// Saves a device, in place of the browser's earlier registration. If another agent was signed in
/// there before, their queued pushes are deleted.
pub(crate) fn save(
    sql: &SqlStorage,
    agent: &AgentId,
    session: &SessionId,
    device: &Device,
    recipient: &Recipient,
) -> Result<(), ApiError> {
    let query = "SELECT id FROM device WHERE id = ? AND agent <> ?";
    let others = sql.exec(query, vec![device.id.as_str().into(), agent.as_str().into()])?;
    if others.raw().next().transpose()?.is_some() {
        delete(sql, &device.id)?;
    }
    let row = vec![
        device.id.as_str().into(),
        agent.as_str().into(),
        session.as_str().into(),
        device.name.as_str().into(),
        number(device.last_seen_at.0),
        serde_json::to_string(recipient)?.into(),
    ];
    let statement = "INSERT OR REPLACE INTO device (id, agent, session, name, last_seen_at, body)
         VALUES (?, ?, ?, ?, ?, ?)";
    sql.exec(statement, row)?;
    Ok(())
}

/// An agent's devices, the most recent first.
pub(crate) fn list(sql: &SqlStorage, agent: &AgentId) -> Result<Vec<Device>, ApiError> {
    let query =
        "SELECT id, name, last_seen_at FROM device WHERE agent = ? ORDER BY last_seen_at DESC, id";
    Ok(sql.exec(query, vec![agent.as_str().into()])?.to_array()?)
}

/// The recipient of pushes to a device.
pub(crate) fn recipient(sql: &SqlStorage, id: &DeviceId) -> Result<Option<Recipient>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM device WHERE id = ?";
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

/// All agents who have a device.
pub(crate) fn agents(sql: &SqlStorage) -> Result<BTreeSet<AgentId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        agent: AgentId,
    }
    let rows: Vec<Row> = sql.exec("SELECT DISTINCT agent FROM device", None)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.agent).collect())
}

/// Deletes a device and its queued pushes.
pub(crate) fn delete(sql: &SqlStorage, id: &DeviceId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM device WHERE id = ?", vec![id.as_str().into()])?;
    outbox_store::clear(sql, &Destination::WebPush(id.clone()))
}

/// Deletes the devices whose session has ended.
pub(crate) fn delete_stale(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: DeviceId,
    }
    let query = "SELECT id FROM device
        WHERE session NOT IN (SELECT id FROM agent_session WHERE expires > ?)";
    let stale: Vec<Row> = sql.exec(query, vec![number(now.0)])?.to_array()?;
    stale.iter().try_for_each(|row| delete(sql, &row.id))
}
