//! The table of the last mails. It has no text of them, and no links.

use crate::error::ApiError;
use crate::messaging::outbox_store;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{ConversationId, MailId};
use shared::outbox::Destination;
use shared::protocol::{MAX_LOGGED_MAILS, MailRow, MailState};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS mail (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        recipient TEXT NOT NULL COLLATE NOCASE, state TEXT NOT NULL, expires INTEGER NOT NULL,
        queued_at INTEGER NOT NULL, body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS mail_by_recipient ON mail (recipient);
    CREATE INDEX IF NOT EXISTS mail_by_time ON mail (queued_at);
";

#[derive(Deserialize)]
struct Stored {
    body: String,
}

/// Adds a mail, and deletes those that are too many: never one that still waits.
pub(crate) fn add(sql: &SqlStorage, row: &MailRow) -> Result<(), ApiError> {
    let statement = "INSERT INTO mail (id, recipient, state, expires, queued_at, body)
        VALUES (?, ?, ?, ?, ?, ?)";
    let values = vec![
        row.id.as_str().into(),
        row.to.as_str().into(),
        row.state.as_str().into(),
        number(row.expires.0),
        number(row.queued_at.0),
        serde_json::to_string(row)?.into(),
    ];
    sql.exec(statement, values)?;
    let surplus = "DELETE FROM mail WHERE (state != ? OR expires <= ?) AND row_id NOT IN
        (SELECT row_id FROM mail ORDER BY row_id DESC LIMIT ?)";
    let waiting = MailState::Waiting.as_str().into();
    sql.exec(surplus, vec![waiting, number(row.queued_at.0), number(MAX_LOGGED_MAILS as u64)])?;
    Ok(())
}

/// The mails, latest first.
pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<MailRow>, ApiError> {
    read(sql, "SELECT body FROM mail ORDER BY row_id DESC", vec![])
}

pub(crate) fn find(sql: &SqlStorage, id: &MailId) -> Result<Option<MailRow>, ApiError> {
    let rows = read(sql, "SELECT body FROM mail WHERE id = ?", vec![id.as_str().into()])?;
    Ok(rows.into_iter().next())
}

/// Changes what is logged of a mail, if it is still there.
pub(crate) fn change(
    sql: &SqlStorage,
    id: &MailId,
    change: impl FnOnce(MailRow) -> MailRow,
) -> Result<(), ApiError> {
    let Some(row) = find(sql, id)?.map(change) else { return Ok(()) };
    let statement = "UPDATE mail SET state = ?, body = ? WHERE id = ?";
    let body = serde_json::to_string(&row)?;
    sql.exec(statement, vec![row.state.as_str().into(), body.into(), id.as_str().into()])?;
    Ok(())
}

/// Deletes all mails to an address; those that wait are not sent any more.
pub(crate) fn delete_to(sql: &SqlStorage, email: &str) -> Result<(), ApiError> {
    delete(sql, "recipient = ?", vec![email.into()])
}

/// Deletes the mails with the transcript of a conversation; those that wait are not sent any more.
pub(crate) fn delete_about(sql: &SqlStorage, id: &ConversationId) -> Result<(), ApiError> {
    delete(sql, "body ->> '$.conversation' = ?", vec![id.as_str().into()])
}

/// Deletes at most so many mails that are older.
pub(crate) fn delete_before(
    sql: &SqlStorage,
    before: Timestamp,
    at_once: u64,
) -> Result<(), ApiError> {
    let condition =
        "row_id IN (SELECT row_id FROM mail WHERE queued_at < ? ORDER BY queued_at LIMIT ?)";
    delete(sql, condition, vec![number(before.0), number(at_once)])
}

/// When the oldest mail was queued.
pub(crate) fn oldest(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Oldest {
        at: Option<u64>,
    }
    let row: Option<Oldest> =
        sql.exec("SELECT min(queued_at) AS at FROM mail", None)?.to_array()?.pop();
    Ok(row.and_then(|row| row.at).map(Timestamp))
}

fn delete(sql: &SqlStorage, condition: &str, values: Vec<SqlStorageValue>) -> Result<(), ApiError> {
    let statement = format!("DELETE FROM mail WHERE {condition} RETURNING body");
    for row in read(sql, &statement, values)? {
        outbox_store::clear(sql, &Destination::Mail(row.id))?;
    }
    Ok(())
}

fn read(
    sql: &SqlStorage,
    query: &str,
    values: Vec<SqlStorageValue>,
) -> Result<Vec<MailRow>, ApiError> {
    let rows: Vec<Stored> = sql.exec(query, values)?.to_array()?;
    rows.into_iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}
