//! The index of people and of what was said. `SQLite`'s own full-text search keeps it: a row for each
//! conversation and each person, newest last, so that a page of what was found is read from its end.

use crate::error::Fault;
use crate::storage::number;
use serde::Deserialize;
use shared::id::{AgentId, ConversationId};
use shared::people;
use worker::SqlStorage;

pub(super) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS indexed (
        place INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL UNIQUE
    );
    CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5(
        who, said, agents, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    CREATE VIRTUAL TABLE IF NOT EXISTS found_person USING fts5(
        who, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
";

/// Around what was found, as `shared` reads it.
const MARKS: &str = "char(2), char(3)";
/// How many words are shown around what was found.
const AROUND: u8 = 14;

/// Something that was found.
#[derive(Deserialize)]
pub(crate) struct Hit {
    /// Its place; whoever wants more goes on before it.
    pub(crate) place: u64,
    /// Which conversation.
    pub(crate) conversation: ConversationId,
    /// Whom it is with, with marks.
    pub(crate) who: String,
    /// What was said around it, with marks; or the beginning of what was said, without any.
    pub(crate) said: String,
}

/// Puts a conversation into the index, or what has changed of it. Without `said` that stays.
pub(crate) fn put(
    sql: &SqlStorage,
    conversation: &ConversationId,
    who: &str,
    agents: &[AgentId],
    said: Option<&str>,
) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Row {
        who: String,
        said: String,
        agents: String,
    }
    let agents: Vec<String> = agents.iter().map(people::agent_word).collect();
    let agents = agents.join(" ");
    let place = place(sql, conversation)?;
    let query = "SELECT who, said, agents FROM found WHERE rowid = ?";
    let known: Option<Row> = sql.exec(query, vec![number(place)])?.to_array()?.pop();
    let Some(known) = known else {
        let row = vec![number(place), who.into(), said.unwrap_or_default().into(), agents.into()];
        sql.exec("INSERT INTO found (rowid, who, said, agents) VALUES (?, ?, ?, ?)", row)?;
        return Ok(());
    };
    let said = said.unwrap_or(&known.said);
    // Most letters change nothing that somebody is found by.
    if known.who != who || known.agents != agents || known.said != said {
        let row = vec![who.into(), said.into(), agents.into(), number(place)];
        sql.exec("UPDATE found SET who = ?, said = ?, agents = ? WHERE rowid = ?", row)?;
    }
    Ok(())
}

/// The place of a conversation in the index: its own from the first letter on.
fn place(sql: &SqlStorage, conversation: &ConversationId) -> Result<u64, Fault> {
    #[derive(Deserialize)]
    struct Row {
        place: u64,
    }
    let id = || vec![conversation.as_str().into()];
    let statement = "INSERT INTO indexed (conversation) VALUES (?)
        ON CONFLICT (conversation) DO NOTHING";
    sql.exec(statement, id())?;
    let query = "SELECT place FROM indexed WHERE conversation = ?";
    let row: Option<Row> = sql.exec(query, id())?.to_array()?.pop();
    row.map(|row| row.place).ok_or_else(|| Fault::Broken("a conversation has no place".into()))
}

/// More is known of whom a conversation is with.
pub(crate) fn rename(
    sql: &SqlStorage,
    conversation: &ConversationId,
    who: &str,
) -> Result<(), Fault> {
    let statement = "UPDATE found SET who = ?
        WHERE rowid = (SELECT place FROM indexed WHERE conversation = ?)";
    sql.exec(statement, vec![who.into(), conversation.as_str().into()])?;
    Ok(())
}

/// Takes a conversation out of the index; how many entries that were.
pub(crate) fn remove(sql: &SqlStorage, conversation: &ConversationId) -> Result<u64, Fault> {
    #[derive(Deserialize)]
    struct Row {
        place: u64,
    }
    let statement = "DELETE FROM indexed WHERE conversation = ? RETURNING place";
    let rows: Vec<Row> = sql.exec(statement, vec![conversation.as_str().into()])?.to_array()?;
    for row in &rows {
        sql.exec("DELETE FROM found WHERE rowid = ?", vec![number(row.place)])?;
    }
    Ok(rows.len() as u64)
}

/// What fits that question before that place, the newest first; of an agent's own conversations, or of
/// all.
pub(crate) fn find(
    sql: &SqlStorage,
    question: &str,
    of: Option<&AgentId>,
    before: u64,
    count: usize,
) -> Result<Vec<Hit>, Fault> {
    let question = format!("{{who said}} : ({question})");
    let question = match of {
        Some(agent) => format!("agents : {} AND {question}", people::agent_word(agent)),
        None => question,
    };
    let query = format!(
        "SELECT found.rowid AS place, indexed.conversation AS conversation,
             highlight(found, 0, {MARKS}) AS who,
             snippet(found, 1, {MARKS}, '…', {AROUND}) AS said
         FROM found JOIN indexed ON indexed.place = found.rowid
         WHERE found MATCH ? AND found.rowid < ? ORDER BY found.rowid DESC LIMIT ?"
    );
    let row = vec![question.into(), number(before), number(count as u64)];
    Ok(sql.exec(&query, row)?.to_array()?)
}

/// Puts a person into the index, by their place.
pub(crate) fn put_person(sql: &SqlStorage, place: u64, who: &str) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Row {
        who: String,
    }
    let query = "SELECT who FROM found_person WHERE rowid = ?";
    let known: Option<Row> = sql.exec(query, vec![number(place)])?.to_array()?.pop();
    let statement = match known {
        Some(known) if known.who == who => return Ok(()),
        Some(_) => "UPDATE found_person SET who = ? WHERE rowid = ?",
        None => "INSERT INTO found_person (who, rowid) VALUES (?, ?)",
    };
    sql.exec(statement, vec![who.into(), number(place)])?;
    Ok(())
}

pub(crate) fn remove_person(sql: &SqlStorage, place: u64) -> Result<(), Fault> {
    sql.exec("DELETE FROM found_person WHERE rowid = ?", vec![number(place)])?;
    Ok(())
}

/// The places of the people who fit that question before that place, the newest first.
pub(crate) fn find_people(
    sql: &SqlStorage,
    question: &str,
    before: u64,
    count: usize,
) -> Result<Vec<u64>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        place: u64,
    }
    let query = "SELECT rowid AS place FROM found_person
        WHERE found_person MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?";
    let row = vec![question.into(), number(before), number(count as u64)];
    let rows: Vec<Row> = sql.exec(query, row)?.to_array()?;
    Ok(rows.into_iter().map(|row| row.place).collect())
}
