//! The table of schedules. An agent without one is only available by toggle.

use crate::error::ApiError;
use serde::Deserialize;
use shared::availability::Schedule;
use shared::id::AgentId;
use std::collections::BTreeMap;
use worker::SqlStorage;

#[derive(Deserialize)]
struct Row {
    agent: AgentId,
    body: String,
}

pub(crate) fn all(sql: &SqlStorage) -> Result<BTreeMap<AgentId, Schedule>, ApiError> {
    let rows: Vec<Row> = sql.exec("SELECT agent, body FROM schedule", None)?.to_array()?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn find(sql: &SqlStorage, agent: &AgentId) -> Result<Option<Schedule>, ApiError> {
    let query = "SELECT agent, body FROM schedule WHERE agent = ?";
    let row: Option<Row> = sql.exec(query, vec![agent.as_str().into()])?.to_array()?.pop();
    Ok(row.map(read).transpose()?.map(|(_, schedule)| schedule))
}

fn read(row: Row) -> Result<(AgentId, Schedule), ApiError> {
    Ok((row.agent, serde_json::from_str(&row.body)?))
}

/// Saves or deletes a schedule.
pub(crate) fn save(
    sql: &SqlStorage,
    agent: &AgentId,
    schedule: Option<&Schedule>,
) -> Result<(), ApiError> {
    let id = agent.as_str().into();
    match schedule {
        Some(schedule) => {
            let row = vec![id, serde_json::to_string(schedule)?.into()];
            sql.exec("INSERT OR REPLACE INTO schedule (agent, body) VALUES (?, ?)", row)?;
        }
        None => {
            sql.exec("DELETE FROM schedule WHERE agent = ?", vec![id])?;
        }
    }
    Ok(())
}
