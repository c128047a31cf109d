//! The table of answers after the end that their visitor has not seen yet.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::ConversationId;
use shared::time::{Millis, Timestamp};
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS unread_answer (
        conversation TEXT PRIMARY KEY, at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS unread_answer_by_time ON unread_answer (at);
";

/// How many pages hear of, and for how long: every isolate holds them.
const MOST: u64 = 500;
const LASTS: Millis = Millis::minutes(60 * 24 * 60);

/// Writes when a conversation was answered, or that its visitor has seen the answer; returns whether
/// that is new.
pub(crate) fn save(
    sql: &SqlStorage,
    id: &ConversationId,
    answered: Option<Timestamp>,
) -> Result<bool, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        at: u64,
    }
    let query = "SELECT at FROM unread_answer WHERE conversation = ?";
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    let before = row.map(|row| Timestamp(row.at));
    match answered {
        Some(at) if before.is_none_or(|before| before < at) => {
            let statement = "INSERT OR REPLACE INTO unread_answer (conversation, at) VALUES (?, ?)";
            sql.exec(statement, vec![id.as_str().into(), number(at.0)])?;
        }
        None if before.is_some() => remove(sql, id)?,
        Some(_) | None => {}
    }
    Ok(answered.is_some() != before.is_some())
}

pub(crate) fn remove(sql: &SqlStorage, id: &ConversationId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM unread_answer WHERE conversation = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// The conversations whose last answer is unread, the latest first.
pub(crate) fn latest(sql: &SqlStorage, now: Timestamp) -> Result<Vec<ConversationId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
    }
    let query = "SELECT conversation FROM unread_answer WHERE at > ? ORDER BY at DESC LIMIT ?";
    let values = vec![number((now - LASTS).0), number(MOST)];
    let rows: Vec<Row> = sql.exec(query, values)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.conversation).collect())
}
