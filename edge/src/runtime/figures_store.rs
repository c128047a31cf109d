//! The table of an object's figures for the operator, and how many rows the object has.

use super::clock;
use crate::error::ApiError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::metrics::{ROWS_HOLD, Stored};
use shared::time::Timestamp;
use worker::SqlStorage;

pub(crate) const TABLES: &str = "CREATE TABLE IF NOT EXISTS figures (
    name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;";

/// A number that takes long to count, and when it was counted.
#[derive(Serialize, Deserialize)]
struct Counted {
    at: Timestamp,
    count: u64,
}

#[derive(Deserialize)]
struct Count {
    n: u64,
}

pub(crate) fn read<T: DeserializeOwned>(
    sql: &SqlStorage,
    name: &str,
) -> Result<Option<T>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM figures WHERE name = ?";
    let row: Option<Row> = sql.exec(query, vec![name.into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

pub(crate) fn write<T: Serialize>(sql: &SqlStorage, name: &str, value: &T) -> Result<(), ApiError> {
    let row = vec![name.into(), serde_json::to_string(value)?.into()];
    sql.exec("INSERT OR REPLACE INTO figures (name, body) VALUES (?, ?)", row)?;
    Ok(())
}

/// What is counted at most once an hour.
pub(crate) fn counted(
    sql: &SqlStorage,
    name: &str,
    count: impl FnOnce() -> Result<u64, ApiError>,
) -> Result<u64, ApiError> {
    let now = clock::now();
    if let Some(Counted { at, count }) = read(sql, name)?
        && !at.is_ahead_of(now)
        && now.since(at) < ROWS_HOLD
    {
        return Ok(count);
    }
    let count = count()?;
    write(sql, name, &Counted { at: now, count })?;
    Ok(count)
}

/// What the object stores.
pub(crate) fn stored(sql: &SqlStorage) -> Result<Stored, ApiError> {
    let rows = counted(sql, "rows", || rows(sql))?;
    Ok(Stored { bytes: sql.database_size() as u64, rows })
}

/// The number of rows of all tables. Those of the runtime and of SQLite are not ours to read.
fn rows(sql: &SqlStorage) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
    }
    let query = "SELECT name FROM sqlite_master WHERE type = 'table'
        AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
        AND name NOT LIKE '~_cf~_%' ESCAPE '~'";
    let tables: Vec<Row> = sql.exec(query, None)?.to_array()?;
    let mut rows = 0;
    for Row { name } in tables {
        let query = format!("SELECT count(*) AS n FROM \"{name}\"");
        let count: Option<Count> = sql.exec(&query, None)?.to_array()?.pop();
        rows += count.map_or(0, |count| count.n);
    }
    Ok(rows)
}
