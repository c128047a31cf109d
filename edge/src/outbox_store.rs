//! The tables of the post: what is to be delivered, and what has come already.

use crate::address::Address;
use crate::error::Fault;
use crate::storage::number;
use serde::Deserialize;
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS outbox_by_target ON outbox (target, seq);
    CREATE TABLE IF NOT EXISTS inbox (sender TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
";

/// A letter that waits for its delivery.
#[derive(Deserialize)]
pub(crate) struct Letter {
    /// Its place among all letters of its sender.
    pub(crate) seq: u64,
    /// What it says, as JSON.
    pub(crate) body: String,
}

pub(crate) fn put(sql: &SqlStorage, to: &Address, body: String) -> Result<(), Fault> {
    let row = vec![to.to_string().into(), body.into()];
    sql.exec("INSERT INTO outbox (target, body) VALUES (?, ?)", row)?;
    Ok(())
}

/// The oldest letter to that address.
pub(crate) fn first(sql: &SqlStorage, to: &Address) -> Result<Option<Letter>, Fault> {
    let query = "SELECT seq, body FROM outbox WHERE target = ? ORDER BY seq LIMIT 1";
    Ok(sql.exec(query, vec![to.to_string().into()])?.to_array()?.pop())
}

/// Everybody a letter waits for.
pub(crate) fn addresses(sql: &SqlStorage) -> Result<Vec<Address>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        target: String,
    }
    let rows: Vec<Row> = sql.exec("SELECT DISTINCT target FROM outbox", None)?.to_array()?;
    rows.iter().map(|row| Address::parse(&row.target)).collect()
}

pub(crate) fn remove(sql: &SqlStorage, seq: u64) -> Result<(), Fault> {
    sql.exec("DELETE FROM outbox WHERE seq = ?", vec![number(seq)])?;
    Ok(())
}

/// Whether that letter has come already.
pub(crate) fn has_come(sql: &SqlStorage, from: &str, seq: u64) -> Result<bool, Fault> {
    let query = "SELECT seq FROM inbox WHERE sender = ? AND seq >= ?";
    let row = sql.exec(query, vec![from.into(), number(seq)])?.raw().next().transpose()?;
    Ok(row.is_some())
}

/// Notes that a letter came, in the transaction of what it did.
pub(crate) fn mark(sql: &SqlStorage, from: &str, seq: u64) -> Result<(), Fault> {
    let row = vec![from.into(), number(seq)];
    sql.exec("INSERT OR REPLACE INTO inbox (sender, seq) VALUES (?, ?)", row)?;
    Ok(())
}
