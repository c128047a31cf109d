//! The table of API keys: the row in the list, and the hash of the key.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{AgentId, KeyId};
use shared::protocol::KeyRow;
use shared::time::{Millis, Timestamp};
use worker::SqlStorage;

const DAY: Millis = Millis::minutes(24 * 60);

/// A valid key.
pub(crate) struct Key {
    pub(crate) row: KeyRow,
    /// The agent who created it; their permissions limit the key's.
    pub(crate) maker: AgentId,
}

#[derive(Deserialize)]
struct Row {
    maker: AgentId,
    body: String,
    used: Option<u64>,
}

impl Row {
    fn key(self) -> Result<Key, ApiError> {
        let row = KeyRow::from_stored(&self.body)?;
        Ok(Key { row: KeyRow { last_used: self.used.map(Timestamp), ..row }, maker: self.maker })
    }
}

/// All keys, newest first.
pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<KeyRow>, ApiError> {
    let query = "SELECT maker, body, used FROM key ORDER BY row_id DESC";
    let rows: Vec<Row> = sql.exec(query, None)?.to_array()?;
    rows.into_iter().map(|row| Ok(row.key()?.row)).collect()
}

pub(crate) fn save(
    sql: &SqlStorage,
    row: &KeyRow,
    maker: &AgentId,
    hash: &str,
) -> Result<(), ApiError> {
    let statement = "INSERT INTO key (id, hash, maker, body) VALUES (?, ?, ?, ?)";
    let body = row.to_stored()?;
    let row = vec![row.id.as_str().into(), hash.into(), maker.as_str().into(), body.into()];
    sql.exec(statement, row)?;
    Ok(())
}

/// The key with this hash. Its use is recorded once a day.
pub(crate) fn use_one(
    sql: &SqlStorage,
    now: Timestamp,
    hash: &str,
) -> Result<Option<Key>, ApiError> {
    let query = "SELECT maker, body, used FROM key WHERE hash = ?";
    let row: Option<Row> = sql.exec(query, vec![hash.into()])?.to_array()?.pop();
    let Some(row) = row else { return Ok(None) };
    let today = now.0 - now.0 % DAY.0;
    if row.used != Some(today) {
        sql.exec("UPDATE key SET used = ? WHERE hash = ?", vec![number(today), hash.into()])?;
    }
    Ok(Some(row.key()?))
}

pub(crate) fn delete(sql: &SqlStorage, id: &KeyId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM key WHERE id = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// Deletes the keys of an agent who was removed.
pub(crate) fn delete_by_maker(sql: &SqlStorage, maker: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM key WHERE maker = ?", vec![maker.as_str().into()])?;
    Ok(())
}
