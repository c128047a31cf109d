//! The ledger's rows: the totals, one for each chat request, one for each visit.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::id::RequestId;
use shared::quota::{Engagement, LedgerEffect, LedgerRows, ReservationState, Totals, Visit};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

/// How many expired rows are deleted for each message; more than it writes, so that they never pile
/// up.
const PRUNE_BATCH: u64 = 16;

const TOTALS: &str = "totals";

/// Reads the rows for `shared`.
pub(crate) struct Rows<'s>(pub(crate) &'s SqlStorage);

impl LedgerRows for Rows<'_> {
    type Error = ApiError;

    fn totals(&self) -> Result<Totals, ApiError> {
        totals(self.0)
    }

    fn reservation(&self, request: &RequestId) -> Result<Option<ReservationState>, ApiError> {
        get(self.0, &reservation_key(request))
    }

    fn visit(&self, engagement: &Engagement) -> Result<Option<Visit>, ApiError> {
        get(self.0, &visit_key(engagement))
    }
}

pub(crate) fn totals(sql: &SqlStorage) -> Result<Totals, ApiError> {
    Ok(get(sql, TOTALS)?.unwrap_or_default())
}

/// Writes a change.
pub(crate) fn save(sql: &SqlStorage, effect: &LedgerEffect) -> Result<(), ApiError> {
    match effect {
        LedgerEffect::Totals(totals) => upsert(sql, TOTALS, totals, None),
        LedgerEffect::Reservation(request, state) => {
            upsert(sql, &reservation_key(request), state, state.needless_from())
        }
        LedgerEffect::Visit(engagement, visit) => {
            upsert(sql, &visit_key(engagement), visit, visit.needless_from())
        }
        LedgerEffect::DeleteVisit(engagement) => {
            sql.exec("DELETE FROM ledger WHERE key = ?", vec![visit_key(engagement).into()])?;
            Ok(())
        }
    }
}

/// Deletes some expired rows.
pub(crate) fn prune(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    let statement = "DELETE FROM ledger WHERE key IN (
         SELECT key FROM ledger WHERE needless_from <= ? ORDER BY needless_from LIMIT ?)";
    sql.exec(statement, vec![number(now.0), number(PRUNE_BATCH)])?;
    Ok(())
}

fn reservation_key(request: &RequestId) -> String {
    format!("reservation/{request}")
}

fn visit_key(engagement: &Engagement) -> String {
    format!("visit/{}", engagement.key())
}

fn get<T: DeserializeOwned>(sql: &SqlStorage, key: &str) -> Result<Option<T>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM ledger WHERE key = ?";
    let row: Option<Row> = sql.exec(query, vec![key.into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

fn upsert<T: Serialize>(
    sql: &SqlStorage,
    key: &str,
    value: &T,
    needless_from: Option<Timestamp>,
) -> Result<(), ApiError> {
    let from = needless_from.map_or(SqlStorageValue::Null, |from| number(from.0));
    let row = vec![key.into(), serde_json::to_string(value)?.into(), from];
    let statement = "INSERT OR REPLACE INTO ledger (key, body, needless_from) VALUES (?, ?, ?)";
    sql.exec(statement, row)?;
    Ok(())
}
