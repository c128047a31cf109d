//! The table of conversations: a row each, as its conversation last reported it.

use super::super::labels::store as labels;
use super::super::missed::answers_store as answers;
use super::super::missed::store as missed;
use crate::error::ApiError;
use crate::runtime::storage::{has_column, number};
use serde::Deserialize;
use shared::id::{AgentId, ConversationId, DialogueId, LabelId, PersonId, TeamId, VisitorId};
use shared::protocol::{ConversationRow, Entry};
use shared::time::Timestamp;
use std::collections::BTreeSet;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS conversation (
        id TEXT PRIMARY KEY, agent TEXT, last INTEGER NOT NULL, body TEXT NOT NULL,
        started INTEGER, visitor TEXT, person TEXT, dialogue TEXT, status TEXT, team TEXT,
        waits INTEGER, bytes INTEGER
    );
    CREATE TABLE IF NOT EXISTS talked (
        agent TEXT NOT NULL, conversation TEXT NOT NULL, last INTEGER NOT NULL,
        dialogue TEXT, status TEXT, PRIMARY KEY (agent, conversation)
    ) WITHOUT ROWID;
";

/// Migration: columns that were added later, and their values for older rows.
const LATER: [&str; 9] = [
    "ALTER TABLE conversation ADD COLUMN started INTEGER",
    "ALTER TABLE conversation ADD COLUMN visitor TEXT",
    "ALTER TABLE conversation ADD COLUMN person TEXT",
    "ALTER TABLE conversation ADD COLUMN dialogue TEXT",
    "ALTER TABLE conversation ADD COLUMN status TEXT",
    "ALTER TABLE conversation ADD COLUMN team TEXT",
    "UPDATE conversation SET started = body ->> '$.started', status = body ->> '$.status'",
    "INSERT OR IGNORE INTO talked (agent, conversation, last, status)
         SELECT agent, id, last, status FROM conversation WHERE agent IS NOT NULL",
    "DROP INDEX IF EXISTS conversation_by_agent",
];

/// Migration: whether somebody has to answer (1), nobody has to any more (0), or nothing was missed
/// (NULL). The table of missed conversations says who takes care of it.
const WAITS: &str = "ALTER TABLE conversation ADD COLUMN waits INTEGER";

/// Migration: how many bytes a conversation stores, as it last reported.
const BYTES: &str = "ALTER TABLE conversation ADD COLUMN bytes INTEGER";

/// Every list uses one of these indexes from its newest row on, so a page never reads a whole list.
const INDEXES: &str = "
    CREATE INDEX IF NOT EXISTS conversation_by_time ON conversation (last, id);
    CREATE INDEX IF NOT EXISTS conversation_by_dialogue ON conversation (dialogue, last, id);
    CREATE INDEX IF NOT EXISTS conversation_by_status ON conversation (status, last, id);
    CREATE INDEX IF NOT EXISTS conversation_by_team ON conversation (team, last, id)
        WHERE team IS NOT NULL;
    CREATE INDEX IF NOT EXISTS conversation_by_person ON conversation (person, last, id)
        WHERE person IS NOT NULL;
    CREATE INDEX IF NOT EXISTS conversation_by_waits ON conversation (last, id) WHERE waits = 1;
    CREATE INDEX IF NOT EXISTS conversation_by_visitor ON conversation (visitor, last, id);
    CREATE INDEX IF NOT EXISTS talked_by_time ON talked (agent, last, conversation);
    CREATE INDEX IF NOT EXISTS talked_by_dialogue ON talked (agent, dialogue, last, conversation);
    CREATE INDEX IF NOT EXISTS talked_by_status ON talked (agent, status, last, conversation);
    CREATE INDEX IF NOT EXISTS talked_by_conversation ON talked (conversation);
";

/// Creates the tables, columns and indexes that are missing.
pub(crate) fn make(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec(TABLES, None)?;
    if !has_column(sql, "conversation", "person")? {
        for statement in LATER {
            sql.exec(statement, None)?;
        }
    }
    if !has_column(sql, "conversation", "waits")? {
        sql.exec(WAITS, None)?;
    }
    if !has_column(sql, "conversation", "bytes")? {
        sql.exec(BYTES, None)?;
    }
    sql.exec(INDEXES, None)?;
    Ok(())
}

