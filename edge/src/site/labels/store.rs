//! The tables of the site's labels, and of the conversations that have them.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{AgentId, ConversationId, LabelId};
use shared::label::{Label, MOST_LABELLED};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

/// `last` is that of the conversation, so that an index leads to the newest with a label.
pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS label (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS labelled (
        conversation TEXT NOT NULL, label TEXT NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (conversation, label)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS labelled_by_label ON labelled (label, last, conversation);
";

/// All labels of the site, by name.
pub(crate) fn list(sql: &SqlStorage) -> Result<Vec<Label>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let rows: Vec<Row> = sql.exec("SELECT body FROM label", None)?.to_array()?;
    let labels = rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?));
    let mut labels = labels.collect::<Result<Vec<Label>, ApiError>>()?;
    labels.sort_by_cached_key(|label| label.name.to_lowercase());
    Ok(labels)
}

pub(crate) fn save(sql: &SqlStorage, label: &Label) -> Result<(), ApiError> {
    let row = vec![label.id.as_str().into(), serde_json::to_string(label)?.into()];
    sql.exec("INSERT OR REPLACE INTO label (id, body) VALUES (?, ?)", row)?;
    Ok(())
}

/// Deletes a label, and takes it off all conversations.
pub(crate) fn delete(sql: &SqlStorage, id: &LabelId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM labelled WHERE label = ?", vec![id.as_str().into()])?;
    sql.exec("DELETE FROM label WHERE id = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// The labels of a conversation.
pub(crate) fn of(sql: &SqlStorage, id: &ConversationId) -> Result<Vec<LabelId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        label: LabelId,
    }
    let query = "SELECT label FROM labelled WHERE conversation = ? ORDER BY label";
    let rows: Vec<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?;
    Ok(rows.into_iter().map(|row| row.label).collect())
}

/// Puts a label on a conversation, of which the list may not have heard yet.
pub(crate) fn put(sql: &SqlStorage, id: &ConversationId, label: &LabelId) -> Result<(), ApiError> {
    let statement = "INSERT OR IGNORE INTO labelled (conversation, label, last)
        VALUES (?1, ?2, coalesce((SELECT last FROM conversation WHERE id = ?1), 0))";
    sql.exec(statement, vec![id.as_str().into(), label.as_str().into()])?;
    Ok(())
}

pub(crate) fn take_off(
    sql: &SqlStorage,
    id: &ConversationId,
    label: &LabelId,
) -> Result<(), ApiError> {
    let statement = "DELETE FROM labelled WHERE conversation = ? AND label = ?";
    sql.exec(statement, vec![id.as_str().into(), label.as_str().into()])?;
    Ok(())
}

/// Notes when something last happened in a conversation.
pub(crate) fn moved(
    sql: &SqlStorage,
    id: &ConversationId,
    last: Timestamp,
) -> Result<(), ApiError> {
    let statement = "UPDATE labelled SET last = ? WHERE conversation = ?";
    sql.exec(statement, vec![number(last.0), id.as_str().into()])?;
    Ok(())
}

/// Takes all labels off a conversation, because it is erased.
pub(crate) fn remove(sql: &SqlStorage, id: &ConversationId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM labelled WHERE conversation = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// How many conversations of all agents have a label, or need an answer.
pub(crate) fn count_all(sql: &SqlStorage, label: Option<&LabelId>) -> Result<u32, ApiError> {
    match label {
        Some(label) => count(sql, "labelled WHERE label = ?", vec![label.as_str().into()]),
        None => count(sql, "conversation WHERE waits = 1", Vec::new()),
    }
}

/// The same of those that an agent had.
pub(crate) fn count_own(
    sql: &SqlStorage,
    agent: &AgentId,
    label: Option<&LabelId>,
) -> Result<u32, ApiError> {
    if let Some(label) = label {
        let from = "labelled l CROSS JOIN talked t
            ON t.agent = ? AND t.conversation = l.conversation WHERE l.label = ?";
        return count(sql, from, vec![agent.as_str().into(), label.as_str().into()]);
    }
    let from = "conversation c CROSS JOIN talked t
        ON t.agent = ? AND t.conversation = c.id WHERE c.waits = 1";
    count(sql, from, vec![agent.as_str().into()])
}

/// Counts with an index, and no further than anybody wants to know.
fn count(sql: &SqlStorage, from: &str, values: Vec<SqlStorageValue>) -> Result<u32, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u32,
    }
    let query = format!("SELECT count(*) AS n FROM (SELECT 1 FROM {from} LIMIT {MOST_LABELLED})");
    let row: Option<Row> = sql.exec(&query, values)?.to_array()?.pop();
    Ok(row.map_or(0, |row| row.n))
}
