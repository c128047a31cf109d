//! The tables of webhooks: endpoints, and deliveries with their last attempt.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::{Deserialize, Serialize};
use shared::id::{DeliveryId, WebhookId};
use shared::time::{Millis, Timestamp};
use shared::webhook::{
    Attempt, DeliveryRow, DeliveryState, EndpointKind, EndpointRow, Health, Secrets, WebhookEvent,
};
use worker::{SqlStorage, SqlStorageValue};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS webhook (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS webhook_delivery (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, endpoint TEXT NOT NULL,
        about TEXT NOT NULL, event TEXT, body TEXT NOT NULL, at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0, last TEXT
    );
    CREATE INDEX IF NOT EXISTS webhook_delivery_by_endpoint ON webhook_delivery (endpoint, row_id);
    CREATE INDEX IF NOT EXISTS webhook_delivery_by_about ON webhook_delivery (about);
    CREATE INDEX IF NOT EXISTS webhook_delivery_by_time ON webhook_delivery (at);
";

/// How long deliveries are kept, with what was sent.
const KEPT: Millis = Millis::minutes(7 * 24 * 60);

/// An endpoint, as it is stored.
#[derive(Serialize, Deserialize)]
pub(crate) struct Endpoint {
    row: EndpointRow,
    pub(super) secrets: Secrets,
    #[serde(default)]
    pub(super) health: Health,
    /// The origin of the deployment, for links to the console.
    pub(super) origin: String,
}

impl Endpoint {
    pub(super) fn new(row: EndpointRow, secrets: Secrets, origin: String) -> Self {
        Self { row, secrets, health: Health::default(), origin }
    }

    pub(super) const fn id(&self) -> &WebhookId {
        &self.row.id
    }

    pub(super) const fn kind(&self) -> EndpointKind {
        self.row.kind
    }

    pub(super) fn url(&self) -> &str {
        &self.row.url
    }

    pub(super) fn wants(&self, event: WebhookEvent) -> bool {
        self.health.paused_at.is_none() && self.row.wants(event)
    }

    pub(super) fn edit(&mut self, url: Option<String>, events: Option<Vec<WebhookEvent>>) {
        self.row.url = url.unwrap_or_else(|| core::mem::take(&mut self.row.url));
        self.row.events = events.unwrap_or_else(|| core::mem::take(&mut self.row.events));
    }

    /// Its row in the list, with the state that follows from its health.
    pub(super) fn row(self) -> EndpointRow {
        self.row.with_health(self.health)
    }
}

#[derive(Deserialize)]
struct Body {
    body: String,
}

/// All endpoints, oldest first.
pub(super) fn all(sql: &SqlStorage) -> Result<Vec<Endpoint>, ApiError> {
    let rows: Vec<Body> = sql.exec("SELECT body FROM webhook ORDER BY row_id", None)?.to_array()?;
    rows.into_iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}

pub(super) fn find(sql: &SqlStorage, id: &WebhookId) -> Result<Option<Endpoint>, ApiError> {
    let query = "SELECT body FROM webhook WHERE id = ?";
    let row: Option<Body> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    Ok(row.map(|row| serde_json::from_str(&row.body)).transpose()?)
}

pub(super) fn save(sql: &SqlStorage, endpoint: &Endpoint) -> Result<(), ApiError> {
    let statement = "INSERT INTO webhook (id, body) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let body = serde_json::to_string(endpoint)?;
    sql.exec(statement, vec![endpoint.row.id.as_str().into(), body.into()])?;
    Ok(())
}

/// Deletes an endpoint with its deliveries.
pub(super) fn delete(sql: &SqlStorage, id: &WebhookId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM webhook WHERE id = ?", vec![id.as_str().into()])?;
    sql.exec("DELETE FROM webhook_delivery WHERE endpoint = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// A delivery to store.
pub(super) struct NewDelivery<'d> {
    pub(super) id: &'d DeliveryId,
    pub(super) endpoint: &'d WebhookId,
    pub(super) about: &'d str,
    /// The event; none for a test.
    pub(super) event: Option<WebhookEvent>,
    pub(super) body: &'d str,
    pub(super) now: Timestamp,
}

pub(super) fn add_delivery(sql: &SqlStorage, new: &NewDelivery<'_>) -> Result<(), ApiError> {
    let statement = "INSERT INTO webhook_delivery (id, endpoint, about, event, body, at)
        VALUES (?, ?, ?, ?, ?, ?)";
    let row = vec![
        new.id.as_str().into(),
        new.endpoint.as_str().into(),
        new.about.into(),
        new.event.map(WebhookEvent::as_str).into(),
        new.body.into(),
        number(new.now.0),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// What is sent of a delivery; none if it was erased.
pub(super) fn body_of(sql: &SqlStorage, id: &DeliveryId) -> Result<Option<String>, ApiError> {
    let query = "SELECT body FROM webhook_delivery WHERE id = ?";
    let row: Option<Body> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    Ok(row.map(|row| row.body))
}

/// Stores an attempt, and whether it delivered.
pub(super) fn save_attempt(
    sql: &SqlStorage,
    id: &DeliveryId,
    attempt: &Attempt,
    delivered: bool,
) -> Result<(), ApiError> {
    let statement = "UPDATE webhook_delivery
        SET attempts = attempts + 1, delivered = ?, last = ? WHERE id = ?";
    let last = serde_json::to_string(attempt)?;
    sql.exec(statement, vec![number(delivered.into()), last.into(), id.as_str().into()])?;
    Ok(())
}

/// A delivery that is sent again counts as not delivered until it is.
pub(super) fn undeliver(sql: &SqlStorage, id: &DeliveryId) -> Result<(), ApiError> {
    let statement = "UPDATE webhook_delivery SET delivered = 0 WHERE id = ?";
    sql.exec(statement, vec![id.as_str().into()])?;
    Ok(())
}

#[derive(Deserialize)]
struct Record {
    row_id: u64,
    id: DeliveryId,
    about: String,
    event: Option<String>,
    body: String,
    at: u64,
    attempts: u32,
    delivered: u64,
    last: Option<String>,
    waits: u64,
}

/// The columns of a row. It waits as long as the outbox has it.
const COLUMNS: &str = "row_id, id, about, event, body, at, attempts, delivered, last, EXISTS (
        SELECT 1 FROM outbox WHERE destination = 'webhook/' || endpoint || '/' || about
            AND payload = '\"' || webhook_delivery.id || '\"'
    ) AS waits";

impl Record {
    fn read(self) -> Result<(u64, DeliveryRow), ApiError> {
        let state = match (self.delivered, self.waits) {
            (1.., _) => DeliveryState::Delivered,
            (0, 1..) => DeliveryState::Waiting,
            (0, 0) => DeliveryState::Failed,
        };
        let row = DeliveryRow {
            id: self.id,
            event: self.event.as_deref().and_then(WebhookEvent::from_name),
            about: self.about,
            at: Timestamp(self.at),
            state,
            attempts: self.attempts,
            last: self.last.map(|last| serde_json::from_str(&last)).transpose()?,
            body: self.body,
        };
        Ok((self.row_id, row))
    }
}

pub(super) fn delivery(
    sql: &SqlStorage,
    endpoint: &WebhookId,
    id: &DeliveryId,
) -> Result<Option<DeliveryRow>, ApiError> {
    let query = format!("SELECT {COLUMNS} FROM webhook_delivery WHERE id = ? AND endpoint = ?");
    let key = vec![id.as_str().into(), endpoint.as_str().into()];
    let row: Option<Record> = sql.exec(&query, key)?.to_array()?.pop();
    Ok(row.map(Record::read).transpose()?.map(|(_, row)| row))
}

/// Deliveries to an endpoint before a row, latest first.
pub(super) fn deliveries(
    sql: &SqlStorage,
    endpoint: &WebhookId,
    before: Option<u64>,
    at_most: usize,
) -> Result<Vec<(u64, DeliveryRow)>, ApiError> {
    let query = format!(
        "SELECT {COLUMNS} FROM webhook_delivery WHERE endpoint = ? AND (?2 IS NULL OR row_id < ?2)
         ORDER BY row_id DESC LIMIT ?3"
    );
    let before = before.map_or(SqlStorageValue::Null, number);
    let row = vec![endpoint.as_str().into(), before, number(at_most as u64)];
    let rows: Vec<Record> = sql.exec(&query, row)?.to_array()?;
    rows.into_iter().map(Record::read).collect()
}

/// Erases what was sent, or waits to be sent, about a conversation or person.
pub(crate) fn forget(sql: &SqlStorage, about: &str) -> Result<(), ApiError> {
    let statement = "DELETE FROM outbox WHERE destination IN (
        SELECT 'webhook/' || endpoint || '/' || about FROM webhook_delivery WHERE about = ?
    )";
    sql.exec(statement, vec![about.into()])?;
    sql.exec("DELETE FROM webhook_delivery WHERE about = ?", vec![about.into()])?;
    Ok(())
}

/// Deletes some of the deliveries that are old.
pub(crate) fn prune(sql: &SqlStorage, now: Timestamp, at_most: u64) -> Result<(), ApiError> {
    let statement = "DELETE FROM webhook_delivery WHERE row_id IN (
        SELECT row_id FROM webhook_delivery WHERE at < ? ORDER BY at LIMIT ?
    )";
    sql.exec(statement, vec![number((now - KEPT).0), number(at_most)])?;
    Ok(())
}

/// When the oldest delivery is old.
pub(crate) fn due(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Oldest {
        at: Option<u64>,
    }
    let query = "SELECT min(at) AS at FROM webhook_delivery";
    let row: Option<Oldest> = sql.exec(query, None)?.to_array()?.pop();
    Ok(row.and_then(|row| row.at).map(|at| Timestamp(at) + KEPT + Millis(1)))
}
