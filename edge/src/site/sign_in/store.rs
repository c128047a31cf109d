//! The tables of sessions, and of sign-in attempts.

use crate::error::ApiError;
use crate::runtime::storage::number;
use crate::site::site_request::NewSession;
use serde::Deserialize;
use shared::account::SessionTimes;
use shared::id::{AgentId, SessionId};
use shared::people::Device;
use shared::time::Timestamp;
use worker::SqlStorage;

pub(crate) fn open(
    sql: &SqlStorage,
    now: Timestamp,
    session: &NewSession,
    agent: &AgentId,
) -> Result<(), ApiError> {
    sql.exec("DELETE FROM agent_session WHERE expires <= ?", vec![number(now.0)])?;
    let statement = "INSERT INTO agent_session
        (id, agent, expires, signed_in_at, last_used_at, device) VALUES (?, ?, ?, ?, ?, ?)";
    let times = SessionTimes::begin(now);
    let row = vec![
        session.id.as_str().into(),
        agent.as_str().into(),
        number(times.ends_at().0),
        number(times.signed_in_at.0),
        number(times.last_used_at.0),
        serde_json::to_string(&session.device)?.into(),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// A session, as stored.
pub(crate) struct Stored {
    pub(crate) id: SessionId,
    pub(crate) times: SessionTimes,
    pub(crate) device: Device,
}

#[derive(Deserialize)]
struct Row {
    id: SessionId,
    signed_in_at: Timestamp,
    last_used_at: Timestamp,
    device: String,
}

impl Row {
    fn stored(self) -> Result<Stored, ApiError> {
        let Self { id, signed_in_at, last_used_at, device } = self;
        let times = SessionTimes { signed_in_at, last_used_at };
        Ok(Stored { id, times, device: serde_json::from_str(&device)? })
    }
}

/// The valid sessions of an agent, the last used one first.
pub(crate) fn of_agent(
    sql: &SqlStorage,
    now: Timestamp,
    agent: &AgentId,
) -> Result<Vec<Stored>, ApiError> {
    let query = "SELECT id, signed_in_at, last_used_at, device FROM agent_session
        WHERE agent = ? AND expires > ? ORDER BY last_used_at DESC, signed_in_at DESC";
    let rows: Vec<Row> = sql.exec(query, vec![agent.as_str().into(), number(now.0)])?.to_array()?;
    rows.into_iter().map(Row::stored).collect()
}

/// Uses a session; returns whether it is valid. Most uses write nothing.
pub(crate) fn use_one(
    sql: &SqlStorage,
    now: Timestamp,
    session: &SessionId,
    agent: &AgentId,
) -> Result<bool, ApiError> {
    let query = "SELECT id, signed_in_at, last_used_at, device FROM agent_session
        WHERE id = ? AND agent = ? AND expires > ?";
    let row = vec![session.as_str().into(), agent.as_str().into(), number(now.0)];
    let row: Option<Row> = sql.exec(query, row)?.to_array()?.pop();
    let Some(Stored { times, .. }) = row.map(Row::stored).transpose()? else { return Ok(false) };
    if let Some(times) = times.used(now) {
        let statement = "UPDATE agent_session SET last_used_at = ?, expires = ? WHERE id = ?";
        let (used, ends) = (number(times.last_used_at.0), number(times.ends_at().0));
        sql.exec(statement, vec![used, ends, session.as_str().into()])?;
    }
    Ok(true)
}

/// The agent of a session that holds.
pub(crate) fn agent(
    sql: &SqlStorage,
    now: Timestamp,
    session: &SessionId,
) -> Result<Option<AgentId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        agent: AgentId,
    }
    let query = "SELECT agent FROM agent_session WHERE id = ? AND expires > ?";
    let row = vec![session.as_str().into(), number(now.0)];
    let found: Option<Row> = sql.exec(query, row)?.to_array()?.pop();
    Ok(found.map(|row| row.agent))
}

pub(crate) fn close(sql: &SqlStorage, session: &SessionId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM agent_session WHERE id = ?", vec![session.as_str().into()])?;
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
    let statement = "DELETE FROM agent_session WHERE agent = ? AND id <> ? RETURNING id";
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
