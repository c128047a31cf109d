//! Dialogues: a draft each, and its publications, which never change.

use crate::error::Fault;
use crate::snapshot::LiveDialogue;
use crate::storage::number;
use serde::Deserialize;
use shared::id::{DialogueId, Version};
use shared::protocol::{By, DialogueDraft, DialogueRow};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

/// A draft as it was written.
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) written: Timestamp,
    /// Who wrote it, where that was noted.
    pub(crate) by: Option<By>,
}

/// A dialogue's row; a draft whose trigger makes no sense is a flow that can't be published.
const ROW: &str = "SELECT id, name, priority, published, written,
    CASE WHEN json_extract(draft, '$.trigger') IS NOT NULL
    THEN coalesce(CAST(json_extract(draft, '$.trigger.on') AS TEXT), '') END AS trigger FROM dialogue";

#[derive(Deserialize)]
struct Body {
    body: String,
}

pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<DialogueRow>, Fault> {
    let query = &format!("{ROW} ORDER BY priority, id");
    Ok(sql.exec(query, None)?.to_array()?)
}

pub(crate) fn row(sql: &SqlStorage, id: &DialogueId) -> Result<Option<DialogueRow>, Fault> {
    let query = &format!("{ROW} WHERE id = ?");
    Ok(sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop())
}

pub(crate) fn draft(sql: &SqlStorage, id: &DialogueId) -> Result<Option<Draft>, Fault> {
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

/// Keeps a draft and who wrote it. What is published stays as it is.
pub(crate) fn keep_draft(
    sql: &SqlStorage,
    now: Timestamp,
    id: &DialogueId,
    (draft, text): (&DialogueDraft, &str),
    by: &By,
) -> Result<(), Fault> {
    let statement = "INSERT INTO dialogue (id, name, priority, draft, written)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,
        priority = excluded.priority, draft = excluded.draft, written = excluded.written";
    let values = vec![
        id.as_str().into(),
        draft.name.as_str().into(),
        number(u64::from(draft.priority)),
        text.into(),
        number(now.0),
    ];
    sql.exec(statement, values)?;
    let statement = "INSERT OR REPLACE INTO draft_writer (dialogue, by) VALUES (?, ?)";
    sql.exec(statement, vec![id.as_str().into(), serde_json::to_string(by)?.into()])?;
    Ok(())
}

/// Throws a draft away; versions stay.
pub(crate) fn forget(sql: &SqlStorage, id: &DialogueId) -> Result<(), Fault> {
    sql.exec("DELETE FROM dialogue WHERE id = ?", vec![id.as_str().into()])?;
    sql.exec("DELETE FROM draft_writer WHERE dialogue = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// The publication of that content, if there is one.
pub(crate) fn same(
    sql: &SqlStorage,
    id: &DialogueId,
    hash: &str,
) -> Result<Option<Version>, Fault> {
    let query = "SELECT version FROM version WHERE dialogue = ? AND hash = ?";
    Ok(one(sql, query, vec![id.as_str().into(), hash.into()])?.map(Version))
}

/// Makes a publication: the next number is its version.
pub(crate) fn add(
    sql: &SqlStorage,
    id: &DialogueId,
    hash: &str,
    mut live: LiveDialogue,
) -> Result<Version, Fault> {
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

fn one(sql: &SqlStorage, query: &str, values: Vec<SqlStorageValue>) -> Result<Option<u32>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        version: Option<u32>,
    }
    let row: Option<Row> = sql.exec(query, values)?.to_array()?.pop();
    Ok(row.and_then(|row| row.version))
}

/// Shows that publication from now on, or none.
pub(crate) fn show(
    sql: &SqlStorage,
    id: &DialogueId,
    version: Option<Version>,
) -> Result<(), Fault> {
    let version = version.map(|version| number(u64::from(version.0)));
    let row = vec![version.into(), id.as_str().into()];
    sql.exec("UPDATE dialogue SET published = ? WHERE id = ?", row)?;
    Ok(())
}

pub(crate) fn version(
    sql: &SqlStorage,
    id: &DialogueId,
    version: Version,
) -> Result<Option<LiveDialogue>, Fault> {
    let query = "SELECT body FROM version WHERE dialogue = ? AND version = ?";
    let row = vec![id.as_str().into(), number(u64::from(version.0))];
    let row: Option<Body> = sql.exec(query, row)?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

/// Everything that is shown to visitors.
pub(crate) fn live(sql: &SqlStorage) -> Result<Vec<LiveDialogue>, Fault> {
    let query = "SELECT version.body AS body FROM dialogue JOIN version
        ON version.dialogue = dialogue.id AND version.version = dialogue.published";
    let rows: Vec<Body> = sql.exec(query, None)?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}
