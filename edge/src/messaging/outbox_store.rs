//! The tables of outbox and inbox: messages to deliver, and the last messages that were handled.

use super::outbox::{Payload, Received};
use crate::error::ApiError;
use crate::runtime::clock;
use crate::runtime::storage::{has_column, has_table, number};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::id::{ConversationId, SiteId, WebhookId};
use shared::messages::{ConversationMessage, DeskMessage, SiteMessage};
use shared::metrics::Queue;
use shared::outbox::{
    Address, Destination, NewMessage, OutboxEffect, OutboxRows, Queued, first_seq,
};
use shared::time::Timestamp;
use worker::SqlStorage;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL, payload TEXT NOT NULL,
        topic TEXT, attempts INTEGER NOT NULL DEFAULT 0, next_attempt INTEGER NOT NULL DEFAULT 0,
        expires INTEGER, queued INTEGER
    );
    CREATE INDEX IF NOT EXISTS outbox_by_destination ON outbox (destination, seq);
    CREATE TABLE IF NOT EXISTS inbox (sender TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
";

/// Migration: when a message was queued; of older ones it is not known.
const QUEUED: &str = "ALTER TABLE outbox ADD COLUMN queued INTEGER";

/// Creates the tables. The numbers of a new outbox go on after those of an earlier one that was
/// deleted with its storage.
pub(crate) fn make(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec(TABLES, None)?;
    if !has_column(sql, "outbox", "queued")? {
        sql.exec(QUEUED, None)?;
    }
    let statement = "INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox', CAST(? AS INTEGER)
        WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'outbox')";
    sql.exec(statement, vec![number(first_seq(clock::now()))])?;
    Ok(())
}

/// Whether the object has ever had an outbox.
pub(crate) fn exists(sql: &SqlStorage) -> Result<bool, ApiError> {
    has_table(sql, "outbox")
}

pub(crate) fn to_site(sql: &SqlStorage, id: SiteId, message: &SiteMessage) -> Result<(), ApiError> {
    add(sql, &NewMessage::new(Address::Site(id), message))
}

pub(crate) fn to_desk(sql: &SqlStorage, id: SiteId, message: &DeskMessage) -> Result<(), ApiError> {
    add(sql, &NewMessage::new(Address::Desk(id), message))
}

pub(crate) fn to_conversation(
    sql: &SqlStorage,
    id: ConversationId,
    message: &ConversationMessage,
) -> Result<(), ApiError> {
    add(sql, &NewMessage::new(Address::Conversation(id), message))
}

/// Queues a message, in the transaction that causes it.
pub(crate) fn add<T: Serialize>(sql: &SqlStorage, new: &NewMessage<T>) -> Result<(), ApiError> {
    if new.withdraws {
        let admission = new.admit(&Rows(sql).queue(&new.to, usize::MAX)?);
        for seq in admission.drop {
            remove(sql, seq)?;
        }
        if !admission.insert {
            return Ok(());
        }
    }
    let row = vec![
        new.to.to_string().into(),
        serde_json::to_string(&new.payload)?.into(),
        new.topic.as_deref().into(),
        new.expires.map(|at| number(at.0)).into(),
        number(clock::now().0),
    ];
    let statement = "INSERT INTO outbox (destination, payload, topic, expires, queued)
        VALUES (?, ?, ?, ?, ?)";
    sql.exec(statement, row)?;
    Ok(())
}

/// Writes the changes that the outbox machine decided.
pub(crate) fn apply(sql: &SqlStorage, effects: &[OutboxEffect]) -> Result<(), ApiError> {
    for effect in effects {
        match effect {
            OutboxEffect::Delivered { to, up_to } => {
                let statement = "DELETE FROM outbox WHERE destination = ? AND seq <= ?";
                sql.exec(statement, vec![to.to_string().into(), number(*up_to)])?;
            }
            OutboxEffect::Drop { seq, .. } => remove(sql, *seq)?,
            OutboxEffect::Retry { seq, attempts, next_attempt } => {
                let row = vec![number((*attempts).into()), number(next_attempt.0), number(*seq)];
                let statement = "UPDATE outbox SET attempts = ?, next_attempt = ? WHERE seq = ?";
                sql.exec(statement, row)?;
            }
            OutboxEffect::Clear(to) => clear(sql, to)?,
        }
    }
    Ok(())
}

/// Deletes everything that is queued for a destination.
pub(crate) fn clear(sql: &SqlStorage, to: &Destination) -> Result<(), ApiError> {
    sql.exec("DELETE FROM outbox WHERE destination = ?", vec![to.to_string().into()])?;
    Ok(())
}

