//! The table of the audit log.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::protocol::{Actor, AuditKind, AuditRow};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS audit (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL,
        what TEXT NOT NULL, times INTEGER NOT NULL, body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS audit_by_time ON audit (at);
    CREATE INDEX IF NOT EXISTS audit_by_who ON audit (who, at);
    CREATE INDEX IF NOT EXISTS audit_by_what ON audit (what, at);
";

#[derive(Deserialize)]
struct Stored {
    row_id: u64,
    times: u64,
    body: String,
}

impl Stored {
    fn read(self) -> Result<(u64, AuditRow), ApiError> {
        let row: AuditRow = serde_json::from_str(&self.body)?;
        Ok((self.row_id, AuditRow { times: self.times, ..row }))
    }
}

pub(crate) fn save(sql: &SqlStorage, row: &AuditRow) -> Result<(), ApiError> {
    let statement = "INSERT INTO audit (at, who, what, times, body) VALUES (?, ?, ?, 1, ?)";
    let body = serde_json::to_string(row)?;
    let (who, what) = (row.by.who(), row.event.kind().as_str());
    sql.exec(statement, vec![number(row.at.0), who.into(), what.into(), body.into()])?;
    Ok(())
}

/// Counts an event in a row that is there.
pub(crate) fn count(sql: &SqlStorage, row_id: u64) -> Result<(), ApiError> {
    sql.exec("UPDATE audit SET times = times + 1 WHERE row_id = ?", vec![number(row_id)])?;
    Ok(())
}

/// The rows of one kind by one actor since a time, each with its row id.
pub(crate) fn since(
    sql: &SqlStorage,
    from: Timestamp,
    by: &Actor,
    what: AuditKind,
) -> Result<Vec<(u64, AuditRow)>, ApiError> {
    let query = "SELECT row_id, times, body FROM audit WHERE who = ? AND what = ? AND at >= ?";
    let values = vec![by.who().into(), what.as_str().into(), number(from.0)];
    let rows: Vec<Stored> = sql.exec(query, values)?.to_array()?;
    rows.into_iter().map(Stored::read).collect()
}

/// Which rows a page has.
pub(crate) struct Filter<'a> {
    /// Only those of this actor.
    pub(crate) who: Option<&'a str>,
    /// Only those of this kind.
    pub(crate) what: Option<AuditKind>,
    pub(crate) from: Option<Timestamp>,
    /// The first time that is not included.
    pub(crate) until: Option<Timestamp>,
    /// Only those that come after this one in the list.
    pub(crate) before: Option<(Timestamp, u64)>,
}

/// The rows that fit, latest first, each with its row id.
pub(crate) fn page(
    sql: &SqlStorage,
    filter: &Filter<'_>,
    count: usize,
) -> Result<Vec<(u64, AuditRow)>, ApiError> {
    let mut query = "SELECT row_id, times, body FROM audit WHERE at >= 0".to_owned();
    let mut values: Vec<SqlStorageValue> = Vec::new();
    let mut only = |condition: &str, value: SqlStorageValue| {
        query.push_str(condition);
        values.push(value);
    };
    if let Some(who) = filter.who {
        only(" AND who = ?", who.into());
    }
    if let Some(what) = filter.what {
        only(" AND what = ?", what.as_str().into());
    }
    if let Some(from) = filter.from {
        only(" AND at >= ?", number(from.0));
    }
    if let Some(until) = filter.until {
        only(" AND at < ?", number(until.0));
    }
    if let Some((at, row_id)) = filter.before {
        only(" AND (at, row_id) < (?", number(at.0));
        only(", ?)", number(row_id));
    }
    only(" ORDER BY at DESC, row_id DESC LIMIT ?", number(count as u64));
    let rows: Vec<Stored> = sql.exec(&query, values)?.to_array()?;
    rows.into_iter().map(Stored::read).collect()
}

/// Deletes at most so many rows that are older.
pub(crate) fn delete_before(
    sql: &SqlStorage,
    before: Timestamp,
    at_once: u64,
) -> Result<(), ApiError> {
    let statement = "DELETE FROM audit WHERE row_id IN
        (SELECT row_id FROM audit WHERE at < ? ORDER BY at LIMIT ?)";
    sql.exec(statement, vec![number(before.0), number(at_once)])?;
    Ok(())
}

/// The time of the oldest row.
pub(crate) fn oldest(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Oldest {
        at: Option<u64>,
    }
    let rows: Vec<Oldest> = sql.exec("SELECT min(at) AS at FROM audit", None)?.to_array()?;
    Ok(rows.into_iter().next().and_then(|row| row.at).map(Timestamp))
}
