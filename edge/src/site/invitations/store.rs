//! The table of open invitations.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{AgentId, InvitationId};
use shared::protocol::InvitationRow;
use shared::time::Timestamp;
use worker::SqlStorage;

/// An invitation, and the agent whose permissions it depends on.
pub(crate) struct Invitation {
    pub(crate) row: InvitationRow,
    pub(crate) maker: AgentId,
}

#[derive(Deserialize)]
struct Row {
    maker: AgentId,
    body: String,
}

impl Row {
    fn invitation(self) -> Result<Invitation, ApiError> {
        Ok(Invitation { row: serde_json::from_str(&self.body)?, maker: self.maker })
    }
}

/// All valid invitations, newest first.
pub(crate) fn all(sql: &SqlStorage, now: Timestamp) -> Result<Vec<Invitation>, ApiError> {
    let query = "SELECT maker, body FROM invitation WHERE expires > ? ORDER BY row_id DESC";
    let rows: Vec<Row> = sql.exec(query, vec![number(now.0)])?.to_array()?;
    rows.into_iter().map(Row::invitation).collect()
}

/// The invitation with this id, if it is valid.
pub(crate) fn find(
    sql: &SqlStorage,
    now: Timestamp,
    id: &InvitationId,
) -> Result<Option<Invitation>, ApiError> {
    let query = "SELECT maker, body FROM invitation WHERE id = ? AND expires > ?";
    let row = vec![id.as_str().into(), number(now.0)];
    let row: Option<Row> = sql.exec(query, row)?.to_array()?.pop();
    row.map(Row::invitation).transpose()
}

/// Saves an invitation, and deletes expired ones.
pub(crate) fn save(
    sql: &SqlStorage,
    now: Timestamp,
    row: &InvitationRow,
    maker: &AgentId,
) -> Result<(), ApiError> {
    delete_expired(sql, now)?;
    let statement = "INSERT INTO invitation (id, expires, maker, body) VALUES (?, ?, ?, ?)";
    let body = serde_json::to_string(row)?;
    let row =
        vec![row.id.as_str().into(), number(row.expires.0), maker.as_str().into(), body.into()];
    sql.exec(statement, row)?;
    Ok(())
}

/// Changes what an invitation says; its expiry stays.
pub(crate) fn change(sql: &SqlStorage, row: &InvitationRow) -> Result<(), ApiError> {
    let body = serde_json::to_string(row)?;
    sql.exec(
        "UPDATE invitation SET body = ? WHERE id = ?",
        vec![body.into(), row.id.as_str().into()],
    )?;
    Ok(())
}

/// Deletes expired invitations, because they hold an e-mail address.
pub(crate) fn delete_expired(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    sql.exec("DELETE FROM invitation WHERE expires <= ?", vec![number(now.0)])?;
    Ok(())
}

/// When the next invitation expires.
pub(crate) fn next_expiry(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        at: Option<u64>,
    }
    let query = "SELECT min(expires) AS at FROM invitation";
    let row: Option<Record> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.and_then(|row| row.at).map(Timestamp))
}

/// Deletes an invitation; returns whether it existed.
pub(crate) fn delete(sql: &SqlStorage, id: &InvitationId) -> Result<bool, ApiError> {
    let statement = "DELETE FROM invitation WHERE id = ? RETURNING id";
    let gone = sql.exec(statement, vec![id.as_str().into()])?.raw().next().transpose()?;
    Ok(gone.is_some())
}

/// Deletes the invitations of an agent who was removed.
pub(crate) fn delete_by_maker(sql: &SqlStorage, maker: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM invitation WHERE maker = ?", vec![maker.as_str().into()])?;
    Ok(())
}
