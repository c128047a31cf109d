//! The table of private notes, which is created with the first note.

use crate::error::ApiError;
use crate::runtime::storage::{has_table, number};
use serde::Deserialize;
use shared::conversation::PrivateNote;
use worker::SqlStorage;

pub(super) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS note (number INTEGER PRIMARY KEY, body TEXT NOT NULL)";

pub(super) fn add(sql: &SqlStorage, note: &PrivateNote) -> Result<(), ApiError> {
    sql.exec(TABLE, None)?;
    let row = vec![number(note.number), serde_json::to_string(note)?.into()];
    sql.exec("INSERT INTO note (number, body) VALUES (?, ?)", row)?;
    Ok(())
}

/// All notes, in order.
pub(super) fn all(sql: &SqlStorage) -> Result<Vec<PrivateNote>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    if !has_table(sql, "note")? {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sql.exec("SELECT body FROM note ORDER BY number", None)?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}
