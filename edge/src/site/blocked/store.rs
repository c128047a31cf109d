//! The table of blocked visitors.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::VisitorId;
use shared::protocol::{Blocked, MAX_BLOCKED};
use worker::SqlStorage;

#[derive(Deserialize)]
struct Row {
    body: String,
}

/// All blocked visitors, latest first.
pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<Blocked>, ApiError> {
    let query = "SELECT body FROM blocked ORDER BY at DESC, visitor LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![number(MAX_BLOCKED as u64)])?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}

pub(crate) fn find(sql: &SqlStorage, visitor: &VisitorId) -> Result<Option<Blocked>, ApiError> {
    let query = "SELECT body FROM blocked WHERE visitor = ?";
    let row: Option<Row> = sql.exec(query, vec![visitor.as_str().into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

pub(crate) fn save(sql: &SqlStorage, row: &Blocked) -> Result<(), ApiError> {
    let values =
        vec![row.visitor.as_str().into(), number(row.at.0), serde_json::to_string(row)?.into()];
    sql.exec("INSERT OR REPLACE INTO blocked (visitor, at, body) VALUES (?, ?, ?)", values)?;
    Ok(())
}

/// Unblocks a visitor; returns whether they were blocked.
pub(crate) fn delete(sql: &SqlStorage, visitor: &VisitorId) -> Result<bool, ApiError> {
    let statement = "DELETE FROM blocked WHERE visitor = ? RETURNING visitor";
    let gone = sql.exec(statement, vec![visitor.as_str().into()])?.raw().next().transpose()?;
    Ok(gone.is_some())
}
