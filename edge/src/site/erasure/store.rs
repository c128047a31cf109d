//! The tables of erasure receipts, and of conversations that have not confirmed yet.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{ConversationId, ErasureId};
use shared::protocol::Erasure;
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS erasure (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS forgotten (conversation TEXT PRIMARY KEY, erasure TEXT) WITHOUT ROWID;
";

#[derive(Deserialize)]
struct Going {
    erasure: Option<ErasureId>,
}

pub(crate) fn save(sql: &SqlStorage, erasure: &Erasure) -> Result<(), ApiError> {
    let statement = "INSERT INTO erasure (id, body) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let row = vec![erasure.id.as_str().into(), serde_json::to_string(erasure)?.into()];
    sql.exec(statement, row)?;
    Ok(())
}

pub(crate) fn find(sql: &SqlStorage, id: &ErasureId) -> Result<Option<Erasure>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM erasure WHERE id = ?";
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

/// The receipts before a row, latest first, each with its row id.
pub(crate) fn before(
    sql: &SqlStorage,
    row_id: u64,
    count: usize,
) -> Result<Vec<(u64, Erasure)>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        row_id: u64,
        body: String,
    }
    let query = "SELECT row_id, body FROM erasure WHERE row_id < ? ORDER BY row_id DESC LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![number(row_id), number(count as u64)])?.to_array()?;
    rows.iter().map(|row| Ok((row.row_id, serde_json::from_str(&row.body)?))).collect()
}

/// Marks a conversation as being erased: its messages are ignored until it confirms.
pub(crate) fn begin(
    sql: &SqlStorage,
    conversation: &ConversationId,
    erasure: Option<&ErasureId>,
) -> Result<(), ApiError> {
    let statement = "INSERT OR REPLACE INTO forgotten (conversation, erasure) VALUES (?, ?)";
    let row = vec![conversation.as_str().into(), erasure.map(ErasureId::as_str).into()];
    sql.exec(statement, row)?;
    Ok(())
}

/// Whether a conversation is being erased.
pub(crate) fn is_going(sql: &SqlStorage, conversation: &ConversationId) -> Result<bool, ApiError> {
    let query = "SELECT conversation FROM forgotten WHERE conversation = ?";
    let row = vec![conversation.as_str().into()];
    Ok(sql.exec(query, row)?.raw().next().transpose()?.is_some())
}

/// The receipt on which the erasure of this conversation is counted, if it is going on and has one.
pub(crate) fn receipt_of(
    sql: &SqlStorage,
    conversation: &ConversationId,
) -> Result<Option<ErasureId>, ApiError> {
    let query = "SELECT erasure FROM forgotten WHERE conversation = ?";
    let row: Option<Going> = sql.exec(query, vec![conversation.as_str().into()])?.to_array()?.pop();
    Ok(row.and_then(|row| row.erasure))
}

/// Handles a confirmation; returns the erasure it belongs to, if any.
pub(crate) fn confirmed(
    sql: &SqlStorage,
    conversation: &ConversationId,
) -> Result<Option<ErasureId>, ApiError> {
    let statement = "DELETE FROM forgotten WHERE conversation = ? RETURNING erasure";
    let row: Option<Going> =
        sql.exec(statement, vec![conversation.as_str().into()])?.to_array()?.pop();
    Ok(row.and_then(|row| row.erasure))
}
