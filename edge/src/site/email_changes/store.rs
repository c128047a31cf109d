//! The table of e-mail addresses that wait to be confirmed: one for each agent at most.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{AgentId, ConfirmationId};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS email_change (
        agent TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, email TEXT NOT NULL,
        expires INTEGER NOT NULL
    ) WITHOUT ROWID;
";

/// An address that an agent wants to sign in with.
#[derive(Deserialize)]
pub(crate) struct EmailChange {
    pub(crate) id: ConfirmationId,
    pub(crate) agent: AgentId,
    pub(crate) email: String,
    pub(crate) expires: Timestamp,
}

/// The change that a link confirms, if it is valid.
pub(crate) fn find(
    sql: &SqlStorage,
    now: Timestamp,
    id: &ConfirmationId,
) -> Result<Option<EmailChange>, ApiError> {
    one(sql, "id = ? AND expires > ?", vec![id.as_str().into(), number(now.0)])
}

/// The change that an agent has asked for.
pub(crate) fn of_agent(
    sql: &SqlStorage,
    now: Timestamp,
    agent: &AgentId,
) -> Result<Option<EmailChange>, ApiError> {
    one(sql, "agent = ? AND expires > ?", vec![agent.as_str().into(), number(now.0)])
}

fn one(
    sql: &SqlStorage,
    condition: &str,
    values: Vec<SqlStorageValue>,
) -> Result<Option<EmailChange>, ApiError> {
    let query = format!("SELECT id, agent, email, expires FROM email_change WHERE {condition}");
    Ok(sql.exec(&query, values)?.to_array()?.pop())
}

/// Saves a change in place of the one before, and deletes expired ones.
pub(crate) fn save(sql: &SqlStorage, now: Timestamp, change: &EmailChange) -> Result<(), ApiError> {
    sql.exec("DELETE FROM email_change WHERE expires <= ?", vec![number(now.0)])?;
    let statement =
        "INSERT OR REPLACE INTO email_change (agent, id, email, expires) VALUES (?, ?, ?, ?)";
    let row = vec![
        change.agent.as_str().into(),
        change.id.as_str().into(),
        change.email.as_str().into(),
        number(change.expires.0),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Deletes the change that an agent has asked for.
pub(crate) fn delete_of(sql: &SqlStorage, agent: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM email_change WHERE agent = ?", vec![agent.as_str().into()])?;
    Ok(())
}
