//! The deployment's table: its sites, and when the operator made each.

use crate::error::ApiError;
use crate::runtime::schema_store::{self as schema, Migration};
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::SiteId;
use shared::protocol::SiteRow;
use shared::time::Timestamp;
use worker::SqlStorage;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS site (id TEXT PRIMARY KEY, made INTEGER NOT NULL)
     WITHOUT ROWID";

/// Version 2: the sites that are being deleted.
const DELETING_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS deleting (site TEXT PRIMARY KEY) WITHOUT ROWID";

const MIGRATIONS: [Migration; 1] = [|sql| {
    sql.exec(DELETING_TABLE, None)?;
    Ok(())
}];

/// When it was last checked whether something can be stored.
const CHECK_TABLE: &str = "CREATE TABLE IF NOT EXISTS storage_check (at INTEGER NOT NULL)";

/// Creates the tables, or brings them up to date.
pub(super) fn open(sql: &SqlStorage) -> Result<(), ApiError> {
    let create: Migration = |sql| {
        sql.exec(TABLE, None)?;
        Ok(())
    };
    schema::migrate(sql, create, &MIGRATIONS)
}

/// Writes a row in place of the last one.
pub(super) fn write_check(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    sql.exec(CHECK_TABLE, None)?;
    sql.exec("DELETE FROM storage_check", None)?;
    sql.exec("INSERT INTO storage_check (at) VALUES (?)", vec![number(now.0)])?;
    Ok(())
}

pub(super) fn has_site(sql: &SqlStorage, site: &SiteId) -> Result<bool, ApiError> {
    let query = "SELECT id FROM site WHERE id = ? AND id NOT IN (SELECT site FROM deleting)";
    let rows = sql.exec(query, vec![site.as_str().into()])?;
    Ok(rows.raw().next().transpose()?.is_some())
}

/// At most that many sites after this id.
pub(super) fn sites(sql: &SqlStorage, after: &str, most: u64) -> Result<Vec<SiteRow>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: SiteId,
        made: u64,
        deleting: u64,
    }
    let query = "SELECT id, made, id IN (SELECT site FROM deleting) AS deleting FROM site
        WHERE id > ? ORDER BY id LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![after.into(), number(most)])?.to_array()?;
    let row = |row: Row| SiteRow {
        site: row.id,
        made_at: Timestamp(row.made),
        deleting: row.deleting != 0,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Marks a site as being deleted; returns whether it is listed.
pub(super) fn begin_deletion(sql: &SqlStorage, site: &SiteId) -> Result<bool, ApiError> {
    let statement = "INSERT OR IGNORE INTO deleting (site) SELECT id FROM site WHERE id = ?";
    sql.exec(statement, vec![site.as_str().into()])?;
    let rows = sql.exec("SELECT id FROM site WHERE id = ?", vec![site.as_str().into()])?;
    Ok(rows.raw().next().transpose()?.is_some())
}

/// Removes a site from the list.
pub(super) fn remove(sql: &SqlStorage, site: &SiteId) -> Result<(), ApiError> {
    // The site first: after a crash in between, a mark without a site means nothing.
    for statement in ["DELETE FROM site WHERE id = ?", "DELETE FROM deleting WHERE site = ?"] {
        sql.exec(statement, vec![site.as_str().into()])?;
    }
    Ok(())
}

/// Adds a site; one that is there keeps its time.
pub(super) fn add_site(sql: &SqlStorage, site: &SiteId, now: Timestamp) -> Result<(), ApiError> {
    // The site's object has refused a site that is being deleted, so a mark is left from before.
    sql.exec("DELETE FROM deleting WHERE site = ?", vec![site.as_str().into()])?;
    let row = vec![site.as_str().into(), number(now.0)];
    sql.exec("INSERT OR IGNORE INTO site (id, made) VALUES (?, ?)", row)?;
    Ok(())
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
