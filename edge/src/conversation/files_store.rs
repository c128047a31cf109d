//! The tables of files, for deployments without a bucket. A file is stored in parts, because the
//! size of a row is limited.

use crate::error::ApiError;
use crate::runtime::storage::{has_table, number};
use shared::id::FileId;
use worker::{SqlStorage, SqlStorageValue};

/// Size of a part in bytes; rows may have twice that.
const PART: usize = 1024 * 1024;

pub(super) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, type TEXT NOT NULL, disposition TEXT NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS file_part (
        id TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (id, part)
    );
";

/// How a file is delivered.
pub(super) struct About {
    pub(super) kind: String,
    pub(super) disposition: String,
}

pub(super) fn add(
    sql: &SqlStorage,
    id: &FileId,
    about: &About,
    bytes: &[u8],
) -> Result<(), ApiError> {
    sql.exec(TABLES, None)?;
    let row =
        vec![id.as_str().into(), about.kind.as_str().into(), about.disposition.as_str().into()];
    sql.exec("INSERT INTO file (id, type, disposition) VALUES (?, ?, ?)", row)?;
    for (part_number, part) in bytes.chunks(PART).enumerate() {
        let row = vec![id.as_str().into(), number(part_number as u64), part.to_vec().into()];
        sql.exec("INSERT INTO file_part (id, part, body) VALUES (?, ?, ?)", row)?;
    }
    Ok(())
}

/// How it is delivered, and its bytes.
pub(super) fn find(sql: &SqlStorage, id: &FileId) -> Result<Option<(About, Vec<u8>)>, ApiError> {
    if !has_table(sql, "file")? {
        return Ok(None);
    }
    let query = "SELECT type, disposition FROM file WHERE id = ?";
    let row = sql.exec(query, vec![id.as_str().into()])?.raw().next().transpose()?;
    let about = match row.map(<[SqlStorageValue; 2]>::try_from) {
        None => return Ok(None),
        Some(Ok([SqlStorageValue::String(kind), SqlStorageValue::String(disposition)])) => {
            About { kind, disposition }
        }
        Some(_) => return Err(broken()),
    };
    let mut bytes = Vec::new();
    let query = "SELECT body FROM file_part WHERE id = ? ORDER BY part";
    for row in sql.exec(query, vec![id.as_str().into()])?.raw() {
        match <[SqlStorageValue; 1]>::try_from(row?) {
            Ok([SqlStorageValue::Blob(part)]) => bytes.extend(part),
            _ => return Err(broken()),
        }
    }
    Ok(Some((about, bytes)))
}

fn broken() -> ApiError {
    ApiError::Broken("a stored file has the wrong type".into())
}
