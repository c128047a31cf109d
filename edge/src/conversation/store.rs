//! The tables of a conversation: metadata, log, and how far each side has seen.

use super::{drafts_store, files_store, notes_store, transcript_mail_store};
use crate::error::ApiError;
use crate::messaging::outbox_store;
use crate::runtime::schema_store::{self as schema, Migration};
use crate::runtime::storage::{has_table, number};
use serde::Deserialize;
use shared::conversation::{ConversationMeta, Presence, RestartedWait};
use shared::event::{Event, Logged};
use shared::id::{ClientKey, Seq};
use shared::people::Pages;
use shared::protocol::Side;
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS conversation_meta (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS event (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT, body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS seen (side TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS visitor (one INTEGER PRIMARY KEY CHECK (one = 1), gone_since INTEGER);
";

/// The row of `seen` that says up to which event answers were mailed.
const MAILED: &str = "mail";

/// The wait that was restarted because the clock was put back. Created with the first one.
const RESTARTED: &str = "CREATE TABLE IF NOT EXISTS restarted (one INTEGER PRIMARY KEY CHECK (one = 1), began INTEGER NOT NULL, counts_from INTEGER NOT NULL)";

/// When somebody in the chat last typed. Created when the first one does.
const TYPED: &str = "CREATE TABLE IF NOT EXISTS typed (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL)";

/// The visitor's pages, beside the log. Created when the first page is stored.
const PAGES: &str = "CREATE TABLE IF NOT EXISTS pages (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL)";

/// What later releases changed.
const MIGRATIONS: [Migration; 0] = [];

/// Creates the tables with the object's first write, or brings them up to date when it wakes.
pub(super) fn open(sql: &SqlStorage) -> Result<(), ApiError> {
    let create: Migration = |sql| {
        sql.exec(TABLES, None)?;
        outbox_store::make(sql)
    };
    schema::migrate(sql, create, &MIGRATIONS)
}

/// Opens the tables for an import into this one, which may be created later than the others.
pub(super) fn open_with(sql: &SqlStorage, table: &str) -> Result<(), ApiError> {
    open(sql)?;
    let create = match table {
        "restarted" => RESTARTED,
        "typed" => TYPED,
        "pages" => PAGES,
        "note" => notes_store::TABLE,
        "draft" => drafts_store::TABLE,
        "transcript_mail" => transcript_mail_store::TABLE,
        "file" | "file_part" => files_store::TABLES,
        _ => return Ok(()),
    };
    sql.exec(create, None)?;
    Ok(())
}

/// The metadata, if the conversation exists.
pub(super) fn meta(sql: &SqlStorage) -> Result<Option<ConversationMeta>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    if !has_table(sql, "conversation_meta")? {
        return Ok(None);
    }
    open(sql)?;
    let row: Option<Row> = sql.exec("SELECT body FROM conversation_meta", None)?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

pub(super) fn save_meta(sql: &SqlStorage, meta: &ConversationMeta) -> Result<(), ApiError> {
    let body = serde_json::to_string(meta)?;
    sql.exec("INSERT INTO conversation_meta (one, body) VALUES (1, ?)", vec![body.into()])?;
    Ok(())
}

pub(super) fn add(sql: &SqlStorage, logged: &Logged) -> Result<(), ApiError> {
    let key = logged.id.as_ref().map(ClientKey::as_str);
    let body = serde_json::to_string(&logged.event)?;
    let row = vec![number(logged.seq.0), number(logged.at.0), key.into(), body.into()];
    sql.exec("INSERT INTO event (seq, at, key, body) VALUES (?, ?, ?, ?)", row)?;
    Ok(())
}

/// The whole log.
pub(super) fn log(sql: &SqlStorage) -> Result<Vec<Logged>, ApiError> {
    piece(sql, Seq::default(), usize::MAX)
}

/// At most that many events after this sequence number, in order.
pub(super) fn piece(sql: &SqlStorage, after: Seq, most: usize) -> Result<Vec<Logged>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        seq: u64,
        at: u64,
        key: Option<String>,
        body: String,
    }
    let query = "SELECT seq, at, key, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?";
    let rows: Vec<Row> = sql.exec(query, vec![number(after.0), number(most as u64)])?.to_array()?;
    rows.into_iter()
        .map(|row| {
            let id = row.key.map(ClientKey::parse).transpose()?;
            let event: Event = serde_json::from_str(&row.body)?;
            Ok(Logged { seq: Seq(row.seq), at: Timestamp(row.at), id, event })
        })
        .collect()
}

pub(super) fn seen(sql: &SqlStorage, side: Side) -> Result<Seq, ApiError> {
    seen_row(sql, side_name(side))
}

pub(super) fn save_seen(sql: &SqlStorage, side: Side, seq: Seq) -> Result<(), ApiError> {
    save_seen_row(sql, side_name(side), seq)
}

fn seen_row(sql: &SqlStorage, side: &str) -> Result<Seq, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        seq: u64,
    }
    let query = "SELECT seq FROM seen WHERE side = ?";
    let row: Option<Row> = sql.exec(query, vec![side.into()])?.to_array()?.pop();
    Ok(row.map_or(Seq::default(), |row| Seq(row.seq)))
}