/// Saves a conversation's row. `person` is the visitor, if they are a known person.
pub(crate) fn save(
    sql: &SqlStorage,
    entry: &Entry,
    person: Option<&PersonId>,
) -> Result<(), ApiError> {
    let Entry { row, team, agents, bytes, .. } = entry;
    let values = vec![
        row.id.as_str().into(),
        row.agent.as_ref().map(|agent| agent.id.as_str()).into(),
        number(row.last.0),
        serde_json::to_string(row)?.into(),
        number(row.started.0),
        row.visitor.as_ref().map(VisitorId::as_str).into(),
        person.map(PersonId::as_str).into(),
        row.dialogue.as_ref().map(DialogueId::as_str).into(),
        row.status.as_str().into(),
        team.as_ref().map(TeamId::as_str).into(),
        number(*bytes),
    ];
    let statement = "INSERT OR REPLACE INTO conversation
        (id, agent, last, body, started, visitor, person, dialogue, status, team, waits, bytes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
            (SELECT waits FROM conversation WHERE id = ?1),
            coalesce(nullif(?11, 0), (SELECT bytes FROM conversation WHERE id = ?1)))";
    sql.exec(statement, values)?;
    labels::moved(sql, &row.id, row.last)?;
    let statement = "INSERT OR REPLACE INTO talked (agent, conversation, last, dialogue, status)
        VALUES (?, ?, ?, ?, ?)";
    for agent in agents {
        let values = vec![
            agent.as_str().into(),
            row.id.as_str().into(),
            number(row.last.0),
            row.dialogue.as_ref().map(DialogueId::as_str).into(),
            row.status.as_str().into(),
        ];
        sql.exec(statement, values)?;
    }
    Ok(())
}

/// The filters of a list.
#[derive(Debug, Default)]
pub(crate) struct RowFilter<'n> {
    /// Conversations that this agent had.
    pub(crate) agent: Option<&'n AgentId>,
    /// Conversations in which this team was asked for.
    pub(crate) team: Option<&'n TeamId>,
    pub(crate) dialogue: Option<&'n DialogueId>,
    pub(crate) status: Option<&'n str>,
    /// Conversations that need an answer.
    pub(crate) waits: bool,
    /// Conversations with this person.
    pub(crate) person: Option<&'n PersonId>,
    /// Conversations with this label.
    pub(crate) label: Option<&'n LabelId>,
    /// Conversations whose last event happened then or later.
    pub(crate) from: Option<Timestamp>,
    /// Conversations whose last event happened before.
    pub(crate) until: Option<Timestamp>,
}

/// The latest matching conversations before a cursor.
pub(crate) fn latest(
    sql: &SqlStorage,
    row_filter: &RowFilter<'_>,
    before: (u64, &str),
    count: usize,
) -> Result<Vec<ConversationRow>, ApiError> {
    // The filters of an agent's list are columns of the same table, so that an index covers both.
    // A label has a table of its own, which leads to the newest conversations that have it.
    let (from, position, narrow) = match (row_filter.agent, row_filter.label) {
        (Some(_), None) => {
            let joined = "talked t JOIN conversation c ON c.id = t.conversation";
            (joined, "t.last, t.conversation", ["t.agent = ?", "t.dialogue = ?", "t.status = ?"])
        }
        (None, None) => ("conversation c", "c.last, c.id", ["", "c.dialogue = ?", "c.status = ?"]),
        (agent, Some(_)) => {
            let joined = match agent {
                Some(_) => {
                    "labelled l CROSS JOIN conversation c ON c.id = l.conversation
                     CROSS JOIN talked t ON t.conversation = l.conversation"
                }
                None => "labelled l CROSS JOIN conversation c ON c.id = l.conversation",
            };
            (joined, "l.last, l.conversation", ["t.agent = ?", "c.dialogue = ?", "c.status = ?"])
        }
    };
    let (mut tests, mut row) = (Vec::new(), Vec::new());
    for (test, value) in [
        (narrow[0], row_filter.agent.map(AgentId::as_str)),
        (narrow[1], row_filter.dialogue.map(DialogueId::as_str)),
        (narrow[2], row_filter.status),
        ("c.team = ?", row_filter.team.map(TeamId::as_str)),
        ("c.person = ?", row_filter.person.map(PersonId::as_str)),
        ("l.label = ?", row_filter.label.map(LabelId::as_str)),
    ] {
        if let Some(value) = value {
            tests.push(test);
            row.push(value.into());
        }
    }
    if row_filter.waits {
        tests.push("c.waits = 1");
    }
    // Of the position, so that the index which orders the list leads to the days, too.
    let (at, _) = position.split_once(',').unwrap_or((position, ""));
    let days = [(">=", row_filter.from), ("<", row_filter.until)];
    let days = days.map(|(is, moment)| moment.map(|moment| (format!("{at} {is} ?"), moment)));
    for (test, moment) in days.iter().flatten() {
        tests.push(test);
        row.push(number(moment.0));
    }
    tests.push(""); // so that the last one, too, is followed by what joins them
    let tests = tests.join(" AND ");
    let order = position.replace(',', " DESC,");
    let query = format!(
        "SELECT {ROW} FROM {from} WHERE {tests} ({position}) < (?, ?) ORDER BY {order} DESC LIMIT ?"
    );
    row.extend([number(before.0), before.1.into(), number(count as u64)]);
    rows(sql, &query, row)
}