/// Deletes everything of a topic that is queued.
pub(crate) fn clear_topic(sql: &SqlStorage, topic: &str) -> Result<(), ApiError> {
    sql.exec("DELETE FROM outbox WHERE topic = ?", vec![topic.into()])?;
    Ok(())
}

/// Deletes everything that is queued for an endpoint of webhooks.
pub(crate) fn clear_webhook(sql: &SqlStorage, endpoint: &WebhookId) -> Result<(), ApiError> {
    // An id has no character that a pattern reads.
    let theirs = format!("webhook/{endpoint}/*");
    sql.exec("DELETE FROM outbox WHERE destination GLOB ?", vec![theirs.into()])?;
    Ok(())
}

pub(crate) fn is_empty(sql: &SqlStorage) -> Result<bool, ApiError> {
    let row = sql.exec("SELECT seq FROM outbox LIMIT 1", None)?.raw().next().transpose()?;
    Ok(row.is_none())
}

/// How many messages are queued, and since when the oldest is. Those to endpoints of webhooks don't
/// count: that a customer's server is down says nothing of the deployment.
pub(crate) fn queue(sql: &SqlStorage, now: Timestamp) -> Result<Queue, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        length: u64,
        oldest: Option<u64>,
    }
    let query = "SELECT count(*) AS length, min(queued) AS oldest FROM outbox
        WHERE destination NOT GLOB 'webhook/*'";
    let row: Option<Row> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row
        .map_or_else(Queue::default, |row| Queue::new(row.length, row.oldest.map(Timestamp), now)))
}

fn remove(sql: &SqlStorage, seq: u64) -> Result<(), ApiError> {
    sql.exec("DELETE FROM outbox WHERE seq = ?", vec![number(seq)])?;
    Ok(())
}

/// The sequence number of a sender's last handled message.
pub(crate) fn last(sql: &SqlStorage, from: &Address) -> Result<Option<u64>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        seq: u64,
    }
    let query = "SELECT seq FROM inbox WHERE sender = ?";
    let row: Option<Row> = sql.exec(query, vec![from.to_string().into()])?.to_array()?.pop();
    Ok(row.map(|row| row.seq))
}

/// Marks a message as handled, in the transaction of its effects.
pub(crate) fn record_received(sql: &SqlStorage, received: &Received) -> Result<(), ApiError> {
    let row = vec![received.from.to_string().into(), number(received.seq)];
    sql.exec("INSERT OR REPLACE INTO inbox (sender, seq) VALUES (?, ?)", row)?;
    Ok(())
}

/// Reads the rows of an outbox.
pub(crate) struct Rows<'s>(pub(crate) &'s SqlStorage);

impl OutboxRows for Rows<'_> {
    type Payload = Payload;
    type Error = ApiError;

    fn destinations(&self) -> Result<Vec<(Destination, Timestamp)>, ApiError> {
        #[derive(Deserialize)]
        struct Row {
            destination: String,
            next_attempt: u64,
        }
        // Uses the index, so that a long queue for one destination costs no more than its first
        // row.
        let query = "SELECT destination, next_attempt FROM outbox WHERE seq IN (
             SELECT (SELECT min(seq) FROM outbox WHERE destination = one.destination)
             FROM (SELECT DISTINCT destination FROM outbox) AS one
         ) ORDER BY seq";
        let rows: Vec<Row> = self.0.exec(query, None)?.to_array()?;
        let read = |row: Row| Ok((row.destination.parse()?, Timestamp(row.next_attempt)));
        rows.into_iter().map(read).collect()
    }

    fn queue(&self, to: &Destination, at_most: usize) -> Result<Vec<Queued<Payload>>, ApiError> {
        #[derive(Deserialize)]
        struct Row {
            seq: u64,
            payload: String,
            topic: Option<String>,
            attempts: u32,
            next_attempt: u64,
            expires: Option<u64>,
        }
        let query = "SELECT seq, payload, topic, attempts, next_attempt, expires FROM outbox
             WHERE destination = ? ORDER BY seq LIMIT ?";
        let row = vec![to.to_string().into(), number(at_most as u64)];
        let rows: Vec<Row> = self.0.exec(query, row)?.to_array()?;
        let read = |row: Row| {
            Ok(Queued {
                seq: row.seq,
                bytes: row.payload.len(),
                payload: RawValue::from_string(row.payload)?,
                topic: row.topic,
                attempts: row.attempts,
                next_attempt: Timestamp(row.next_attempt),
                expires: row.expires.map(Timestamp),
            })
        };
        rows.into_iter().map(read).collect()
    }
}
