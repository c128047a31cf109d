//! The list of conversations: a row each, as its conversation last told it.

use crate::error::Fault;
use crate::storage::number;
use serde::Deserialize;
use shared::id::AgentId;
use shared::protocol::ConversationRow;
use worker::SqlStorage;

pub(crate) fn keep(sql: &SqlStorage, row: &ConversationRow) -> Result<(), Fault> {
    let agent = row.agent.as_ref().map(|agent| agent.id.as_str());
    let values = vec![
        row.id.as_str().into(),
        agent.into(),
        number(row.last.0),
        serde_json::to_string(row)?.into(),
    ];
    let statement =
        "INSERT OR REPLACE INTO conversation (id, agent, last, body) VALUES (?, ?, ?, ?)";
    sql.exec(statement, values)?;
    Ok(())
}

/// The latest of all conversations, or of one agent's, before that place.
pub(crate) fn latest(
    sql: &SqlStorage,
    of: Option<&AgentId>,
    before: (u64, &str),
    count: usize,
) -> Result<Vec<ConversationRow>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let whose = if of.is_some() { "agent = ? AND" } else { "" };
    let query = format!(
        "SELECT body FROM conversation WHERE {whose} (last, id) < (?, ?)
         ORDER BY last DESC, id DESC LIMIT ?"
    );
    let mut row = Vec::new();
    row.extend(of.map(|agent| agent.as_str().into()));
    row.extend([number(before.0), before.1.into(), number(count as u64)]);
    let rows: Vec<Row> = sql.exec(&query, row)?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}
