//! The table of drafts, which is created with the first draft.

use crate::error::ApiError;
use crate::runtime::storage::has_table;
use serde::Deserialize;
use shared::conversation::Draft;
use shared::id::AgentId;
use shared::protocol::AgentDraft;
use worker::SqlStorage;

pub(super) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS draft (agent TEXT PRIMARY KEY, body TEXT NOT NULL)";

/// Stores an agent's draft; an empty one is deleted.
pub(super) fn save(sql: &SqlStorage, agent: &AgentId, draft: &Draft) -> Result<(), ApiError> {
    sql.exec(TABLE, None)?;
    if draft.is_empty() {
        sql.exec("DELETE FROM draft WHERE agent = ?", vec![agent.as_str().into()])?;
    } else {
        let row = vec![agent.as_str().into(), serde_json::to_string(draft)?.into()];
        sql.exec("INSERT OR REPLACE INTO draft (agent, body) VALUES (?, ?)", row)?;
    }
    Ok(())
}

/// The drafts of all agents.
pub(super) fn all(sql: &SqlStorage) -> Result<Vec<AgentDraft>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        agent: AgentId,
        body: String,
    }
    if !has_table(sql, "draft")? {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> =
        sql.exec("SELECT agent, body FROM draft ORDER BY agent", None)?.to_array()?;
    let draft =
        |Row { agent, body }: Row| Ok(AgentDraft { agent, draft: serde_json::from_str(&body)? });
    rows.into_iter().map(draft).collect()
}

/// An agent's draft.
pub(super) fn load(sql: &SqlStorage, agent: &AgentId) -> Result<Draft, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    if !has_table(sql, "draft")? {
        return Ok(Draft::default());
    }
    let bindings = vec![agent.as_str().into()];
    let rows: Vec<Row> =
        sql.exec("SELECT body FROM draft WHERE agent = ?", bindings)?.to_array()?;
    rows.first().map_or(Ok(Draft::default()), |row| Ok(serde_json::from_str(&row.body)?))
}
