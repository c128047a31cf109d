//! Pushes that wait for their service, in order for each device.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::id::DeviceId;
use shared::time::Timestamp;
use worker::SqlStorage;

/// Of each device the first, so that nothing overtakes it.
const FIRST: &str = "SELECT min(seq) FROM push_delivery GROUP BY device";

/// A push that waits.
#[derive(Deserialize)]
pub(crate) struct PushDelivery {
    pub(crate) seq: u64,
    pub(crate) device: DeviceId,
    /// What it is about: a later one about the same takes its place.
    pub(crate) topic: String,
    /// What it says.
    pub(crate) body: String,
    /// Until when it is worth telling.
    pub(crate) until: u64,
    /// How often it was tried.
    pub(crate) tries: u32,
}

pub(crate) fn enqueue(
    sql: &SqlStorage,
    now: Timestamp,
    device: &DeviceId,
    topic: &str,
    body: &str,
    until: Timestamp,
) -> Result<(), ApiError> {
    let row =
        vec![device.as_str().into(), topic.into(), body.into(), number(until.0), number(now.0)];
    let statement = "INSERT INTO push_delivery (device, topic, body, until, again, tries)
         VALUES (?, ?, ?, ?, ?, 0)";
    sql.exec(statement, row)?;
    Ok(())
}

/// Takes away what was never tried about that for a device; whether there was something.
pub(crate) fn recall(sql: &SqlStorage, device: &DeviceId, topic: &str) -> Result<bool, ApiError> {
    let statement =
        "DELETE FROM push_delivery WHERE device = ? AND topic = ? AND tries = 0 RETURNING seq";
    let rows = sql.exec(statement, vec![device.as_str().into(), topic.into()])?;
    Ok(rows.raw().next().transpose()?.is_some())
}

/// Those whose turn it is now.
pub(crate) fn due(sql: &SqlStorage, now: Timestamp) -> Result<Vec<PushDelivery>, ApiError> {
    let query = format!(
        "SELECT seq, device, topic, body, until, tries FROM push_delivery
         WHERE again <= ? AND seq IN ({FIRST}) ORDER BY seq"
    );
    Ok(sql.exec(&query, vec![number(now.0)])?.to_array()?)
}

/// When the next one's turn is.
pub(crate) fn next_due(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        at: Option<u64>,
    }
    let query = format!("SELECT min(again) AS at FROM push_delivery WHERE seq IN ({FIRST})");
    let row: Option<Row> = sql.exec(&query, None)?.to_array()?.pop();
    Ok(row.and_then(|row| row.at).map(Timestamp))
}

/// Whether there is a later one about the same for the same device.
pub(crate) fn superseded(sql: &SqlStorage, delivery: &PushDelivery) -> Result<bool, ApiError> {
    let query = "SELECT seq FROM push_delivery WHERE device = ? AND topic = ? AND seq > ?";
    let row =
        vec![delivery.device.as_str().into(), delivery.topic.as_str().into(), number(delivery.seq)];
    Ok(sql.exec(query, row)?.raw().next().transpose()?.is_some())
}

/// It is tried now, and again then unless it is settled before.
pub(crate) fn try_again_at(
    sql: &SqlStorage,
    seq: u64,
    tries: u32,
    at: Timestamp,
) -> Result<(), ApiError> {
    let row = vec![number(at.0), number(tries.into()), number(seq)];
    sql.exec("UPDATE push_delivery SET again = ?, tries = ? WHERE seq = ?", row)?;
    Ok(())
}

pub(crate) fn remove(sql: &SqlStorage, seq: u64) -> Result<(), ApiError> {
    sql.exec("DELETE FROM push_delivery WHERE seq = ?", vec![number(seq)])?;
    Ok(())
}

/// Forgets all that was to be told to devices that are there no more.
pub(crate) fn delete_orphans(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec("DELETE FROM push_delivery WHERE device NOT IN (SELECT id FROM device)", None)?;
    Ok(())
}
