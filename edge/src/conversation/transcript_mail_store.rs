//! The table of the times at which the transcript was mailed. Created with the first one.

use crate::error::ApiError;
use crate::runtime::storage::{has_table, number};
use serde::Deserialize;
use shared::time::Timestamp;
use worker::SqlStorage;

pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS transcript_mail (at INTEGER NOT NULL)";

pub(super) fn times(sql: &SqlStorage) -> Result<Vec<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        at: u64,
    }
    if !has_table(sql, "transcript_mail")? {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sql.exec("SELECT at FROM transcript_mail", None)?.to_array()?;
    Ok(rows.into_iter().map(|row| Timestamp(row.at)).collect())
}

pub(super) fn add(sql: &SqlStorage, at: Timestamp) -> Result<(), ApiError> {
    sql.exec(TABLE, None)?;
    sql.exec("INSERT INTO transcript_mail (at) VALUES (?)", vec![number(at.0)])?;
    Ok(())
}
