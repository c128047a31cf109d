//! The table of reset links: one for each agent at most.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{AgentId, ResetId};
use shared::time::Timestamp;
use worker::SqlStorage;

/// A reset link: for whom, and on whose permissions it depends.
#[derive(Deserialize)]
pub(crate) struct ResetLink {
    pub(crate) id: ResetId,
    pub(crate) agent: AgentId,
    /// The agent who created it; `None` for the operator, who may reset everybody, and for a link that went
    /// to the agent by mail.
    pub(crate) maker: Option<AgentId>,
    pub(crate) expires: Timestamp,
}

/// The reset link with this id, if it is valid.
pub(crate) fn find(
    sql: &SqlStorage,
    now: Timestamp,
    id: &ResetId,
) -> Result<Option<ResetLink>, ApiError> {
    let query = "SELECT id, agent, maker, expires FROM reset_link WHERE id = ? AND expires > ?";
    let row = vec![id.as_str().into(), number(now.0)];
    Ok(sql.exec(query, row)?.to_array()?.pop())
}

/// Saves a reset link in place of the one before, and deletes expired ones.
pub(crate) fn save(sql: &SqlStorage, now: Timestamp, link: &ResetLink) -> Result<(), ApiError> {
    sql.exec("DELETE FROM reset_link WHERE expires <= ?", vec![number(now.0)])?;
    let statement =
        "INSERT OR REPLACE INTO reset_link (agent, id, maker, expires) VALUES (?, ?, ?, ?)";
    let row = vec![
        link.agent.as_str().into(),
        link.id.as_str().into(),
        link.maker.as_ref().map(AgentId::as_str).into(),
        number(link.expires.0),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Deletes the reset link for an agent.
pub(crate) fn delete_of(sql: &SqlStorage, agent: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM reset_link WHERE agent = ?", vec![agent.as_str().into()])?;
    Ok(())
}
