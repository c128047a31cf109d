//! The tables of passkeys, and of the challenges that were answered.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::account::Passkey;
use shared::id::{AgentId, PasskeyId};
use shared::time::Timestamp;
use worker::SqlStorage;

/// A passkey with whose it is and what they call it.
pub(crate) struct Stored {
    pub(crate) id: PasskeyId,
    pub(crate) agent: AgentId,
    pub(crate) name: String,
    pub(crate) passkey: Passkey,
}

#[derive(Deserialize)]
struct Row {
    id: PasskeyId,
    agent: AgentId,
    name: String,
    body: String,
}

impl Row {
    fn stored(self) -> Result<Stored, ApiError> {
        let Self { id, agent, name, body } = self;
        Ok(Stored { id, agent, name, passkey: serde_json::from_str(&body)? })
    }
}

/// The passkeys of an agent, the oldest first.
pub(crate) fn of_agent(sql: &SqlStorage, agent: &AgentId) -> Result<Vec<Stored>, ApiError> {
    let query = "SELECT id, agent, name, body FROM passkey WHERE agent = ? ORDER BY row_id";
    let rows: Vec<Row> = sql.exec(query, vec![agent.as_str().into()])?.to_array()?;
    rows.into_iter().map(Row::stored).collect()
}

/// The passkey whose credential has this id.
pub(crate) fn find(sql: &SqlStorage, credential: &str) -> Result<Option<Stored>, ApiError> {
    let query = "SELECT id, agent, name, body FROM passkey WHERE credential = ?";
    let row: Option<Row> = sql.exec(query, vec![credential.into()])?.to_array()?.pop();
    row.map(Row::stored).transpose()
}

pub(crate) fn add(sql: &SqlStorage, stored: &Stored) -> Result<(), ApiError> {
    let statement =
        "INSERT INTO passkey (id, agent, name, credential, body) VALUES (?, ?, ?, ?, ?)";
    let row = vec![
        stored.id.as_str().into(),
        stored.agent.as_str().into(),
        stored.name.as_str().into(),
        stored.passkey.credential.as_str().into(),
        serde_json::to_string(&stored.passkey)?.into(),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Saves a passkey after a use.
pub(crate) fn update(sql: &SqlStorage, stored: &Stored) -> Result<(), ApiError> {
    let body = serde_json::to_string(&stored.passkey)?;
    let row = vec![body.into(), stored.id.as_str().into()];
    sql.exec("UPDATE passkey SET body = ? WHERE id = ?", row)?;
    Ok(())
}

pub(crate) fn delete(sql: &SqlStorage, id: &PasskeyId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM passkey WHERE id = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// Deletes all passkeys of an agent.
pub(crate) fn delete_of(sql: &SqlStorage, agent: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM passkey WHERE agent = ?", vec![agent.as_str().into()])?;
    Ok(())
}

/// Uses a challenge up; returns whether it was still unused. It must be kept as long as it could be
/// answered.
pub(crate) fn use_challenge(
    sql: &SqlStorage,
    now: Timestamp,
    nonce: &str,
    expires: Timestamp,
) -> Result<bool, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        #[allow(dead_code, reason = "only whether there is a row counts")]
        nonce: String,
    }
    sql.exec("DELETE FROM used_challenge WHERE expires <= ?", vec![number(now.0)])?;
    let statement = "INSERT OR IGNORE INTO used_challenge (nonce, expires) VALUES (?, ?)
        RETURNING nonce";
    let rows: Vec<Row> = sql.exec(statement, vec![nonce.into(), number(expires.0)])?.to_array()?;
    Ok(!rows.is_empty())
}
