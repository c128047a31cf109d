//! The tables of dialogues: a draft each, and its published versions.

use crate::error::ApiError;
use crate::runtime::storage::number;
use crate::site::snapshot::LiveDialogue;
use serde::Deserialize;
use serde_json::Value;
use shared::audience::Visitors;
use shared::id::{DialogueId, Version};
use shared::plain_text::clean_line;
use shared::protocol::{By, DialogueDraft, DialogueRow, Target};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

/// A draft as it was written.
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) written: Timestamp,
    /// Who wrote it, if known.
    pub(crate) by: Option<By>,
}

/// The columns of a dialogue's row. The priority has a table of its own, because a new order
/// applies at once and is no change of the draft.
const ROW: &str =
    "SELECT dialogue.id AS id, name, dialogue.priority AS priority, published, written,
    CASE WHEN json_extract(draft, '$.trigger') IS NOT NULL
    THEN coalesce(CAST(json_extract(draft, '$.trigger.on') AS TEXT), '') END AS trigger,
    json_extract(draft, '$.pages', '$.not_pages', '$.visitors', '$.when', '$.trigger') AS target,
    version_text.body IS NOT NULL AND (
        json_remove(draft, '$.priority') <> json_remove(version_text.body, '$.priority')
        OR dialogue.priority <>
            coalesce(rank.priority, json_extract(version_text.body, '$.priority'), 0)
    ) AS changed
    FROM dialogue LEFT JOIN rank ON rank.dialogue = dialogue.id
    LEFT JOIN version_text
    ON version_text.dialogue = dialogue.id AND version_text.version = dialogue.published";

/// A row of the query.
#[derive(Deserialize)]
struct Row {
    id: DialogueId,
    name: String,
    priority: u32,
    published: Option<Version>,
    written: Timestamp,
    trigger: Option<String>,
    target: String,
    changed: u32,
}

impl Row {
    fn read(self) -> Result<DialogueRow, ApiError> {
        // Fields that a draft leaves out are null.
        let (pages, not_pages, visitors, when, trigger) = serde_json::from_str::<(
            Option<Vec<String>>,
            Option<Vec<String>>,
            Option<Visitors>,
            Option<Value>,
            Option<Value>,
        )>(&self.target)?;
        let target = Target {
            pages: pages.unwrap_or_default(),
            not_pages: not_pages.unwrap_or_default(),
            visitors: visitors.unwrap_or_default(),
            when,
            trigger,
        };
        Ok(DialogueRow {
            id: self.id,
            name: self.name,
            priority: self.priority,
            trigger: self.trigger,
            published: self.published,
            written: self.written,
            changed: self.changed > 0,
            nobody_answers: false,
            target,
        })
    }
}

#[derive(Deserialize)]
struct Body {
    body: String,
}

pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<DialogueRow>, ApiError> {
    let query = &format!("{ROW} ORDER BY dialogue.priority, dialogue.id");
    let rows: Vec<Row> = sql.exec(query, None)?.to_array()?;
    rows.into_iter().map(Row::read).collect()
}

pub(crate) fn row(sql: &SqlStorage, id: &DialogueId) -> Result<Option<DialogueRow>, ApiError> {
    let query = &format!("{ROW} WHERE dialogue.id = ?");
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    row.map(Row::read).transpose()
}

pub(crate) fn draft(sql: &SqlStorage, id: &DialogueId) -> Result<Option<Draft>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        draft: String,
        written: u64,
        by: Option<String>,
    }
    let query = "SELECT draft, written, by FROM dialogue
        LEFT JOIN draft_writer ON draft_writer.dialogue = dialogue.id WHERE id = ?";
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    let Some(Row { draft: text, written, by }) = row else { return Ok(None) };
    let by = by.as_deref().map(serde_json::from_str).transpose()?;
    Ok(Some(Draft { text, written: Timestamp(written), by }))
}

/// Saves a draft and who wrote it. The published version stays.
pub(crate) fn save_draft(
    sql: &SqlStorage,
    now: Timestamp,
    id: &DialogueId,
    (draft, text): (&DialogueDraft, &str),
    by: &By,
) -> Result<(), ApiError> {
    let statement = "INSERT INTO dialogue (id, name, priority, draft, written)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,
        priority = excluded.priority, draft = excluded.draft, written = excluded.written";
    let values = vec![
        id.as_str().into(),
        clean_line(&draft.name).into(),
        number(u64::from(draft.priority)),
        text.into(),
        number(now.0),
    ];
    sql.exec(statement, values)?;
    let statement = "INSERT OR REPLACE INTO draft_writer (dialogue, by) VALUES (?, ?)";
    sql.exec(statement, vec![id.as_str().into(), serde_json::to_string(by)?.into()])?;
    Ok(())
}

