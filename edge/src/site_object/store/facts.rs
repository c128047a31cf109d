//! What there is one of: the site's name and plan, its settings, what it routes by.

use crate::error::Fault;
use crate::identity::Keys;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::desk::Book;
use shared::protocol::Settings;
use shared::quota::Plan;
use shared::time::Timestamp;
use worker::SqlStorage;

/// What the operator sets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deed {
    pub(crate) name: String,
    /// Package and limit.
    #[serde(flatten)]
    pub(crate) plan: Plan,
}

fn deed(sql: &SqlStorage) -> Result<Option<Deed>, Fault> {
    get(sql, "deed")
}

/// The deed of a site that was made.
pub(crate) fn known_deed(sql: &SqlStorage) -> Result<Deed, Fault> {
    deed(sql)?.ok_or(Fault::NoSite)
}

pub(crate) fn keep_deed(sql: &SqlStorage, deed: &Deed) -> Result<(), Fault> {
    put(sql, "deed", deed)
}

pub(crate) fn settings(sql: &SqlStorage) -> Result<Settings, Fault> {
    Ok(get(sql, "settings")?.unwrap_or_default())
}

pub(crate) fn keep_settings(sql: &SqlStorage, settings: &Settings) -> Result<(), Fault> {
    put(sql, "settings", settings)
}

/// What is routed by; the package in it is the deed's.
pub(crate) fn book(sql: &SqlStorage) -> Result<Book, Fault> {
    let package = known_deed(sql)?.plan.package();
    Ok(Book { package, ..get(sql, "book")?.unwrap_or_default() })
}

pub(crate) fn keep_book(sql: &SqlStorage, book: &Book) -> Result<(), Fault> {
    put(sql, "book", book)
}

/// What identities are signed with.
pub(crate) fn identity_keys(sql: &SqlStorage) -> Result<Keys, Fault> {
    Ok(get(sql, "identity")?.unwrap_or_default())
}

pub(crate) fn keep_identity_keys(sql: &SqlStorage, keys: &Keys) -> Result<(), Fault> {
    put(sql, "identity", keys)
}

/// How often what pages see has changed.
pub(crate) fn revision(sql: &SqlStorage) -> Result<u64, Fault> {
    Ok(get(sql, "revision")?.unwrap_or_default())
}

pub(crate) fn next_revision(sql: &SqlStorage) -> Result<(), Fault> {
    put(sql, "revision", &(revision(sql)? + 1))
}

/// When something was last forgotten because of its age.
pub(crate) fn forgot_at(sql: &SqlStorage) -> Result<Timestamp, Fault> {
    Ok(get(sql, "forgot_at")?.unwrap_or_default())
}

pub(crate) fn keep_forgot_at(sql: &SqlStorage, at: Timestamp) -> Result<(), Fault> {
    put(sql, "forgot_at", &at)
}

fn get<T: DeserializeOwned>(sql: &SqlStorage, name: &str) -> Result<Option<T>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM fact WHERE name = ?";
    let row: Option<Row> = sql.exec(query, vec![name.into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

fn put<T: Serialize>(sql: &SqlStorage, name: &str, value: &T) -> Result<(), Fault> {
    let row = vec![name.into(), serde_json::to_string(value)?.into()];
    sql.exec("INSERT OR REPLACE INTO fact (name, body) VALUES (?, ?)", row)?;
    Ok(())
}
