//! The table of pictures, by their hash. Old ones stay, because earlier chats show them.

use crate::error::ApiError;
use shared::id::AgentId;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) fn save(
    sql: &SqlStorage,
    agent: &AgentId,
    hash: &str,
    content_type: &str,
    body: Vec<u8>,
) -> Result<(), ApiError> {
    let row = vec![agent.as_str().into(), hash.into(), content_type.into(), body.into()];
    sql.exec("INSERT OR REPLACE INTO picture (agent, hash, type, body) VALUES (?, ?, ?, ?)", row)?;
    Ok(())
}

/// Media type and bytes.
pub(crate) fn find(
    sql: &SqlStorage,
    agent: &AgentId,
    hash: &str,
) -> Result<Option<(String, Vec<u8>)>, ApiError> {
    let query = "SELECT type, body FROM picture WHERE agent = ? AND hash = ?";
    let mut rows = sql.exec(query, vec![agent.as_str().into(), hash.into()])?.raw();
    let Some(row) = rows.next().transpose()? else { return Ok(None) };
    match <[SqlStorageValue; 2]>::try_from(row) {
        Ok([SqlStorageValue::String(kind), SqlStorageValue::Blob(body)]) => Ok(Some((kind, body))),
        _ => Err(ApiError::Broken("a stored picture has the wrong type".into())),
    }
}
