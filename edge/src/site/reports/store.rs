//! What was told of live chats: a row each, as its conversation last told it.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::counts::{ChatRecord, MAX_DAYS};
use shared::time::{Millis, Timestamp};
use worker::SqlStorage;

/// How long it is remembered how chats went: the longest report, and the one before it.
const MEMORY: Millis = Millis::minutes(2 * MAX_DAYS as u64 * 24 * 60);

/// How many old rows are forgotten for each one that is written: more, so that they never pile up.
const PRUNED_PER_WRITE: u64 = 4;

pub(crate) fn save(sql: &SqlStorage, chat: &ChatRecord) -> Result<(), ApiError> {
    let row =
        vec![chat.request.as_str().into(), number(chat.at.0), serde_json::to_string(chat)?.into()];
    sql.exec("INSERT OR REPLACE INTO chat (request, at, body) VALUES (?, ?, ?)", row)?;
    Ok(())
}

/// Forgets some of those that are older than any report.
pub(crate) fn prune(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    let statement = "DELETE FROM chat WHERE request IN (
         SELECT request FROM chat WHERE at < ? ORDER BY at LIMIT ?)";
    sql.exec(statement, vec![number((now - MEMORY).0), number(PRUNED_PER_WRITE)])?;
    Ok(())
}

/// Looks at each chat that began in that time, one after the other: a year of them has no room.
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