/// Deletes a draft; versions stay.
pub(crate) fn delete(sql: &SqlStorage, id: &DialogueId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM dialogue WHERE id = ?", vec![id.as_str().into()])?;
    sql.exec("DELETE FROM draft_writer WHERE dialogue = ?", vec![id.as_str().into()])?;
    sql.exec("DELETE FROM rank WHERE dialogue = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// The version with this content, if there is one.
pub(crate) fn same(
    sql: &SqlStorage,
    id: &DialogueId,
    hash: &str,
) -> Result<Option<Version>, ApiError> {
    let query = "SELECT version FROM version WHERE dialogue = ? AND hash = ?";
    Ok(one(sql, query, vec![id.as_str().into(), hash.into()])?.map(Version))
}

/// Adds a version with the next number.
pub(crate) fn add(
    sql: &SqlStorage,
    id: &DialogueId,
    hash: &str,
    mut live: LiveDialogue,
) -> Result<Version, ApiError> {
    let last = "SELECT max(version) AS version FROM version WHERE dialogue = ?";
    let version = Version(one(sql, last, vec![id.as_str().into()])?.unwrap_or_default() + 1);
    live.published.version = version;
    let row = vec![
        id.as_str().into(),
        number(u64::from(version.0)),
        hash.into(),
        serde_json::to_string(&live)?.into(),
    ];
    let add = "INSERT INTO version (dialogue, version, hash, body) VALUES (?, ?, ?, ?)";
    sql.exec(add, row)?;
    Ok(version)
}

fn one(
    sql: &SqlStorage,
    query: &str,
    values: Vec<SqlStorageValue>,
) -> Result<Option<u32>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        version: Option<u32>,
    }
    let row: Option<Row> = sql.exec(query, values)?.to_array()?.pop();
    Ok(row.and_then(|row| row.version))
}

/// Publishes a version, or none.
pub(crate) fn show(
    sql: &SqlStorage,
    id: &DialogueId,
    version: Option<Version>,
) -> Result<(), ApiError> {
    let version = version.map(|version| number(u64::from(version.0)));
    let row = vec![version.into(), id.as_str().into()];
    sql.exec("UPDATE dialogue SET published = ? WHERE id = ?", row)?;
    Ok(())
}

pub(crate) fn version(
    sql: &SqlStorage,
    id: &DialogueId,
    version: Version,
) -> Result<Option<LiveDialogue>, ApiError> {
    let query = "SELECT body FROM version WHERE dialogue = ? AND version = ?";
    let row = vec![id.as_str().into(), number(u64::from(version.0))];
    let row: Option<Body> = sql.exec(query, row)?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

/// All published dialogues, each with its current priority.
pub(crate) fn live(sql: &SqlStorage) -> Result<Vec<LiveDialogue>, ApiError> {
    #[derive(Deserialize)]
    struct Live {
        body: String,
        priority: Option<u32>,
    }
    let query = "SELECT version.body AS body, rank.priority AS priority FROM dialogue
        JOIN version ON version.dialogue = dialogue.id AND version.version = dialogue.published
        LEFT JOIN rank ON rank.dialogue = dialogue.id";
    let rows: Vec<Live> = sql.exec(query, None)?.to_array()?;
    let read = |row: &Live| {
        let live: LiveDialogue = serde_json::from_str(&row.body)?;
        Ok(LiveDialogue { priority: row.priority.unwrap_or(live.priority), ..live })
    };
    rows.iter().map(read).collect()
}

/// Sets the priority of a dialogue, for all versions; returns whether it has changed.
pub(crate) fn rank(sql: &SqlStorage, id: &DialogueId, priority: u32) -> Result<bool, ApiError> {
    #[derive(Deserialize)]
    struct Rank {
        priority: u32,
    }
    let query = "SELECT priority FROM rank WHERE dialogue = ?";
    let before: Option<Rank> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    if before.is_some_and(|before| before.priority == priority) {
        return Ok(false);
    }
    let row = vec![id.as_str().into(), number(u64::from(priority))];
    sql.exec("INSERT OR REPLACE INTO rank (dialogue, priority) VALUES (?, ?)", row)?;
    Ok(true)
}
