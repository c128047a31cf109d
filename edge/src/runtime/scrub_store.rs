//! Scrubs an object's storage after something was erased in it. `shared::scrub` decides; here are the
//! rows. `PRAGMA secure_delete` and `VACUUM` are not allowed in a Durable Object.

use super::clock;
use super::storage::{atomic, number};
use crate::error::ApiError;
use serde::Deserialize;
use shared::scrub::{LARGE_ROW, Scrub, Work, row_bytes};
use shared::time::Timestamp;
use worker::{SqlStorage, State};

const TABLES: &str = "CREATE TABLE IF NOT EXISTS scrub (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL)";

const PAGE_BYTES: u64 = 4_096;

/// The tables to copy: all of ours. A full-text index is copied as one table, with those it is made
/// of.
const COPIED: &str = "SELECT name, sql FROM sqlite_schema AS one
    WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 1) <> '_'
    AND substr(name, 1, 5) <> 'scrub' AND NOT EXISTS (SELECT 1 FROM sqlite_schema AS virtual
        WHERE virtual.sql LIKE 'CREATE VIRTUAL%' AND one.name <> virtual.name
        AND substr(one.name, 1, length(virtual.name) + 1) = virtual.name || '_')
    ORDER BY name";

/// Creates the table, when the object wakes.
pub(crate) fn make(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec(TABLES, None)?;
    let mut scrub = read(sql)?;
    if scrub.wake() { save(sql, &scrub) } else { Ok(()) }
}

/// Plans a scrub, in the transaction that erases something. Afterwards the alarm has to be set.
pub(crate) fn ask(sql: &SqlStorage) -> Result<(), ApiError> {
    let mut scrub = read(sql)?;
    let grown = scrub.note_used(used(sql));
    if scrub.ask(clock::now()) || grown { save(sql, &scrub) } else { Ok(()) }
}

/// When the next step is due. Also notes how large the storage is.
pub(crate) fn due(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    let mut scrub = read(sql)?;
    if scrub.due().is_none() && scrub.note_used(used(sql)) {
        save(sql, &scrub)?;
    }
    Ok(scrub.due())
}

/// Does the step that is due, if one is. Called by the alarm. `indexes` creates the object's indexes
/// that are missing.
pub(crate) fn step(
    state: &State,
    indexes: impl FnOnce(&SqlStorage) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let (sql, now) = (state.storage().sql(), clock::now());
    let mut scrub = read(&sql)?;
    let Some(work) = scrub.work(now, used(&sql)) else { return Ok(()) };
    atomic(state, || {
        let tables = tables(&sql)?;
        match work {
            Work::Fill(pages) => fill(&sql, pages)?,
            Work::Drop => {
                sql.exec("DROP TABLE IF EXISTS scrub_filler", None)?;
            }
            Work::Index => indexes(&sql)?,
            Work::Copy(index) => {
                let table = usize::try_from(index).ok().and_then(|index| tables.get(index));
                let most = table.map_or(Ok(0), |table| copy(&sql, table))?;
                scrub.note_used(most);
            }
        }
        scrub.done(now, work, used(&sql), tables.len() as u64);
        save(&sql, &scrub)
    })
}

/// A table of an object, and the statement that created it.
#[derive(Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    sql: String,
}

impl Table {
    /// Whether it is a full-text index, whose row ids are no column.
    pub(crate) fn is_full_text(&self) -> bool {
        self.sql.starts_with("CREATE VIRTUAL")
    }

    /// Keeps the order of its rows.
    pub(crate) fn order(&self) -> &'static str {
        let by_key = self.sql.to_uppercase().contains("WITHOUT ROWID");
        if by_key { "" } else { "ORDER BY rowid" }
    }
}

/// All tables that are ours, by name.
pub(crate) fn tables(sql: &SqlStorage) -> Result<Vec<Table>, ApiError> {
    Ok(sql.exec(COPIED, None)?.to_array()?)
}

/// The names of a table's columns.
pub(crate) fn columns(sql: &SqlStorage, table: &str) -> Result<Vec<String>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
    }
    let rows: Vec<Row> = sql.exec(&format!("PRAGMA table_info(\"{table}\")"), None)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Copies a table to new pages, without its indexes, which would get pages that were freed in the
/// same transaction and are not clean. Returns the pages in use while both tables were there.
fn copy(sql: &SqlStorage, table: &Table) -> Result<u64, ApiError> {
    let (name, order) = (&table.name, table.order());
    let columns: Vec<_> =
        columns(sql, name)?.iter().map(|column| format!("\"{column}\"")).collect();
    let mut columns = columns.join(", ");
    if table.is_full_text() {
        columns = format!("rowid, {columns}");
    }
    sql.exec(&format!("ALTER TABLE \"{name}\" RENAME TO scrub_old"), None)?;
    sql.exec(&table.sql, None)?;
    let statement =
        format!("INSERT INTO \"{name}\" ({columns}) SELECT {columns} FROM scrub_old {order}");
    sql.exec(&statement, None)?;
    if table.sql.to_uppercase().contains("AUTOINCREMENT") {
        // Numbers of deleted rows are not given again.
        sql.exec("DELETE FROM sqlite_sequence WHERE name = ?", vec![name.as_str().into()])?;
        let statement = "UPDATE sqlite_sequence SET name = ? WHERE name = 'scrub_old'";
        sql.exec(statement, vec![name.as_str().into()])?;
    }
    let most = used(sql);
    sql.exec("DROP TABLE scrub_old", None)?;
    Ok(most)
}

/// Adds filler rows for this many pages.
fn fill(sql: &SqlStorage, pages: u64) -> Result<(), ApiError> {
    sql.exec("CREATE TABLE IF NOT EXISTS scrub_filler (body BLOB NOT NULL)", None)?;
    let statement = "INSERT INTO scrub_filler (body) WITH RECURSIVE row(n) AS (
        SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ?) SELECT zeroblob(?) FROM row";
    for (rows, size) in [(pages / LARGE_ROW, LARGE_ROW), (pages % LARGE_ROW, 1)] {
        if rows > 0 {
            sql.exec(statement, vec![number(rows), number(row_bytes(size))])?;
        }
    }
    Ok(())
}

fn used(sql: &SqlStorage) -> u64 {
    sql.database_size() as u64 / PAGE_BYTES
}

fn read(sql: &SqlStorage) -> Result<Scrub, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let row: Option<Row> = sql.exec("SELECT body FROM scrub", None)?.to_array()?.pop();
    row.map_or(Ok(Scrub::default()), |row| Ok(serde_json::from_str(&row.body)?))
}

fn save(sql: &SqlStorage, scrub: &Scrub) -> Result<(), ApiError> {
    let row = vec![serde_json::to_string(scrub)?.into()];
    sql.exec("INSERT OR REPLACE INTO scrub (one, body) VALUES (1, ?)", row)?;
    Ok(())
}
