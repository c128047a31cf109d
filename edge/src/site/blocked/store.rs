//! The table of blocked visitors.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::VisitorId;
use shared::protocol::Blocked;
use worker::SqlStorage;

#[derive(Deserialize)]
struct Row {
    body: String,
}

/// All blocked visitors, latest first.
pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<Blocked>, ApiError> {
    let query = "SELECT body FROM blocked ORDER BY at DESC, visitor";
    let rows: Vec<Row> = sql.exec(query, None)?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}

/// How many visitors are blocked.
pub(crate) fn count(sql: &SqlStorage) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Count {
        n: u64,
    }
    let rows: Vec<Count> = sql.exec("SELECT count(*) AS n FROM blocked", None)?.to_array()?;
    Ok(rows.first().map_or(0, |row| row.n))
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
