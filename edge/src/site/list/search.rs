//! The full-text index of people and conversations, in `SQLite`'s FTS: a row for each conversation
//! and each person, newest last, so that a page of results is read from the end.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{AgentId, ConversationId, LabelId};
use shared::people;
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS indexed (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL UNIQUE
    );
    CREATE VIRTUAL TABLE IF NOT EXISTS conversation_search USING fts5(
        name, said, agents, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    CREATE VIRTUAL TABLE IF NOT EXISTS person_search USING fts5(
        name, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
";

/// The highlight marks, as `shared` reads them.
const HIGHLIGHT: &str = "char(2), char(3)";
/// How many words an excerpt has around a match.
const AROUND: u8 = 14;

/// Which conversations are searched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SearchFilter<'n> {
    /// Those that this agent had.
    pub(crate) agent: Option<&'n AgentId>,
    /// Those that need an answer.
    pub(crate) waits: bool,
    /// Those with this label.
    pub(crate) label: Option<&'n LabelId>,
}

/// A search result.
#[derive(Deserialize)]
pub(crate) struct Hit {
    /// Its row id, which is the cursor for the next page.
    pub(crate) row_id: u64,
    pub(crate) conversation: ConversationId,
    /// The visitor's attributes, with highlights.
    pub(crate) name: String,
    /// An excerpt of the text with highlights, or its beginning without any.
    pub(crate) said: String,
}

/// Adds or updates a conversation in the index. Without `said`, its text stays.
pub(crate) fn index(
    sql: &SqlStorage,
    conversation: &ConversationId,
    name: &str,
    agents: &[AgentId],
    said: Option<&str>,
) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        said: String,
        agents: String,
    }
    let agents: Vec<String> = agents.iter().map(people::agent_term).collect();
    let agents = agents.join(" ");
    let row_id = row_id(sql, conversation)?;
    let query = "SELECT name, said, agents FROM conversation_search WHERE rowid = ?";
    let existing: Option<Row> = sql.exec(query, vec![number(row_id)])?.to_array()?.pop();
    let Some(existing) = existing else {
        let row = vec![number(row_id), name.into(), said.unwrap_or_default().into(), agents.into()];
        sql.exec(
            "INSERT INTO conversation_search (rowid, name, said, agents) VALUES (?, ?, ?, ?)",
            row,
        )?;
        return Ok(());
    };
    let said = said.unwrap_or(&existing.said);
    // Most updates change nothing in the index.
    if existing.name != name || existing.agents != agents || existing.said != said {
        let row = vec![name.into(), said.into(), agents.into(), number(row_id)];
        sql.exec(
            "UPDATE conversation_search SET name = ?, said = ?, agents = ? WHERE rowid = ?",
            row,
        )?;
    }
    Ok(())
}

/// The row id of a conversation in the index, which it keeps.
fn row_id(sql: &SqlStorage, conversation: &ConversationId) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        row_id: u64,
    }
    let id = || vec![conversation.as_str().into()];
    let statement = "INSERT INTO indexed (conversation) VALUES (?)
        ON CONFLICT (conversation) DO NOTHING";
    sql.exec(statement, id())?;
    let query = "SELECT row_id FROM indexed WHERE conversation = ?";
    let row: Option<Row> = sql.exec(query, id())?.to_array()?.pop();
    row.map(|row| row.row_id).ok_or_else(|| ApiError::Broken("a conversation has no row_id".into()))
}

/// Updates the attributes of a conversation's visitor.
pub(crate) fn rename(
    sql: &SqlStorage,
    conversation: &ConversationId,
    name: &str,
) -> Result<(), ApiError> {
    let statement = "UPDATE conversation_search SET name = ?
        WHERE rowid = (SELECT row_id FROM indexed WHERE conversation = ?)";
    sql.exec(statement, vec![name.into(), conversation.as_str().into()])?;
    Ok(())
}

/// Removes a conversation from the index; returns the number of entries.
pub(crate) fn remove(sql: &SqlStorage, conversation: &ConversationId) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        row_id: u64,
    }
    let statement = "DELETE FROM indexed WHERE conversation = ? RETURNING row_id";
    let rows: Vec<Row> = sql.exec(statement, vec![conversation.as_str().into()])?.to_array()?;
    for row in &rows {
        sql.exec("DELETE FROM conversation_search WHERE rowid = ?", vec![number(row.row_id)])?;
    }
    Ok(rows.len() as u64)
}

/// Matches before a row, newest first, in the conversations of one agent or in all.
pub(crate) fn find(
    sql: &SqlStorage,
    question: &str,
    SearchFilter { agent, waits, label }: SearchFilter<'_>,
    before: u64,
    count: usize,
) -> Result<Vec<Hit>, ApiError> {
    let question = format!("{{name said}} : ({question})");
    let question = match agent {
        Some(agent) => format!("agents : {} AND {question}", people::agent_term(agent)),
        None => question,
    };
    let waiting = if waits {
        "AND EXISTS (SELECT 1 FROM conversation c WHERE c.id = indexed.conversation AND c.waits = 1)"
    } else {
        ""
    };
    let labelled = match label {
        Some(_) => {
            "AND EXISTS (SELECT 1 FROM labelled l
                WHERE l.conversation = indexed.conversation AND l.label = ?)"
        }
        None => "",
    };
    let query = format!(
        "SELECT conversation_search.rowid AS row_id, indexed.conversation AS conversation,
             highlight(conversation_search, 0, {HIGHLIGHT}) AS name,
             snippet(conversation_search, 1, {HIGHLIGHT}, '…', {AROUND}) AS said
         FROM conversation_search JOIN indexed ON indexed.row_id = conversation_search.rowid
         WHERE conversation_search MATCH ? AND conversation_search.rowid < ? {waiting} {labelled}
         ORDER BY conversation_search.rowid DESC LIMIT ?"
    );
    let mut row = vec![question.into(), number(before)];
    row.extend(label.map(|label| label.as_str().into()));
    row.push(number(count as u64));
    Ok(sql.exec(&query, row)?.to_array()?)
}

/// Adds or updates a person in the index.
pub(crate) fn index_person(sql: &SqlStorage, row_id: u64, name: &str) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
    }
    let query = "SELECT name FROM person_search WHERE rowid = ?";
    let existing: Option<Row> = sql.exec(query, vec![number(row_id)])?.to_array()?.pop();
    let statement = match existing {
        Some(existing) if existing.name == name => return Ok(()),
        Some(_) => "UPDATE person_search SET name = ? WHERE rowid = ?",
        None => "INSERT INTO person_search (name, rowid) VALUES (?, ?)",
    };
    sql.exec(statement, vec![name.into(), number(row_id)])?;
    Ok(())
}

pub(crate) fn remove_person(sql: &SqlStorage, row_id: u64) -> Result<(), ApiError> {
    sql.exec("DELETE FROM person_search WHERE rowid = ?", vec![number(row_id)])?;
    Ok(())
}

/// The row ids of matching people before a row, newest first.
pub(crate) fn search_people(
    sql: &SqlStorage,
    question: &str,
    before: u64,
    count: usize,
) -> Result<Vec<u64>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        row_id: u64,
    }
    let query = "SELECT rowid AS row_id FROM person_search
        WHERE person_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?";
    let row = vec![question.into(), number(before), number(count as u64)];
    let rows: Vec<Row> = sql.exec(query, row)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.row_id).collect())
}
