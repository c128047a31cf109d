//! The deployment's table: its sites, and when the operator made each.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::SiteId;
use shared::time::Timestamp;
use worker::SqlStorage;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS site (id TEXT PRIMARY KEY, made INTEGER NOT NULL)
     WITHOUT ROWID";

/// When it was last checked whether something can be stored.
const CHECK_TABLE: &str = "CREATE TABLE IF NOT EXISTS storage_check (at INTEGER NOT NULL)";

pub(super) fn make(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec(TABLE, None)?;
    Ok(())
}

/// Writes a row in place of the last one.
pub(super) fn write_check(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    sql.exec(CHECK_TABLE, None)?;
    sql.exec("DELETE FROM storage_check", None)?;
    sql.exec("INSERT INTO storage_check (at) VALUES (?)", vec![number(now.0)])?;
    Ok(())
}

pub(super) fn has_site(sql: &SqlStorage, site: &SiteId) -> Result<bool, ApiError> {
    let rows = sql.exec("SELECT id FROM site WHERE id = ?", vec![site.as_str().into()])?;
    Ok(rows.raw().next().transpose()?.is_some())
}

/// Adds a site; one that is there keeps its time.
pub(super) fn add_site(sql: &SqlStorage, site: &SiteId, now: Timestamp) -> Result<(), ApiError> {
    let row = vec![site.as_str().into(), number(now.0)];
    sql.exec("INSERT OR IGNORE INTO site (id, made) VALUES (?, ?)", row)?;
    Ok(())
}

/// Sites whose id comes after another, by their ids.
pub(super) fn sites(
    sql: &SqlStorage,
    after: &str,
    at_most: usize,
) -> Result<Vec<SiteId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: SiteId,
    }
    let query = "SELECT id FROM site WHERE id > ? ORDER BY id LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![after.into(), number(at_most as u64)])?.to_array()?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// How many sites there are.
pub(super) fn count(sql: &SqlStorage) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let row: Option<Row> = sql.exec("SELECT count(*) AS n FROM site", None)?.to_array()?.pop();
    Ok(row.map_or(0, |row| row.n))
}
