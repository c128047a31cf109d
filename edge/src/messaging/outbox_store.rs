//! The tables of the outbox: what is to be delivered, and what has come already.

use super::address::Address;
use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS outbox_by_target ON outbox (target, seq);
    CREATE TABLE IF NOT EXISTS inbox (sender TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
";

/// A message that waits for its delivery.
#[derive(Deserialize)]
pub(crate) struct OutboxMessage {
    /// Its place among all messages of its sender.
    pub(crate) seq: u64,
    /// What it says, as JSON.
    pub(crate) body: String,
}

pub(crate) fn enqueue(sql: &SqlStorage, to: &Address, body: String) -> Result<(), ApiError> {
    let row = vec![to.to_string().into(), body.into()];
    sql.exec("INSERT INTO outbox (target, body) VALUES (?, ?)", row)?;
    Ok(())
}

/// The oldest message to that address.
pub(crate) fn first(sql: &SqlStorage, to: &Address) -> Result<Option<OutboxMessage>, ApiError> {
    let query = "SELECT seq, body FROM outbox WHERE target = ? ORDER BY seq LIMIT 1";
    Ok(sql.exec(query, vec![to.to_string().into()])?.to_array()?.pop())
}

/// Everybody a message waits for.
pub(crate) fn addresses(sql: &SqlStorage) -> Result<Vec<Address>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        target: String,
    }
    let rows: Vec<Row> = sql.exec("SELECT DISTINCT target FROM outbox", None)?.to_array()?;
    rows.iter().map(|row| Address::parse(&row.target)).collect()
}

pub(crate) fn remove(sql: &SqlStorage, seq: u64) -> Result<(), ApiError> {
    sql.exec("DELETE FROM outbox WHERE seq = ?", vec![number(seq)])?;
    Ok(())
}

/// Whether that message has come already.
pub(crate) fn has_come(sql: &SqlStorage, from: &str, seq: u64) -> Result<bool, ApiError> {
    let query = "SELECT seq FROM inbox WHERE sender = ? AND seq >= ?";
    let row = sql.exec(query, vec![from.into(), number(seq)])?.raw().next().transpose()?;
    Ok(row.is_some())
}

/// Notes that a message came, in the transaction of what it did.
pub(crate) fn record_received(sql: &SqlStorage, from: &str, seq: u64) -> Result<(), ApiError> {
    let row = vec![from.into(), number(seq)];
    sql.exec("INSERT OR REPLACE INTO inbox (sender, seq) VALUES (?, ?)", row)?;
    Ok(())
}
