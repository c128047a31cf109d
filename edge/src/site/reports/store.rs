//! The table of live chats: a row each, as its conversation last reported it.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::counts::{ChatRecord, MAX_DAYS};
use shared::time::{Millis, Timestamp};
use worker::SqlStorage;

/// How long chats are stored: for the longest report, and an equally long one before it.
const MEMORY: Millis = Millis::minutes(2 * MAX_DAYS as u64 * 24 * 60);

/// How many expired rows are deleted for each row that is written; more than one, so that they
/// never pile up.
const PRUNED_PER_WRITE: u64 = 4;

pub(crate) fn save(sql: &SqlStorage, chat: &ChatRecord) -> Result<(), ApiError> {
    let row =
        vec![chat.request.as_str().into(), number(chat.at.0), serde_json::to_string(chat)?.into()];
    sql.exec("INSERT OR REPLACE INTO chat (request, at, body) VALUES (?, ?, ?)", row)?;
    Ok(())
}

/// Deletes some chats that are older than any report.
pub(crate) fn prune(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    let statement = "DELETE FROM chat WHERE request IN (
         SELECT request FROM chat WHERE at < ? ORDER BY at LIMIT ?)";
    sql.exec(statement, vec![number((now - MEMORY).0), number(PRUNED_PER_WRITE)])?;
    Ok(())
}

/// Calls `visit` for every chat that began in this time. They are read one by one, because a year of
/// them doesn't fit in memory.
pub(crate) fn between(
    sql: &SqlStorage,
    begin: Timestamp,
    end: Timestamp,
    mut visit: impl FnMut(&ChatRecord),
) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM chat WHERE at >= ? AND at < ?";
    let rows = sql.exec(query, vec![number(begin.0), number(end.0)])?;
    for row in rows.next::<Row>() {
        visit(&serde_json::from_str(&row?.body)?);
    }
    Ok(())
}
