//! The table of second factors.

use crate::error::ApiError;
use serde::Deserialize;
use shared::account::SecondFactor;
use shared::id::AgentId;
use std::collections::BTreeSet;
use worker::SqlStorage;

/// The second factor of an agent, on or not yet proved.
pub(crate) fn find(sql: &SqlStorage, agent: &AgentId) -> Result<Option<SecondFactor>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM second_factor WHERE agent = ?";
    let row: Option<Row> = sql.exec(query, vec![agent.as_str().into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

/// The agents who sign in with one.
pub(crate) fn agents(sql: &SqlStorage) -> Result<BTreeSet<AgentId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        agent: AgentId,
    }
    let query = "SELECT agent FROM second_factor WHERE is_on = 1";
    let rows: Vec<Row> = sql.exec(query, None)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.agent).collect())
}

pub(crate) fn save(
    sql: &SqlStorage,
    agent: &AgentId,
    factor: &SecondFactor,
) -> Result<(), ApiError> {
    let statement = "INSERT OR REPLACE INTO second_factor (agent, is_on, body) VALUES (?, ?, ?)";
    let is_on = i64::from(factor.on_since().is_some());
    let body = serde_json::to_string(factor)?;
    sql.exec(statement, vec![agent.as_str().into(), is_on.into(), body.into()])?;
    Ok(())
}

pub(crate) fn delete(sql: &SqlStorage, agent: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM second_factor WHERE agent = ?", vec![agent.as_str().into()])?;
    Ok(())
}