/// The latest conversations of a person, or of a visitor who is no known person, since a time and
/// before a cursor.
pub(crate) fn theirs(
    sql: &SqlStorage,
    contact: Contact<'_>,
    since: Timestamp,
    before: (u64, &str),
    count: usize,
) -> Result<Vec<ConversationRow>, ApiError> {
    let (column, id) = contact.column();
    let query = format!(
        "SELECT {ROW} FROM conversation c
         WHERE {column} = ? AND last >= ? AND (last, id) < (?, ?)
         ORDER BY last DESC, id DESC LIMIT ?"
    );
    let row =
        vec![id.into(), number(since.0), number(before.0), before.1.into(), number(count as u64)];
    rows(sql, &query, row)
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Contact<'w> {
    Person(&'w PersonId),
    /// Of a visitor.
    Visitor(&'w VisitorId),
}

impl Contact<'_> {
    fn column(&self) -> (&'static str, &str) {
        match self {
            Self::Person(id) => ("person", id.as_str()),
            Self::Visitor(id) => ("visitor", id.as_str()),
        }
    }
}

pub(crate) fn find(
    sql: &SqlStorage,
    id: &ConversationId,
) -> Result<Option<ConversationRow>, ApiError> {
    let query = format!("SELECT {ROW} FROM conversation c WHERE id = ?");
    Ok(rows(sql, &query, vec![id.as_str().into()])?.pop())
}

/// Number of conversations. Counting reads an entry of an index for each.
pub(crate) fn count_all(sql: &SqlStorage) -> Result<u64, ApiError> {
    first_number(sql, "SELECT count(*) AS n FROM conversation")
}

/// Bytes that the conversations store, as each last reported. One from before it was reported counts as none.
pub(crate) fn total_bytes(sql: &SqlStorage) -> Result<u64, ApiError> {
    first_number(sql, "SELECT coalesce(sum(bytes), 0) AS n FROM conversation")
}

fn first_number(sql: &SqlStorage, query: &str) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let row: Option<Row> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.map_or(0, |row| row.n))
}

/// Conversations that wait or are live, and were last active before a time, oldest first.
pub(crate) fn unfinished(
    sql: &SqlStorage,
    before: Timestamp,
    count: u64,
) -> Result<Vec<ConversationId>, ApiError> {
    let query = "SELECT id FROM conversation WHERE status IN ('waiting', 'live') AND last < ?
        ORDER BY last, id LIMIT ?";
    ids(sql, query, vec![number(before.0), number(count)])
}

/// The person of a conversation, as far as it is listed.
pub(crate) fn person_of(
    sql: &SqlStorage,
    id: &ConversationId,
) -> Result<Option<PersonId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        person: Option<PersonId>,
    }
    let query = "SELECT person FROM conversation WHERE id = ?";
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    Ok(row.and_then(|row| row.person))
}

/// Number of conversations with a person.
pub(crate) fn count(sql: &SqlStorage, person: &PersonId) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let query = "SELECT count(*) AS n FROM conversation WHERE person = ?";
    let row: Option<Row> = sql.exec(query, vec![person.as_str().into()])?.to_array()?.pop();
    Ok(row.map_or(0, |row| row.n))
}

/// The ids of all conversations with a person.
pub(crate) fn ids_of(sql: &SqlStorage, person: &PersonId) -> Result<Vec<ConversationId>, ApiError> {
    let query = "SELECT id FROM conversation WHERE person = ? ORDER BY last, id";
    ids(sql, query, vec![person.as_str().into()])
}

/// Conversations that were last active before a time, oldest first, each with its person.
pub(crate) fn older(
    sql: &SqlStorage,
    than: Timestamp,
    count: u64,
) -> Result<Vec<ConversationId>, ApiError> {
    let query = "SELECT id FROM conversation WHERE last < ? ORDER BY last, id LIMIT ?";
    ids(sql, query, vec![number(than.0), number(count)])
}

/// When the longest inactive conversation was last active.
pub(crate) fn oldest(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        at: Option<u64>,
    }
    let query = "SELECT min(last) AS at FROM conversation";
    let row: Option<Row> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.and_then(|row| row.at).map(Timestamp))
}

