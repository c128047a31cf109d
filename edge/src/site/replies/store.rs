//! The table of canned replies: those of the site and those of each agent.

use crate::error::ApiError;
use serde::Deserialize;
use shared::canned::Reply;
use shared::id::{AgentId, ReplyId};
use worker::SqlStorage;

/// The owner of replies: an agent, or `None` for the site.
pub(crate) type Owner<'o> = Option<&'o AgentId>;

/// All replies of an owner, by name.
pub(crate) fn list(sql: &SqlStorage, owner: Owner<'_>) -> Result<Vec<Reply>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM reply WHERE owner = ?";
    let rows: Vec<Row> = sql.exec(query, vec![key(owner).into()])?.to_array()?;
    let replies = rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?));
    let mut replies = replies.collect::<Result<Vec<Reply>, ApiError>>()?;
    replies.sort_by_cached_key(|reply| reply.name.to_lowercase());
    Ok(replies)
}

pub(crate) fn save(sql: &SqlStorage, owner: Owner<'_>, reply: &Reply) -> Result<(), ApiError> {
    let row =
        vec![key(owner).into(), reply.id.as_str().into(), serde_json::to_string(reply)?.into()];
    sql.exec("INSERT OR REPLACE INTO reply (owner, id, body) VALUES (?, ?, ?)", row)?;
    Ok(())
}

/// Deletes a reply; returns whether it existed.
pub(crate) fn delete(sql: &SqlStorage, owner: Owner<'_>, id: &ReplyId) -> Result<bool, ApiError> {
    let statement = "DELETE FROM reply WHERE owner = ? AND id = ? RETURNING id";
    let row = vec![key(owner).into(), id.as_str().into()];
    Ok(sql.exec(statement, row)?.raw().next().transpose()?.is_some())
}

fn key(owner: Owner<'_>) -> &str {
    owner.map_or("", AgentId::as_str)
}
