//! The tables of documents. A document is stored in parts, because the size of a row is limited.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::FileId;
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

/// Size of a part in bytes; rows may have twice that.
const PART: usize = 1024 * 1024;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS document (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS document_part (
        id TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (id, part)
    );
";

/// What is known of a document besides its bytes.
#[derive(Deserialize)]
pub(crate) struct About {
    pub(crate) name: String,
    pub(crate) size: u64,
}

pub(crate) fn add(
    sql: &SqlStorage,
    id: &FileId,
    about: &About,
    at: Timestamp,
    bytes: &[u8],
) -> Result<(), ApiError> {
    let (name, size) = (about.name.as_str(), number(about.size));
    let row = vec![id.as_str().into(), name.into(), size, number(at.0)];
    sql.exec("INSERT INTO document (id, name, size, at) VALUES (?, ?, ?, ?)", row)?;
    for (part_number, part) in bytes.chunks(PART).enumerate() {
        let row = vec![id.as_str().into(), number(part_number as u64), part.to_vec().into()];
        sql.exec("INSERT INTO document_part (id, part, body) VALUES (?, ?, ?)", row)?;
    }
    Ok(())
}

pub(crate) fn about(sql: &SqlStorage, id: &FileId) -> Result<Option<About>, ApiError> {
    let query = "SELECT name, size FROM document WHERE id = ?";
    Ok(sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop())
}

pub(crate) fn count(sql: &SqlStorage) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let row: Option<Row> = sql.exec("SELECT COUNT(*) AS n FROM document", None)?.to_array()?.pop();
    Ok(row.map(|row| row.n).unwrap_or_default())
}

pub(crate) fn bytes(sql: &SqlStorage, id: &FileId) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let query = "SELECT body FROM document_part WHERE id = ? ORDER BY part";
    for row in sql.exec(query, vec![id.as_str().into()])?.raw() {
        match <[SqlStorageValue; 1]>::try_from(row?) {
            Ok([SqlStorageValue::Blob(part)]) => bytes.extend(part),
            _ => return Err(ApiError::Broken("a stored document has the wrong type".into())),
        }
    }
    Ok(bytes)
}
