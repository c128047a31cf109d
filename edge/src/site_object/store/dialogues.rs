//! Dialogues: a draft each, and its publications, which never change.

use crate::error::Fault;
use crate::snapshot::LiveDialogue;
use crate::storage::number;
use serde::Deserialize;
use shared::id::{DialogueId, Version};
use shared::protocol::{DialogueDraft, DialogueRow};
use shared::time::Timestamp;
use worker::SqlStorage;

/// A dialogue's row; a draft whose trigger makes no sense is a flow that can't be published.
const ROW: &str = "SELECT id, name, priority, published, written,
    CASE WHEN json_extract(draft, '$.trigger') IS NOT NULL
    THEN coalesce(json_extract(draft, '$.trigger.on'), '') END AS trigger FROM dialogue";

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

pub(crate) fn draft(sql: &SqlStorage, id: &DialogueId) -> Result<Option<DialogueDraft>, Fault> {
    let query = "SELECT draft AS body FROM dialogue WHERE id = ?";
    let row: Option<Body> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

pub(crate) fn keep_draft(
    sql: &SqlStorage,
    now: Timestamp,
    id: &DialogueId,
    draft: &DialogueDraft,
) -> Result<(), Fault> {
    let statement = "INSERT INTO dialogue (id, name, priority, draft, written)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,
        priority = excluded.priority, draft = excluded.draft, written = excluded.written";
    let row = vec![
        id.as_str().into(),
        draft.name.as_str().into(),
        number(u64::from(draft.priority)),
        serde_json::to_string(draft)?.into(),
        number(now.0),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Makes a publication, or finds the one of the same content, and shows it from now on.
pub(crate) fn publish(
    sql: &SqlStorage,
    id: &DialogueId,
    hash: &str,
    body: impl FnOnce(Version) -> Result<String, Fault>,
) -> Result<Version, Fault> {
    #[derive(Deserialize)]
    struct Row {
        version: Option<u32>,
    }
    let one = |query: &str, row| -> Result<Option<u32>, Fault> {
        let row: Option<Row> = sql.exec(query, row)?.to_array()?.pop();
        Ok(row.and_then(|row| row.version))
    };
    let same = "SELECT version FROM version WHERE dialogue = ? AND hash = ?";
    let version = if let Some(version) = one(same, vec![id.as_str().into(), hash.into()])? {
        Version(version)
    } else {
        let last = "SELECT max(version) AS version FROM version WHERE dialogue = ?";
        let version = Version(one(last, vec![id.as_str().into()])?.unwrap_or_default() + 1);
        let row = vec![
            id.as_str().into(),
            number(u64::from(version.0)),
            hash.into(),
            body(version)?.into(),
        ];
        let add = "INSERT INTO version (dialogue, version, hash, body) VALUES (?, ?, ?, ?)";
        sql.exec(add, row)?;
        version
    };
    show(sql, id, Some(version))?;
    Ok(version)
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
