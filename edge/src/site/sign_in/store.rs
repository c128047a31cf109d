//! The tables of sessions, and of sign-in attempts.

use crate::error::ApiError;
use crate::runtime::storage::number;
use crate::site::site_request::NewSession;
use serde::Deserialize;
use shared::id::{AgentId, SessionId};
use shared::time::Timestamp;
use worker::SqlStorage;

pub(crate) fn open(
    sql: &SqlStorage,
    now: Timestamp,
    session: &NewSession,
    agent: &AgentId,
) -> Result<(), ApiError> {
    sql.exec("DELETE FROM session WHERE expires <= ?", vec![number(now.0)])?;
    let NewSession { id, expires } = session;
    let row = vec![id.as_str().into(), agent.as_str().into(), number(expires.0)];
    sql.exec("INSERT INTO session (id, agent, expires) VALUES (?, ?, ?)", row)?;
    Ok(())
}

/// Whether the agent's session is valid.
pub(crate) fn holds(
    sql: &SqlStorage,
    now: Timestamp,
    session: &SessionId,
    agent: &AgentId,
) -> Result<bool, ApiError> {
    let query = "SELECT id FROM session WHERE id = ? AND agent = ? AND expires > ?";
    let row = vec![session.as_str().into(), agent.as_str().into(), number(now.0)];
    Ok(sql.exec(query, row)?.raw().next().transpose()?.is_some())
}

pub(crate) fn close(sql: &SqlStorage, session: &SessionId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM session WHERE id = ?", vec![session.as_str().into()])?;
    Ok(())
}

/// Ends all sessions of an agent except (optionally) one; returns the ended ones.
pub(crate) fn close_others(
    sql: &SqlStorage,
    agent: &AgentId,
    but: Option<&SessionId>,
) -> Result<Vec<SessionId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: SessionId,
    }
    let statement = "DELETE FROM session WHERE agent = ? AND id <> ? RETURNING id";
    let row = vec![agent.as_str().into(), but.map_or("", SessionId::as_str).into()];
    let rows: Vec<Row> = sql.exec(statement, row)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A sign-in attempt: for whose e-mail address, and from which network address (empty where the
/// deployment doesn't know it).
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) email: &'a str,
    pub(crate) address: &'a str,
}

/// The earlier attempts like this one since a time, oldest first.
pub(crate) fn attempts(
    sql: &SqlStorage,
    since: Timestamp,
    attempt: Attempt<'_>,
) -> Result<Vec<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        at: u64,
    }
    sql.exec("DELETE FROM attempt WHERE at <= ?", vec![number(since.0)])?;
    let query = "SELECT at FROM attempt WHERE email = ? AND address = ? ORDER BY at";
    let row = vec![attempt.email.into(), attempt.address.into()];
    let rows: Vec<Row> = sql.exec(query, row)?.to_array()?;
    Ok(rows.into_iter().map(|row| Timestamp(row.at)).collect())
}

pub(crate) fn note_attempt(
    sql: &SqlStorage,
    now: Timestamp,
    attempt: Attempt<'_>,
) -> Result<(), ApiError> {
    let row = vec![attempt.email.into(), attempt.address.into(), number(now.0)];
    sql.exec("INSERT INTO attempt (email, address, at) VALUES (?, ?, ?)", row)?;
    Ok(())
}

pub(crate) fn delete_attempts(sql: &SqlStorage, email: &str) -> Result<(), ApiError> {
    sql.exec("DELETE FROM attempt WHERE email = ?", vec![email.into()])?;
    Ok(())
}
