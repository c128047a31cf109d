//! The tables of sessions, of sign-in attempts, and of forgotten browsers.

use crate::error::ApiError;
use crate::runtime::storage::number;
use crate::site::site_request::NewSession;
use serde::Deserialize;
use shared::account::{FailedAttempts, OF_SENDER, OF_STRANGERS, SessionTimes};
use shared::id::{AgentId, SessionId};
use shared::people::Device;
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) fn open(
    sql: &SqlStorage,
    now: Timestamp,
    session: &NewSession,
    agent: &AgentId,
) -> Result<(), ApiError> {
    sql.exec("DELETE FROM agent_session WHERE expires <= ?", vec![number(now.0)])?;
    let statement = "INSERT INTO agent_session
        (id, agent, expires, signed_in_at, last_used_at, device, by_passkey)
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    let times = SessionTimes::begin(now);
    let row = vec![
        session.id.as_str().into(),
        agent.as_str().into(),
        number(times.ends_at().0),
        number(times.signed_in_at.0),
        number(times.last_used_at.0),
        serde_json::to_string(&session.device)?.into(),
        i64::from(session.by_passkey).into(),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// A session, as stored.
pub(crate) struct Stored {
    pub(crate) id: SessionId,
    pub(crate) times: SessionTimes,
    pub(crate) device: Device,
    /// Whether it was opened by a passkey.
    pub(crate) by_passkey: bool,
}

#[derive(Deserialize)]
struct Row {
    id: SessionId,
    signed_in_at: Timestamp,
    last_used_at: Timestamp,
    device: String,
    by_passkey: u8,
}

impl Row {
    fn stored(self) -> Result<Stored, ApiError> {
        let Self { id, signed_in_at, last_used_at, device, by_passkey } = self;
        let times = SessionTimes { signed_in_at, last_used_at };
        let (device, by_passkey) = (serde_json::from_str(&device)?, by_passkey == 1);
        Ok(Stored { id, times, device, by_passkey })
    }
}

/// The valid sessions of an agent, the last used one first.
pub(crate) fn of_agent(
    sql: &SqlStorage,
    now: Timestamp,
    agent: &AgentId,
) -> Result<Vec<Stored>, ApiError> {
    let query = "SELECT id, signed_in_at, last_used_at, device, by_passkey FROM agent_session
        WHERE agent = ? AND expires > ? ORDER BY last_used_at DESC, signed_in_at DESC";
    let rows: Vec<Row> = sql.exec(query, vec![agent.as_str().into(), number(now.0)])?.to_array()?;
    rows.into_iter().map(Row::stored).collect()
}

/// Uses a session; returns it if it is valid. Most uses write nothing.
pub(crate) fn use_one(
    sql: &SqlStorage,
    now: Timestamp,
    session: &SessionId,
    agent: &AgentId,
) -> Result<Option<Stored>, ApiError> {
    let query = "SELECT id, signed_in_at, last_used_at, device, by_passkey FROM agent_session
        WHERE id = ? AND agent = ? AND expires > ?";
    let row = vec![session.as_str().into(), agent.as_str().into(), number(now.0)];
    let row: Option<Row> = sql.exec(query, row)?.to_array()?.pop();
    let found = row.map(Row::stored).transpose()?;
    if let Some(times) = found.as_ref().and_then(|session| session.times.used(now)) {
        let statement = "UPDATE agent_session SET last_used_at = ?, expires = ? WHERE id = ?";
        let (used, ends) = (number(times.last_used_at.0), number(times.ends_at().0));
        sql.exec(statement, vec![used, ends, session.as_str().into()])?;
    }
    Ok(found)
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

/// A sign-in attempt: for whose e-mail address, and from where.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) email: &'a str,
    /// The name of the browser if the agent knows it; or else the network address, which is empty
    /// where the deployment doesn't know it.
    pub(crate) sender: &'a str,
    pub(crate) known: bool,
}

/// The failed attempts that count for this one. Older ones are deleted.
pub(crate) fn failed_attempts(
    sql: &SqlStorage,
    now: Timestamp,
    attempt: Attempt<'_>,
) -> Result<FailedAttempts, ApiError> {
    let longest = OF_SENDER.window.max(OF_STRANGERS.window);
    sql.exec("DELETE FROM attempt WHERE at <= ?", vec![number((now - longest).0)])?;
    let Attempt { email, sender, known } = attempt;
    let own = "SELECT at FROM attempt WHERE email = ? AND known = ? AND sender = ? ORDER BY at";
    let row = vec![email.into(), i64::from(known).into(), sender.into()];
    let own = times(sql, own, row)?;
    let strangers = if known {
        Vec::new()
    } else {
        let strangers = "SELECT at FROM attempt WHERE email = ? AND known = 0 ORDER BY at";
        times(sql, strangers, vec![email.into()])?
    };
    Ok(FailedAttempts { own, strangers })
}

fn times(
    sql: &SqlStorage,
    query: &str,
    row: Vec<SqlStorageValue>,
) -> Result<Vec<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        at: Timestamp,
    }
    let rows: Vec<Row> = sql.exec(query, row)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.at).collect())
}

pub(crate) fn note_attempt(
    sql: &SqlStorage,
    now: Timestamp,
    attempt: Attempt<'_>,
) -> Result<(), ApiError> {
    let Attempt { email, sender, known } = attempt;
    let row = vec![email.into(), sender.into(), i64::from(known).into(), number(now.0)];
    sql.exec("INSERT INTO attempt (email, sender, known, at) VALUES (?, ?, ?, ?)", row)?;
    Ok(())
}

/// Deletes the attempts of one sender for an e-mail address.
pub(crate) fn delete_attempts_of(sql: &SqlStorage, attempt: Attempt<'_>) -> Result<(), ApiError> {
    let Attempt { email, sender, known } = attempt;
    let statement = "DELETE FROM attempt WHERE email = ? AND known = ? AND sender = ?";
    sql.exec(statement, vec![email.into(), i64::from(known).into(), sender.into()])?;
    Ok(())
}

/// Deletes all attempts for an e-mail address.
pub(crate) fn delete_attempts(sql: &SqlStorage, email: &str) -> Result<(), ApiError> {
    sql.exec("DELETE FROM attempt WHERE email = ?", vec![email.into()])?;
    Ok(())
}

/// Makes every browser in which an agent has signed in an unknown one.
pub(crate) fn forget_browsers(
    sql: &SqlStorage,
    now: Timestamp,
    agent: &AgentId,
) -> Result<(), ApiError> {
    let statement = "INSERT OR REPLACE INTO forgotten_browsers (agent, at) VALUES (?, ?)";
    sql.exec(statement, vec![agent.as_str().into(), number(now.0)])?;
    Ok(())
}

/// Browsers in which an agent signed in before this time are not known any more.
pub(crate) fn browsers_forgotten_at(
    sql: &SqlStorage,
    agent: &AgentId,
) -> Result<Option<Timestamp>, ApiError> {
    let query = "SELECT at FROM forgotten_browsers WHERE agent = ?";
    Ok(times(sql, query, vec![agent.as_str().into()])?.pop())
}
