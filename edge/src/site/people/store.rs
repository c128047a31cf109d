//! The tables of people and of their browsers.

use super::changes_store as changes;
use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::{PersonId, VisitorId};
use shared::people::{self, Profile};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS person (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL, conversations INTEGER NOT NULL, body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS person_by_last ON person (last, id);
    CREATE INDEX IF NOT EXISTS person_by_first ON person (first, id);
    CREATE INDEX IF NOT EXISTS person_by_name ON person (name, id);
    CREATE INDEX IF NOT EXISTS person_by_conversations ON person (conversations, id);
    CREATE TABLE IF NOT EXISTS visitor (
        id TEXT PRIMARY KEY, person TEXT, last INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS visitor_by_person ON visitor (person) WHERE person IS NOT NULL;
    CREATE INDEX IF NOT EXISTS visitor_by_last ON visitor (last);
";

/// A person, as stored.
pub(crate) struct Person {
    /// Their row id, which is also their row in the search index.
    pub(crate) row_id: u64,
    pub(crate) id: PersonId,
    pub(crate) profile: Profile,
    /// Number of their conversations.
    pub(crate) conversations: u64,
}

/// A visitor, as stored.
pub(crate) struct Visitor {
    /// The person, if known.
    pub(crate) person: Option<PersonId>,
    /// The visitor's profile, as long as they are no known person.
    pub(crate) profile: Profile,
}

#[derive(Deserialize)]
struct Record {
    row_id: u64,
    id: PersonId,
    conversations: u64,
    body: String,
}

impl Record {
    fn read(self) -> Result<Person, ApiError> {
        let Self { row_id, id, conversations, body } = self;
        Ok(Person { row_id, id, conversations, profile: serde_json::from_str(&body)? })
    }
}

/// The person with this id.
pub(crate) fn find(sql: &SqlStorage, id: &PersonId) -> Result<Option<Person>, ApiError> {
    let query = "SELECT row_id, id, conversations, body FROM person WHERE id = ?";
    one(sql, query, id.as_str().into())
}

/// The person with this address.
pub(crate) fn by_email(sql: &SqlStorage, email: &str) -> Result<Option<Person>, ApiError> {
    let query = "SELECT row_id, id, conversations, body FROM person WHERE email = ?";
    one(sql, query, email.into())
}

/// The person with this row id.
pub(crate) fn at(sql: &SqlStorage, row_id: u64) -> Result<Option<Person>, ApiError> {
    let query = "SELECT row_id, id, conversations, body FROM person WHERE row_id = ?";
    one(sql, query, number(row_id))
}

fn one(sql: &SqlStorage, query: &str, value: SqlStorageValue) -> Result<Option<Person>, ApiError> {
    let row: Option<Record> = sql.exec(query, vec![value])?.to_array()?.pop();
    row.map(Record::read).transpose()
}

/// Adds a person with this address; returns their row id.
pub(crate) fn add(
    sql: &SqlStorage,
    id: &PersonId,
    email: &str,
    profile: &Profile,
) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        row_id: u64,
    }
    let statement = "INSERT INTO person (id, email, name, first, last, conversations, body)
        VALUES (?, ?, ?, ?, ?, 0, ?) RETURNING row_id";
    let row = vec![
        id.as_str().into(),
        email.into(),
        people::name_key(&profile.fields()).into(),
        number(profile.first.0),
        number(profile.last.0),
        serde_json::to_string(profile)?.into(),
    ];
    let row: Option<Record> = sql.exec(statement, row)?.to_array()?.pop();
    row.map(|row| row.row_id).ok_or_else(|| ApiError::Broken("a person has no row_id".into()))
}

/// Updates a person.
pub(crate) fn save(sql: &SqlStorage, person: &Person) -> Result<(), ApiError> {
    let Person { row_id, profile, conversations, .. } = person;
    let statement = "UPDATE person SET name = ?, first = ?, last = ?, conversations = ?, body = ?
        WHERE row_id = ?";
    let row = vec![
        people::name_key(&profile.fields()).into(),
        number(profile.first.0),
        number(profile.last.0),
        number(*conversations),
        serde_json::to_string(profile)?.into(),
        number(*row_id),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Removes a person. Readers of changes are told for some time.
pub(crate) fn remove(sql: &SqlStorage, now: Timestamp, person: &Person) -> Result<(), ApiError> {
    sql.exec("DELETE FROM person WHERE row_id = ?", vec![number(person.row_id)])?;
    changes::note_erased(sql, now, &person.id)
}

/// The order of a list of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Most recently seen first.
    Last,
    /// Most recently added first.
    First,
    /// By name, from A.
    Name,
    /// Most conversations first.
    Conversations,
}

impl Sort {
    const fn column(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::First => "first",
            Self::Name => "name",
            Self::Conversations => "conversations",
        }
    }

    /// The sort key of a person in this order.
    pub(crate) fn key(self, person: &Person) -> String {
        match self {
            Self::Last => person.profile.last.0.to_string(),
            Self::First => person.profile.first.0.to_string(),
            Self::Name => people::name_key(&person.profile.fields()),
            Self::Conversations => person.conversations.to_string(),
        }
    }

    fn value(self, key: &str) -> Option<SqlStorageValue> {
        match self {
            Self::Name => Some(key.into()),
            _ => key.parse().ok().map(number),
        }
    }
}

