//! Who became known, has changed or was erased, in this order. A person has one row, which moves to the end
//! with each change, so that a reader gets them once and misses nobody (PEOPLE-26).

use super::store::{self, Person};
use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::PersonId;
use shared::time::{Millis, Timestamp};
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS person_change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL UNIQUE, erased INTEGER
    );
    CREATE INDEX IF NOT EXISTS person_change_by_erasure ON person_change (erased)
        WHERE erased IS NOT NULL;
";

/// How long a reader of changes can learn that somebody was erased.
const ERASED_FOR: Millis = Millis::minutes(90 * 24 * 60);

/// Whom a change is about, and the person unless they were erased.
pub(crate) struct Change {
    pub(crate) id: PersonId,
    pub(crate) person: Option<Person>,
}

/// A migration: everybody who is known already is a change.
pub(crate) fn note_everybody(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec("INSERT INTO person_change (person) SELECT id FROM person ORDER BY row_id", None)?;
    Ok(())
}

/// Notes that a person became known or has changed.
pub(crate) fn note(sql: &SqlStorage, id: &PersonId) -> Result<(), ApiError> {
    let statement = "INSERT OR REPLACE INTO person_change (person) VALUES (?)";
    sql.exec(statement, vec![id.as_str().into()])?;
    Ok(())
}

/// Notes that a person was erased. Their id says nothing about them.
pub(crate) fn note_erased(sql: &SqlStorage, now: Timestamp, id: &PersonId) -> Result<(), ApiError> {
    let statement = "INSERT OR REPLACE INTO person_change (person, erased) VALUES (?, ?)";
    sql.exec(statement, vec![id.as_str().into(), number(now.0)])?;
    Ok(())
}

/// Forgets who was erased long ago. The last change stays, so that no number is given twice.
pub(crate) fn prune(sql: &SqlStorage, now: Timestamp, at_once: u64) -> Result<(), ApiError> {
    let statement = "DELETE FROM person_change WHERE seq IN (
        SELECT seq FROM person_change WHERE erased < ?
            AND seq < (SELECT max(seq) FROM person_change) LIMIT ?)";
    sql.exec(statement, vec![number((now - ERASED_FOR).0), number(at_once)])?;
    Ok(())
}

/// The changes after a number with their own numbers, in their order.
pub(crate) fn after(
    sql: &SqlStorage,
    after: u64,
    at_most: usize,
) -> Result<Vec<(u64, Change)>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        seq: u64,
        person: PersonId,
    }
    let query = "SELECT seq, person FROM person_change WHERE seq > ? ORDER BY seq LIMIT ?";
    let rows: Vec<Row> =
        sql.exec(query, vec![number(after), number(at_most as u64)])?.to_array()?;
    let change = |Row { seq, person: id }| {
        let person = store::find(sql, &id)?;
        Ok((seq, Change { id, person }))
    };
    rows.into_iter().map(change).collect()
}
