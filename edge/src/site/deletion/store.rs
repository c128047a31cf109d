//! The table of a site's deletion. It is all that stays of a deleted site, so that objects which still
//! write to it learn that they are to be dropped.

use crate::error::ApiError;
use crate::runtime::storage::{has_table, number};
use serde::{Deserialize, Serialize};
use shared::id::ConversationId;
use shared::protocol::SiteContent;
use worker::SqlStorage;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS deletion (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL)";

/// A deletion that has begun.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Deletion {
    /// What the site had when it began.
    pub(crate) removed: SiteContent,
    /// Whether nothing else is left.
    pub(crate) is_complete: bool,
}

/// The deletion, if one has begun. Checking creates no table.
pub(crate) fn find(sql: &SqlStorage) -> Result<Option<Deletion>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    if !has_table(sql, "deletion")? {
        return Ok(None);
    }
    let row: Option<Row> = sql.exec("SELECT body FROM deletion", None)?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

pub(crate) fn save(sql: &SqlStorage, deletion: &Deletion) -> Result<(), ApiError> {
    sql.exec(TABLE, None)?;
    let statement = "INSERT OR REPLACE INTO deletion (one, body) VALUES (1, ?)";
    sql.exec(statement, vec![serde_json::to_string(deletion)?.into()])?;
    Ok(())
}

/// Lets a site with this id begin again.
pub(crate) fn remove(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec("DROP TABLE IF EXISTS deletion", None)?;
    Ok(())
}

/// How much the site has.
pub(crate) fn content(sql: &SqlStorage) -> Result<SiteContent, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        agents: u64,
        dialogues: u64,
        people: u64,
        conversations: u64,
    }
    let query = "SELECT (SELECT COUNT(*) FROM agent) AS agents,
        (SELECT COUNT(*) FROM dialogue) AS dialogues, (SELECT COUNT(*) FROM person) AS people,
        (SELECT COUNT(*) FROM conversation) AS conversations";
    let row: Option<Row> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.map_or_else(SiteContent::default, |row| SiteContent {
        agents: row.agents,
        dialogues: row.dialogues,
        people: row.people,
        conversations: row.conversations,
    }))
}

/// Some conversations that are not dropped yet, those that are being erased among them.
pub(crate) fn conversations(sql: &SqlStorage, most: u64) -> Result<Vec<ConversationId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: ConversationId,
    }
    let query = "SELECT id FROM conversation UNION SELECT conversation FROM forgotten LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![number(most)])?.to_array()?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// At most that many conversations after this id.
pub(crate) fn conversations_after(
    sql: &SqlStorage,
    after: &str,
    most: u64,
) -> Result<Vec<ConversationId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: ConversationId,
    }
    let query = "SELECT id FROM conversation WHERE id > ? ORDER BY id LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![after.into(), number(most)])?.to_array()?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The number of conversations that are not dropped yet.
pub(crate) fn waiting(sql: &SqlStorage) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let query = "SELECT COUNT(*) AS n FROM
        (SELECT id FROM conversation UNION SELECT conversation FROM forgotten)";
    let row: Option<Row> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.map_or(0, |row| row.n))
}
