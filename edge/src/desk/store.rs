//! The desk's tables: a row for each record, and one for each routing decision.

use crate::error::ApiError;
use crate::messaging::decisions::{DecisionQuery, StoredDecision};
use crate::messaging::outbox_store;
use crate::runtime::figures_store;
use crate::runtime::schema_store::{self as schema, Migration};
use crate::runtime::scrub_store as scrub;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::desk::{Decision, Record};
use shared::id::ConversationId;
use shared::time::Timestamp;
use worker::SqlStorage;

const TABLES: &str =
    "CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
     CREATE TABLE IF NOT EXISTS decision (
         at INTEGER NOT NULL, conversation TEXT NOT NULL, body TEXT NOT NULL
     );
     CREATE INDEX IF NOT EXISTS decision_by_conversation ON decision (conversation, at);
     CREATE INDEX IF NOT EXISTS decision_by_time ON decision (at);";

/// How many decisions are read at a time, at some 2 kB each.
const DECISION_PAGE: u64 = 200;
/// Above all rows that a number of JavaScript can name.
const MAX_ROW: i64 = 1 << 53;
/// How many old decisions are deleted at a time, so that no turn takes long.
const PRUNE_BATCH: u64 = 200;

/// What later releases changed. An index that a migration creates is also in [`make`], which a scrub
/// needs.
const MIGRATIONS: [Migration; 0] = [];

/// Creates the tables or brings them up to date, once while the object is awake.
pub(super) fn open(sql: &SqlStorage) -> Result<(), ApiError> {
    schema::migrate(sql, make, &MIGRATIONS)
}

/// Creates the tables and indexes that are missing.
pub(super) fn make(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec(TABLES, None)?;
    sql.exec(figures_store::TABLES, None)?;
    scrub::make(sql)?;
    outbox_store::make(sql)
}

pub(super) fn records(sql: &SqlStorage) -> Result<Vec<Record>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let rows: Vec<Row> = sql.exec("SELECT body FROM record", None)?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}

pub(super) fn save(sql: &SqlStorage, record: &Record) -> Result<(), ApiError> {
    let row = vec![record.key().into(), serde_json::to_string(record)?.into()];
    sql.exec("INSERT OR REPLACE INTO record (key, body) VALUES (?, ?)", row)?;
    Ok(())
}

pub(super) fn delete(sql: &SqlStorage, key: &str) -> Result<(), ApiError> {
    sql.exec("DELETE FROM record WHERE key = ?", vec![key.into()])?;
    Ok(())
}

/// Stores a routing decision.
pub(super) fn explain(
    sql: &SqlStorage,
    id: &ConversationId,
    decision: &Decision,
) -> Result<(), ApiError> {
    let body = serde_json::to_string(decision)?;
    let row = vec![number(decision.at.0), id.as_str().into(), body.into()];
    sql.exec("INSERT INTO decision (at, conversation, body) VALUES (?, ?, ?)", row)?;
    Ok(())
}

/// The decisions of a conversation, oldest first.
pub(super) fn decisions(sql: &SqlStorage, id: &ConversationId) -> Result<Vec<Decision>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM decision WHERE conversation = ? ORDER BY at, rowid";
    let rows: Vec<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}

/// Decisions of all conversations, newest first, as they are stored.
pub(super) fn decision_page(
    sql: &SqlStorage,
    query: &DecisionQuery,
) -> Result<Vec<StoredDecision>, ApiError> {
    let statement = "SELECT rowid AS row, conversation, body FROM decision
         WHERE rowid < ? AND at >= ? ORDER BY rowid DESC LIMIT ?";
    let before = query.before.unwrap_or(MAX_ROW);
    let values = vec![before.into(), number(query.since.0), number(DECISION_PAGE)];
    Ok(sql.exec(statement, values)?.to_array()?)
}

/// Deletes the decisions of these conversations.
pub(super) fn delete_decisions_on(
    sql: &SqlStorage,
    conversations: &[ConversationId],
) -> Result<(), ApiError> {
    for id in conversations {
        sql.exec("DELETE FROM decision WHERE conversation = ?", vec![id.as_str().into()])?;
    }
    Ok(())
}

/// Deletes some of the decisions from before `before`, oldest first.
pub(super) fn delete_decisions(sql: &SqlStorage, before: Timestamp) -> Result<(), ApiError> {
    let statement = "DELETE FROM decision WHERE rowid IN (
         SELECT rowid FROM decision WHERE at < ? ORDER BY at LIMIT ?)";
    sql.exec(statement, vec![number(before.0), number(PRUNE_BATCH)])?;
    Ok(())
}
