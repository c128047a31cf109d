//! The table of conversations that agents have open, by session.

use crate::error::ApiError;
use serde::Deserialize;
use shared::id::{AgentId, ConversationId, SessionId};
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS opened (
        conversation TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL,
        PRIMARY KEY (conversation, session)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS opened_by_session ON opened (session);
    CREATE INDEX IF NOT EXISTS opened_by_agent ON opened (agent);
";

/// Stores who has a conversation open now, in place of what was stored of it.
pub(crate) fn set(
    sql: &SqlStorage,
    conversation: &ConversationId,
    holders: &[(&SessionId, AgentId)],
) -> Result<(), ApiError> {
    sql.exec("DELETE FROM opened WHERE conversation = ?", vec![conversation.as_str().into()])?;
    for (session, agent) in holders {
        let row =
            vec![conversation.as_str().into(), session.as_str().into(), agent.as_str().into()];
        sql.exec("INSERT INTO opened (conversation, session, agent) VALUES (?, ?, ?)", row)?;
    }
    Ok(())
}

/// The conversations that a session has open.
pub(crate) fn of_session(
    sql: &SqlStorage,
    session: &SessionId,
) -> Result<Vec<ConversationId>, ApiError> {
    by(sql, "session", session.as_str())
}

/// The conversations that an agent has open, in any of their sessions.
pub(crate) fn of_agent(sql: &SqlStorage, agent: &AgentId) -> Result<Vec<ConversationId>, ApiError> {
    by(sql, "agent", agent.as_str())
}

fn by(sql: &SqlStorage, column: &str, value: &str) -> Result<Vec<ConversationId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
    }
    let query = format!("SELECT DISTINCT conversation FROM opened WHERE {column} = ?");
    let rows: Vec<Row> = sql.exec(&query, vec![value.into()])?.to_array()?;
    Ok(rows.into_iter().map(|row| row.conversation).collect())
}
