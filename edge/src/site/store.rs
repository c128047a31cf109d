//! The tables of a site.

use crate::error::ApiError;
use crate::messaging::outbox_store;
use crate::runtime::figures_store;
use crate::runtime::schema_store::{self as schema, Migration};
use crate::runtime::scrub_store as scrub;
use worker::SqlStorage;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS site_kv (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS agent (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        email TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password TEXT NOT NULL, picture TEXT
    );
    CREATE TABLE IF NOT EXISTS agent_language (
        agent TEXT PRIMARY KEY, language TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS schedule (agent TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS picture (
        agent TEXT NOT NULL, hash TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (agent, hash)
    );
    CREATE TABLE IF NOT EXISTS agent_session (
        id TEXT PRIMARY KEY, agent TEXT NOT NULL, expires INTEGER NOT NULL,
        signed_in_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL, device TEXT NOT NULL,
        by_passkey INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS device (
        id TEXT PRIMARY KEY, agent TEXT NOT NULL, session TEXT NOT NULL, name TEXT NOT NULL,
        last_seen_at INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS device_by_agent ON device (agent, last_seen_at);
    CREATE TABLE IF NOT EXISTS attempt (
        email TEXT NOT NULL, sender TEXT NOT NULL, known INTEGER NOT NULL, at INTEGER NOT NULL
    );
    CREATE INDEX IF NOT EXISTS attempt_by_email ON attempt (email, at);
    CREATE TABLE IF NOT EXISTS forgotten_browsers (agent TEXT PRIMARY KEY, at INTEGER NOT NULL)
        WITHOUT ROWID;
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
    CREATE TABLE IF NOT EXISTS version_note (
        dialogue TEXT NOT NULL, version INTEGER NOT NULL, note TEXT NOT NULL,
        PRIMARY KEY (dialogue, version)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS history (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, dialogue TEXT NOT NULL, change TEXT NOT NULL,
        version INTEGER, at INTEGER NOT NULL, by TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS history_by_dialogue ON history (dialogue, row_id);
    CREATE TABLE IF NOT EXISTS key (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL UNIQUE, maker TEXT NOT NULL, body TEXT NOT NULL, used INTEGER
    );
    CREATE TABLE IF NOT EXISTS invitation (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        expires INTEGER NOT NULL, maker TEXT NOT NULL, body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS second_factor (
        agent TEXT PRIMARY KEY, is_on INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS passkey (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, agent TEXT NOT NULL,
        name TEXT NOT NULL, credential TEXT NOT NULL UNIQUE, body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS passkey_by_agent ON passkey (agent);
    CREATE TABLE IF NOT EXISTS used_challenge (nonce TEXT PRIMARY KEY, expires INTEGER NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS provider_account (
        agent TEXT PRIMARY KEY, issuer TEXT NOT NULL, subject TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS reset_link (
        agent TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, maker TEXT, expires INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS blocked (
        visitor TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS reply (
        owner TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (owner, id)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS ledger (
        key TEXT PRIMARY KEY, body TEXT NOT NULL, needless_from INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ledger_by_age ON ledger (needless_from)
        WHERE needless_from IS NOT NULL;
    CREATE TABLE IF NOT EXISTS daily_count (
        day INTEGER NOT NULL, dialogue TEXT NOT NULL, count TEXT NOT NULL, n INTEGER NOT NULL,
        PRIMARY KEY (day, dialogue, count)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS chat (
        request TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS chat_by_time ON chat (at);
    CREATE TABLE IF NOT EXISTS visited (
        visit TEXT PRIMARY KEY, needless_from INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS visited_by_age ON visited (needless_from);
";

/// What later releases changed. An index that a migration creates is also in [`make`], which a scrub
/// needs.
const MIGRATIONS: [Migration; 2] =
    [super::missed::store::list_earlier, super::people::changes_store::note_everybody];

/// Creates the tables or brings them up to date, once while the object is awake.
pub(super) fn open(sql: &SqlStorage) -> Result<(), ApiError> {
    schema::migrate(sql, make, &MIGRATIONS)
}

/// Creates the tables and indexes that are missing.
pub(super) fn make(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec(TABLES, None)?;
    super::list::store::make(sql)?;
    for tables in [
        figures_store::TABLES,
        super::ab_tests::store::TABLES,
        super::audit::store::TABLES,
        super::people::store::TABLES,
        super::people::changes_store::TABLES,
        super::labels::store::TABLES,
        super::documents::store::TABLES,
        super::list::search::TABLES,
        super::erasure::store::TABLES,
        super::socket_rights::store::TABLES,
        super::roles::store::TABLES,
        super::mails::store::TABLES,
        super::notices::store::TABLES,
        super::email_changes::store::TABLES,
        super::missed::store::TABLES,
        super::missed::answers_store::TABLES,
        super::webhooks::store::TABLES,
    ] {
        sql.exec(tables, None)?;
    }
    scrub::make(sql)?;
    outbox_store::make(sql)
}
