//! The tables of a site.

pub(super) mod agents;
pub(super) mod chats;
pub(super) mod conversations;
pub(super) mod counts;
pub(super) mod devices;
pub(super) mod dialogues;
pub(super) mod errands;
pub(super) mod facts;
pub(super) mod invitations;
pub(super) mod keys;
pub(super) mod ledger;
pub(super) mod pictures;
pub(super) mod schedules;
pub(super) mod sign_ins;
pub(super) mod versions;

use crate::error::Fault;
use crate::outbox_store;
use worker::SqlStorage;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS agent (
        place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        email TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password TEXT NOT NULL, picture TEXT
    );
    CREATE TABLE IF NOT EXISTS schedule (agent TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS picture (
        agent TEXT NOT NULL, hash TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (agent, hash)
    );
    CREATE TABLE IF NOT EXISTS session (
        id TEXT PRIMARY KEY, agent TEXT NOT NULL, expires INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS device (
        id TEXT PRIMARY KEY, agent TEXT NOT NULL, session TEXT NOT NULL, name TEXT NOT NULL,
        heard INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS device_by_agent ON device (agent, heard);
    CREATE TABLE IF NOT EXISTS errand (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, topic TEXT NOT NULL,
        body TEXT NOT NULL, until INTEGER NOT NULL, again INTEGER NOT NULL, tries INTEGER NOT NULL
    );
    CREATE INDEX IF NOT EXISTS errand_by_device ON errand (device, seq);
    CREATE TABLE IF NOT EXISTS attempt (email TEXT NOT NULL, at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS attempt_by_email ON attempt (email, at);
    CREATE TABLE IF NOT EXISTS dialogue (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, priority INTEGER NOT NULL, draft TEXT NOT NULL,
        published INTEGER, written INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS rank (dialogue TEXT PRIMARY KEY, priority INTEGER NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS version (
        dialogue TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (dialogue, version)
    );
    CREATE TABLE IF NOT EXISTS draft_writer (dialogue TEXT PRIMARY KEY, by TEXT NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS version_text (
        dialogue TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
        by TEXT NOT NULL, PRIMARY KEY (dialogue, version)
    );
    CREATE TABLE IF NOT EXISTS history (
        place INTEGER PRIMARY KEY AUTOINCREMENT, dialogue TEXT NOT NULL, what TEXT NOT NULL,
        version INTEGER, at INTEGER NOT NULL, by TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS history_by_dialogue ON history (dialogue, place);
    CREATE TABLE IF NOT EXISTS key (
        place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL UNIQUE, maker TEXT NOT NULL, body TEXT NOT NULL, used INTEGER
    );
    CREATE TABLE IF NOT EXISTS invitation (
        place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        expires INTEGER NOT NULL, maker TEXT NOT NULL, body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS conversation (
        id TEXT PRIMARY KEY, agent TEXT, last INTEGER NOT NULL, body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS conversation_by_time ON conversation (last, id);
    CREATE TABLE IF NOT EXISTS ledger (
        key TEXT PRIMARY KEY, body TEXT NOT NULL, needless_from INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ledger_by_age ON ledger (needless_from)
        WHERE needless_from IS NOT NULL;
    CREATE TABLE IF NOT EXISTS tally (
        day INTEGER NOT NULL, dialogue TEXT NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL,
        PRIMARY KEY (day, dialogue, what)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS chat (
        request TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS chat_by_time ON chat (at);
    CREATE TABLE IF NOT EXISTS visited (
        visit TEXT PRIMARY KEY, needless_from INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS visited_by_age ON visited (needless_from);
    CREATE INDEX IF NOT EXISTS conversation_by_agent ON conversation (agent, last, id);
";

/// Makes the tables: once while the object is awake.
pub(super) fn make(sql: &SqlStorage) -> Result<(), Fault> {
    sql.exec(TABLES, None)?;
    sql.exec(outbox_store::TABLES, None)?;
    Ok(())
}
