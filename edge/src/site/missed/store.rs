//! The table of missed conversations: a row each, beside the list of conversations.

use super::super::list::store as conversations;
use crate::error::ApiError;
use crate::runtime::clock;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::conversation::{MOST_COUNTED, Missed, MissedCounts, MissedReason};
use shared::id::{AgentId, ConversationId, LabelId};
use shared::protocol::ConversationRow;
use shared::time::{Millis, Timestamp};
use worker::{SqlStorage, SqlStorageValue};

/// `open` is 1 while it needs an answer; `agent` is who has taken it.
pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS missed (
        conversation TEXT PRIMARY KEY, at INTEGER NOT NULL, open INTEGER NOT NULL, agent TEXT,
        body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS missed_by_time ON missed (open, at, conversation);
    CREATE INDEX IF NOT EXISTS missed_by_agent ON missed (agent) WHERE open = 1;
";

/// How many earlier conversations are listed when this table is new, and since when: nobody answers
/// what is older.
const MOST_EARLIER: u64 = 1_000;
const EARLIER: Millis = Millis::minutes(30 * 24 * 60);

pub(crate) fn find(sql: &SqlStorage, id: &ConversationId) -> Result<Option<Missed>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM missed WHERE conversation = ?";
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

/// Writes a row, and whether its conversation needs an answer.
pub(crate) fn save(sql: &SqlStorage, id: &ConversationId, missed: &Missed) -> Result<(), ApiError> {
    let values = vec![
        id.as_str().into(),
        number(missed.at.0),
        number(missed.is_open().into()),
        missed.holder().map(AgentId::as_str).into(),
        serde_json::to_string(missed)?.into(),
    ];
    let statement = "INSERT OR REPLACE INTO missed (conversation, at, open, agent, body)
        VALUES (?, ?, ?, ?, ?)";
    sql.exec(statement, values)?;
    conversations::set_needs_answer(sql, id, missed.is_open())
}

pub(crate) fn remove(sql: &SqlStorage, id: &ConversationId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM missed WHERE conversation = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// The latest missed conversations before a cursor, by the time at which they were missed.
pub(crate) fn latest(
    sql: &SqlStorage,
    open: bool,
    label: Option<&LabelId>,
    before: (u64, &str),
    count: usize,
) -> Result<Vec<ConversationRow>, ApiError> {
    let labelled = match label {
        Some(_) => {
            "AND EXISTS (SELECT 1 FROM labelled l WHERE l.conversation = c.id AND l.label = ?)"
        }
        None => "",
    };
    let query = format!(
        "SELECT {} FROM missed m JOIN conversation c ON c.id = m.conversation
         WHERE m.open = ? AND (m.at, m.conversation) < (?, ?) {labelled}
         ORDER BY m.at DESC, m.conversation DESC LIMIT ?",
        conversations::ROW
    );
    let mut values = vec![number(open.into()), number(before.0), before.1.into()];
    values.extend(label.map(|label| label.as_str().into()));
    values.push(number(count as u64));
    conversations::rows(sql, &query, values)
}

/// How many need an answer: those that nobody has taken, and those of an agent.
pub(crate) fn counts(sql: &SqlStorage, agent: &AgentId) -> Result<MissedCounts, ApiError> {
    Ok(MissedCounts { free: count_free(sql)?, own: count_of(sql, agent)? })
}

/// How many need an answer and nobody has taken them.
pub(crate) fn count_free(sql: &SqlStorage) -> Result<u32, ApiError> {
    count(sql, "agent IS NULL", Vec::new())
}

/// How many need an answer of this agent.
pub(crate) fn count_of(sql: &SqlStorage, agent: &AgentId) -> Result<u32, ApiError> {
    count(sql, "agent = ?", vec![agent.as_str().into()])
}

/// Counts with the index, and no further than anybody wants to know.
fn count(sql: &SqlStorage, test: &str, values: Vec<SqlStorageValue>) -> Result<u32, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u32,
    }
    let query = format!(
        "SELECT count(*) AS n FROM
         (SELECT 1 FROM missed WHERE open = 1 AND {test} LIMIT {MOST_COUNTED})"
    );
    let row: Option<Row> = sql.exec(&query, values)?.to_array()?.pop();
    Ok(row.map_or(0, |row| row.n))
}

/// Migration: lists what was missed before there was this table, as far as the list of
/// conversations tells it.
pub(crate) fn list_earlier(sql: &SqlStorage) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: ConversationId,
        last: u64,
        status: String,
        waits: Option<u8>,
    }
    let query = "SELECT id, last, status, waits FROM conversation
         WHERE status IN ('fell_back', 'withdrawn') AND agent IS NULL AND last > ?
             AND NOT EXISTS (SELECT 1 FROM conversation later
                 WHERE later.visitor = conversation.visitor AND later.agent IS NOT NULL
                     AND later.last >= conversation.last)
         ORDER BY last DESC LIMIT ?";
    let since = clock::now() - EARLIER;
    let rows: Vec<Row> =
        sql.exec(query, vec![number(since.0), number(MOST_EARLIER)])?.to_array()?;
    for row in rows.into_iter().filter(|row| row.waits != Some(0)) {
        let reason = match row.status.as_str() {
            "withdrawn" => MissedReason::GaveUp,
            _ => MissedReason::NobodyAvailable,
        };
        let (at, words) = (Timestamp(row.last), String::new());
        save(
            sql,
            &row.id,
            &Missed { at, reason, words, taken: None, handled: None, answer: None },
        )?;
    }
    Ok(())
}