/// A page of people after a sort key and id; the first page without one. `None` if the key is
/// invalid.
pub(crate) fn page(
    sql: &SqlStorage,
    sort: Sort,
    after: Option<(&str, &str)>,
    count: usize,
) -> Result<Option<Vec<Person>>, ApiError> {
    let column = sort.column();
    let (sign, direction) = if sort == Sort::Name { (">", "ASC") } else { ("<", "DESC") };
    let mut row = Vec::new();
    let mut filter = String::new();
    if let Some((key, id)) = after {
        let Some(value) = sort.value(key) else { return Ok(None) };
        row.extend([value, id.into()]);
        filter = format!("WHERE ({column}, id) {sign} (?, ?)");
    }
    row.push(number(count as u64));
    let query = format!(
        "SELECT row_id, id, conversations, body FROM person {filter}
         ORDER BY {column} {direction}, id {direction} LIMIT ?"
    );
    let rows: Vec<Record> = sql.exec(&query, row)?.to_array()?;
    rows.into_iter().map(Record::read).collect::<Result<_, _>>().map(Some)
}

/// The visitor ids of a person's browsers.
pub(crate) fn visitors(sql: &SqlStorage, person: &PersonId) -> Result<Vec<VisitorId>, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        id: VisitorId,
    }
    let query = "SELECT id FROM visitor WHERE person = ? ORDER BY last DESC";
    let rows: Vec<Record> = sql.exec(query, vec![person.as_str().into()])?.to_array()?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub(crate) fn visitor(sql: &SqlStorage, id: &VisitorId) -> Result<Option<Visitor>, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        person: Option<PersonId>,
        body: String,
    }
    let query = "SELECT person, body FROM visitor WHERE id = ?";
    let row: Option<Record> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    row.map(|row| Ok(Visitor { person: row.person, profile: serde_json::from_str(&row.body)? }))
        .transpose()
}

pub(crate) fn save_visitor(
    sql: &SqlStorage,
    id: &VisitorId,
    visitor: &Visitor,
) -> Result<(), ApiError> {
    let Visitor { person, profile } = visitor;
    let row = vec![
        id.as_str().into(),
        person.as_ref().map(PersonId::as_str).into(),
        number(profile.last.0),
        serde_json::to_string(profile)?.into(),
    ];
    let statement = "INSERT OR REPLACE INTO visitor (id, person, last, body) VALUES (?, ?, ?, ?)";
    sql.exec(statement, row)?;
    Ok(())
}

pub(crate) fn remove_visitors(sql: &SqlStorage, person: &PersonId) -> Result<u64, ApiError> {
    let statement = "DELETE FROM visitor WHERE person = ? RETURNING id";
    Ok(sql.exec(statement, vec![person.as_str().into()])?.raw().count() as u64)
}

/// Deletes some visitors who were not seen since a time and have no conversation in the list.
pub(crate) fn delete_visitors(
    sql: &SqlStorage,
    since: Timestamp,
    most: u64,
) -> Result<u64, ApiError> {
    let statement = "DELETE FROM visitor WHERE id IN (
         SELECT id FROM visitor WHERE last < ? AND NOT EXISTS (
             SELECT 1 FROM conversation WHERE conversation.visitor = visitor.id)
         ORDER BY last LIMIT ?) RETURNING id";
    Ok(sql.exec(statement, vec![number(since.0), number(most)])?.raw().count() as u64)
}

/// Some people who were not seen since a time and have no conversation in the list.
pub(crate) fn not_seen_since(
    sql: &SqlStorage,
    since: Timestamp,
    most: u64,
) -> Result<Vec<Person>, ApiError> {
    let query = "SELECT row_id, id, conversations, body FROM person WHERE last < ? AND NOT EXISTS (
             SELECT 1 FROM conversation WHERE conversation.person = person.id)
         ORDER BY last LIMIT ?";
    let rows: Vec<Record> = sql.exec(query, vec![number(since.0), number(most)])?.to_array()?;
    rows.into_iter().map(Record::read).collect()
}

/// When the person or visitor who was not seen for longest was last seen.
pub(crate) fn oldest(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Record {
        at: Option<u64>,
    }
    let query = "SELECT min(at) AS at FROM (
        SELECT min(last) AS at FROM person UNION ALL SELECT min(last) AS at FROM visitor)";
    let row: Option<Record> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.and_then(|row| row.at).map(Timestamp))
}