fn save_seen_row(sql: &SqlStorage, side: &str, seq: Seq) -> Result<(), ApiError> {
    let row = vec![side.into(), number(seq.0)];
    sql.exec("INSERT OR REPLACE INTO seen (side, seq) VALUES (?, ?)", row)?;
    Ok(())
}

/// Up to which event answers were mailed.
pub(super) fn mailed(sql: &SqlStorage) -> Result<Seq, ApiError> {
    seen_row(sql, MAILED)
}

pub(super) fn save_mailed(sql: &SqlStorage, seq: Seq) -> Result<(), ApiError> {
    save_seen_row(sql, MAILED, seq)
}

/// The visitor's presence, as it was stored.
pub(super) fn presence(sql: &SqlStorage) -> Result<Presence, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        gone_since: Option<i64>,
    }
    if !has_table(sql, "visitor")? {
        return Ok(Presence::default());
    }
    let row: Option<Row> = sql.exec("SELECT gone_since FROM visitor", None)?.to_array()?.pop();
    let gone = row.and_then(|row| row.gone_since);
    Ok(gone.map_or(Presence::Here, |since| {
        let at = Timestamp(since.unsigned_abs());
        if since < 0 { Presence::Expected(at) } else { Presence::GoneSince(at) }
    }))
}

pub(super) fn save_presence(sql: &SqlStorage, presence: Presence) -> Result<(), ApiError> {
    let since = match presence {
        Presence::Here => None,
        Presence::GoneSince(since) => Some(number(since.0)),
        // Negative, so that tables of earlier versions need no other column.
        Presence::Expected(since) => Some(SqlStorageValue::Integer(-since.0.cast_signed())),
    };
    let row = vec![since.into()];
    sql.exec("INSERT OR REPLACE INTO visitor (one, gone_since) VALUES (1, ?)", row)?;
    Ok(())
}

/// The wait that was restarted because the clock was put back, if one was.
pub(super) fn restarted(sql: &SqlStorage) -> Result<Option<RestartedWait>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        began: u64,
        counts_from: u64,
    }
    if !has_table(sql, "restarted")? {
        return Ok(None);
    }
    let query = "SELECT began, counts_from FROM restarted";
    let row: Option<Row> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.map(|row| RestartedWait {
        began: Timestamp(row.began),
        counts_from: Timestamp(row.counts_from),
    }))
}

pub(super) fn save_restarted(sql: &SqlStorage, wait: RestartedWait) -> Result<(), ApiError> {
    sql.exec(RESTARTED, None)?;
    let row = vec![number(wait.began.0), number(wait.counts_from.0)];
    let statement = "INSERT OR REPLACE INTO restarted (one, began, counts_from) VALUES (1, ?, ?)";
    sql.exec(statement, row)?;
    Ok(())
}

/// When somebody in the chat last typed.
pub(super) fn typed_at(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        at: u64,
    }
    if !has_table(sql, "typed")? {
        return Ok(None);
    }
    let row: Option<Row> = sql.exec("SELECT at FROM typed", None)?.to_array()?.pop();
    Ok(row.map(|row| Timestamp(row.at)))
}

pub(super) fn save_typed_at(sql: &SqlStorage, at: Timestamp) -> Result<(), ApiError> {
    sql.exec(TYPED, None)?;
    sql.exec("INSERT OR REPLACE INTO typed (one, at) VALUES (1, ?)", vec![number(at.0)])?;
    Ok(())
}

/// The visitor's pages, as they were stored.
pub(super) fn pages(sql: &SqlStorage) -> Result<Pages, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    if !has_table(sql, "pages")? {
        return Ok(Pages::default());
    }
    let row: Option<Row> = sql.exec("SELECT body FROM pages", None)?.to_array()?.pop();
    row.map_or(Ok(Pages::default()), |row| Ok(serde_json::from_str(&row.body)?))
}

pub(super) fn save_pages(sql: &SqlStorage, pages: &Pages) -> Result<(), ApiError> {
    sql.exec(PAGES, None)?;
    let row = vec![serde_json::to_string(pages)?.into()];
    sql.exec("INSERT OR REPLACE INTO pages (one, body) VALUES (1, ?)", row)?;
    Ok(())
}

/// Deletes the conversation's rows; returns the number of events. Outbox and inbox stay until the
/// site has the confirmation.
pub(super) fn delete(sql: &SqlStorage) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let counted: Option<Row> = sql.exec("SELECT count(*) AS n FROM event", None)?.to_array()?.pop();
    for table in [
        "conversation_meta",
        "event",
        "seen",
        "visitor",
        "restarted",
        "typed",
        "pages",
        "note",
        "draft",
        "file",
        "file_part",
    ] {
        if has_table(sql, table)? {
            sql.exec(&format!("DELETE FROM {table}"), None)?;
        }
    }
    Ok(counted.map_or(0, |row| row.n))
}

const fn side_name(side: Side) -> &'static str {
    match side {
        Side::Visitor => "visitor",
        Side::Agent => "agent",
    }
}