/// Whether a person is in a chat or waits for one.
pub(crate) fn is_chatting(sql: &SqlStorage, person: &PersonId) -> Result<bool, ApiError> {
    let query = "SELECT id FROM conversation
        WHERE person = ? AND status IN ('waiting', 'live') LIMIT 1";
    Ok(sql.exec(query, vec![person.as_str().into()])?.raw().next().transpose()?.is_some())
}

/// A visitor's latest conversations.
pub(crate) fn latest_of_visitor(
    sql: &SqlStorage,
    visitor: &VisitorId,
    at_most: usize,
) -> Result<BTreeSet<ConversationId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: ConversationId,
    }
    let query = "SELECT id FROM conversation WHERE visitor = ? ORDER BY last DESC LIMIT ?";
    let row = vec![visitor.as_str().into(), number(at_most as u64)];
    let rows: Vec<Row> = sql.exec(query, row)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Assigns a visitor's earlier conversations to the person that they turned out to be.
pub(crate) fn adopt(
    sql: &SqlStorage,
    visitor: &VisitorId,
    person: &PersonId,
) -> Result<(), ApiError> {
    let statement = "UPDATE conversation SET person = ? WHERE visitor = ? AND person IS NULL";
    sql.exec(statement, vec![person.as_str().into(), visitor.as_str().into()])?;
    Ok(())
}

/// Notes whether somebody has to answer in this conversation.
pub(crate) fn set_needs_answer(
    sql: &SqlStorage,
    id: &ConversationId,
    needs_answer: bool,
) -> Result<(), ApiError> {
    let statement = "UPDATE conversation SET waits = ? WHERE id = ?";
    sql.exec(statement, vec![number(needs_answer.into()), id.as_str().into()])?;
    Ok(())
}

/// The conversations with this visitor or person that need an answer.
pub(crate) fn needing_answer(
    sql: &SqlStorage,
    contact: Contact<'_>,
) -> Result<Vec<ConversationId>, ApiError> {
    let (column, id) = contact.column();
    let query =
        format!("SELECT id FROM conversation WHERE {column} = ? AND waits = 1 ORDER BY last, id");
    ids(sql, &query, vec![id.into()])
}

/// Whether an agent ever had a chat.
pub(crate) fn had(
    sql: &SqlStorage,
    agent: &AgentId,
    conversation: &ConversationId,
) -> Result<bool, ApiError> {
    let query = "SELECT agent FROM talked WHERE agent = ? AND conversation = ?";
    let row = vec![agent.as_str().into(), conversation.as_str().into()];
    Ok(sql.exec(query, row)?.raw().next().transpose()?.is_some())
}

/// Removes a conversation from the list; returns its person, if it had one.
pub(crate) fn remove(sql: &SqlStorage, id: &ConversationId) -> Result<Option<PersonId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        person: Option<PersonId>,
    }
    sql.exec("DELETE FROM talked WHERE conversation = ?", vec![id.as_str().into()])?;
    missed::remove(sql, id)?;
    answers::remove(sql, id)?;
    labels::remove(sql, id)?;
    let statement = "DELETE FROM conversation WHERE id = ? RETURNING person";
    let row: Option<Row> = sql.exec(statement, vec![id.as_str().into()])?.to_array()?.pop();
    Ok(row.and_then(|row| row.person))
}

/// What a row is read from; the table of conversations is `c`.
pub(crate) const ROW: &str =
    "c.body AS body, (SELECT body FROM missed WHERE missed.conversation = c.id) AS missed,
     (SELECT json_group_array(label) FROM labelled WHERE labelled.conversation = c.id) AS labels";

/// The rows of a query for [`ROW`].
pub(crate) fn rows(
    sql: &SqlStorage,
    query: &str,
    values: Vec<SqlStorageValue>,
) -> Result<Vec<ConversationRow>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
        missed: Option<String>,
        labels: String,
    }
    let rows: Vec<Row> = sql.exec(query, values)?.to_array()?;
    let read = |Row { body, missed, labels }: &Row| {
        let row: ConversationRow = serde_json::from_str(body)?;
        let missed = missed.as_deref().map(serde_json::from_str).transpose()?;
        Ok(ConversationRow { missed, labels: serde_json::from_str(labels)?, ..row })
    };
    rows.iter().map(read).collect()
}

fn ids(
    sql: &SqlStorage,
    query: &str,
    values: Vec<SqlStorageValue>,
) -> Result<Vec<ConversationId>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        id: ConversationId,
    }
    let rows: Vec<Row> = sql.exec(query, values)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
