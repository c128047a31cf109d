//! The table of what agents chose for notifications, and of what waits to be mailed to them.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::AgentId;
use shared::notify::{Choices, Digest};
use shared::time::Timestamp;
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS notification (
        agent TEXT PRIMARY KEY, choices TEXT NOT NULL, digest TEXT NOT NULL, due INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS notification_by_due ON notification (due) WHERE due IS NOT NULL;
";

/// What is stored for an agent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notification {
    pub(crate) own: Choices,
    pub(crate) digest: Digest,
}

pub(crate) fn find(sql: &SqlStorage, agent: &AgentId) -> Result<Notification, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        choices: String,
        digest: String,
    }
    let query = "SELECT choices, digest FROM notification WHERE agent = ?";
    let row: Option<Row> = sql.exec(query, vec![agent.as_str().into()])?.to_array()?.pop();
    let Some(Row { choices, digest }) = row else { return Ok(Notification::default()) };
    Ok(Notification {
        own: serde_json::from_str(&choices)?,
        digest: serde_json::from_str(&digest)?,
    })
}

pub(crate) fn save(
    sql: &SqlStorage,
    agent: &AgentId,
    notification: &Notification,
) -> Result<(), ApiError> {
    let statement = "INSERT OR REPLACE INTO notification (agent, choices, digest, due)
        VALUES (?, ?, ?, ?)";
    let row = vec![
        agent.as_str().into(),
        serde_json::to_string(&notification.own)?.into(),
        serde_json::to_string(&notification.digest)?.into(),
        notification.digest.due().map_or(worker::SqlStorageValue::Null, |at| number(at.0)),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

pub(crate) fn delete_of(sql: &SqlStorage, agent: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM notification WHERE agent = ?", vec![agent.as_str().into()])?;
    Ok(())
}

/// The agents to whom something is due at a time.
pub(crate) fn due_at(sql: &SqlStorage, now: Timestamp) -> Result<Vec<AgentId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        agent: AgentId,
    }
    let query = "SELECT agent FROM notification WHERE due IS NOT NULL AND due <= ?";
    let rows: Vec<Row> = sql.exec(query, vec![number(now.0)])?.to_array()?;
    Ok(rows.into_iter().map(|row| row.agent).collect())
}

/// When the next mail is due.
pub(crate) fn next_due(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        due: Option<u64>,
    }
    let query = "SELECT min(due) AS due FROM notification WHERE due IS NOT NULL";
    let row: Option<Row> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.and_then(|row| row.due).map(Timestamp))
}
