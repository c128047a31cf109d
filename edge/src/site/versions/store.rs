//! The tables of versions and of the history of dialogues. Only a note is ever changed.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{DialogueId, Version};
use shared::protocol::{By, DialogueChange, HistoryRow, VersionRow};
use shared::time::Timestamp;
use worker::SqlStorage;

/// Saves the document of a new version.
pub(crate) fn save(
    sql: &SqlStorage,
    id: &DialogueId,
    (version, text): (Version, &str),
    now: Timestamp,
    by: &By,
) -> Result<(), ApiError> {
    let statement =
        "INSERT INTO version_text (dialogue, version, body, at, by) VALUES (?, ?, ?, ?, ?)";
    let row = vec![
        id.as_str().into(),
        number(u64::from(version.0)),
        text.into(),
        number(now.0),
        serde_json::to_string(by)?.into(),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Saves what a version is about, in place of an earlier note.
pub(crate) fn save_note(
    sql: &SqlStorage,
    id: &DialogueId,
    version: Version,
    note: &str,
) -> Result<(), ApiError> {
    let statement =
        "INSERT OR REPLACE INTO version_note (dialogue, version, note) VALUES (?, ?, ?)";
    sql.exec(statement, vec![id.as_str().into(), number(u64::from(version.0)), note.into()])?;
    Ok(())
}

/// The document of a version.
pub(crate) fn text(
    sql: &SqlStorage,
    id: &DialogueId,
    version: Version,
) -> Result<Option<String>, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        body: String,
    }
    let query = "SELECT body FROM version_text WHERE dialogue = ? AND version = ?";
    let row = vec![id.as_str().into(), number(u64::from(version.0))];
    let row: Option<Record> = sql.exec(query, row)?.to_array()?.pop();
    Ok(row.map(|row| row.body))
}

/// Versions before a given one, newest first.
pub(crate) fn before(
    sql: &SqlStorage,
    id: &DialogueId,
    before: u64,
    most: usize,
) -> Result<Vec<VersionRow>, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        version: Version,
        at: u64,
        by: String,
        live: u8,
        note: Option<String>,
    }
    let query = "SELECT version_text.version AS version, at, by,
            version_text.version IS dialogue.published AS live, note
        FROM version_text JOIN dialogue ON dialogue.id = version_text.dialogue
        LEFT JOIN version_note ON version_note.dialogue = version_text.dialogue
            AND version_note.version = version_text.version
        WHERE version_text.dialogue = ? AND version_text.version < ?
        ORDER BY version_text.version DESC LIMIT ?";
    let row = vec![id.as_str().into(), number(before), number(most as u64)];
    let rows: Vec<Record> = sql.exec(query, row)?.to_array()?;
    let row = |row: Record| {
        let by = serde_json::from_str(&row.by)?;
        let published_at = Timestamp(row.at);
        let (live, note) = (row.live == 1, row.note);
        Ok(VersionRow { version: row.version, published_at, by, live, note })
    };
    rows.into_iter().map(row).collect()
}

pub(crate) fn note(sql: &SqlStorage, id: &DialogueId, row: &HistoryRow) -> Result<(), ApiError> {
    let statement =
        "INSERT INTO history (dialogue, change, version, at, by) VALUES (?, ?, ?, ?, ?)";
    let row = vec![
        id.as_str().into(),
        row.change.as_str().into(),
        row.version.map(|version| number(u64::from(version.0))).into(),
        number(row.at.0),
        serde_json::to_string(&row.by)?.into(),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Entries before a row, latest first, each with its row id.
pub(crate) fn history(
    sql: &SqlStorage,
    id: &DialogueId,
    before: u64,
    most: usize,
) -> Result<Vec<(u64, HistoryRow)>, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        row_id: u64,
        change: DialogueChange,
        version: Option<Version>,
        at: u64,
        by: String,
    }
    let query = "SELECT row_id, change, version, at, by FROM history
        WHERE dialogue = ? AND row_id < ? ORDER BY row_id DESC LIMIT ?";
    let row = vec![id.as_str().into(), number(before), number(most as u64)];
    let rows: Vec<Record> = sql.exec(query, row)?.to_array()?;
    let row = |Record { row_id, change, version, at, by }: Record| {
        let by = serde_json::from_str(&by)?;
        Ok((row_id, HistoryRow { change, version, at: Timestamp(at), by }))
    };
    rows.into_iter().map(row).collect()
}
