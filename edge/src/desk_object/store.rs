//! The desk's one table: a row for each thing it is made of.

use crate::error::Fault;
use crate::outbox_store;
use serde::Deserialize;
use shared::desk::Record;
use worker::SqlStorage;

const TABLES: &str =
    "CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;";

/// Makes the tables: once while the object is awake.
pub(super) fn make(sql: &SqlStorage) -> Result<(), Fault> {
    sql.exec(TABLES, None)?;
    sql.exec(outbox_store::TABLES, None)?;
    Ok(())
}

pub(super) fn records(sql: &SqlStorage) -> Result<Vec<Record>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let rows: Vec<Row> = sql.exec("SELECT body FROM record", None)?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}

pub(super) fn keep(sql: &SqlStorage, record: &Record) -> Result<(), Fault> {
    let row = vec![record.key().into(), serde_json::to_string(record)?.into()];
    sql.exec("INSERT OR REPLACE INTO record (key, body) VALUES (?, ?)", row)?;
    Ok(())
}

pub(super) fn forget(sql: &SqlStorage, key: &str) -> Result<(), Fault> {
    sql.exec("DELETE FROM record WHERE key = ?", vec![key.into()])?;
    Ok(())
}
