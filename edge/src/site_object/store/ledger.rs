//! The ledger's rows: the figures, one for each wish, one for each visit.

use crate::error::Fault;
use crate::storage::number;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::id::RequestId;
use shared::quota::{Engagement, LedgerEffect, LedgerRows, Standing, Totals, Visit};
use shared::time::Timestamp;
use worker::{SqlStorage, SqlStorageValue};

/// How many old rows one word takes with it: more than it writes, so that they never pile up.
const FORGOTTEN_AT_ONCE: u64 = 16;

const TOTALS: &str = "totals";

/// The rows as `shared` reads them.
pub(crate) struct Rows<'s>(pub(crate) &'s SqlStorage);

impl LedgerRows for Rows<'_> {
    type Error = Fault;

    fn totals(&self) -> Result<Totals, Fault> {
        totals(self.0)
    }

    fn wish(&self, request: &RequestId) -> Result<Option<Standing>, Fault> {
        get(self.0, &wish_key(request))
    }

    fn visit(&self, engagement: &Engagement) -> Result<Option<Visit>, Fault> {
        get(self.0, &visit_key(engagement))
    }
}

pub(crate) fn totals(sql: &SqlStorage) -> Result<Totals, Fault> {
    Ok(get(sql, TOTALS)?.unwrap_or_default())
}

/// Writes what a word changed.
pub(crate) fn keep(sql: &SqlStorage, effect: &LedgerEffect) -> Result<(), Fault> {
    match effect {
        LedgerEffect::Totals(totals) => put(sql, TOTALS, totals, None),
        LedgerEffect::Wish(request, standing) => {
            put(sql, &wish_key(request), standing, standing.needless_from())
        }
        LedgerEffect::Visit(engagement, visit) => {
            put(sql, &visit_key(engagement), visit, visit.needless_from())
        }
        LedgerEffect::ForgetVisit(engagement) => {
            sql.exec("DELETE FROM ledger WHERE key = ?", vec![visit_key(engagement).into()])?;
            Ok(())
        }
    }
}

/// Forgets some of what nobody needs to know any more.
pub(crate) fn forget_old(sql: &SqlStorage, now: Timestamp) -> Result<(), Fault> {
    let statement = "DELETE FROM ledger WHERE key IN (
         SELECT key FROM ledger WHERE needless_from <= ? ORDER BY needless_from LIMIT ?)";
    sql.exec(statement, vec![number(now.0), number(FORGOTTEN_AT_ONCE)])?;
    Ok(())
}

fn wish_key(request: &RequestId) -> String {
    format!("wish/{request}")
}

fn visit_key(engagement: &Engagement) -> String {
    format!("visit/{}", engagement.key())
}

fn get<T: DeserializeOwned>(sql: &SqlStorage, key: &str) -> Result<Option<T>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM ledger WHERE key = ?";
    let row: Option<Row> = sql.exec(query, vec![key.into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

fn put<T: Serialize>(
    sql: &SqlStorage,
    key: &str,
    value: &T,
    needless_from: Option<Timestamp>,
) -> Result<(), Fault> {
    let from = needless_from.map_or(SqlStorageValue::Null, |from| number(from.0));
    let row = vec![key.into(), serde_json::to_string(value)?.into(), from];
    let statement = "INSERT OR REPLACE INTO ledger (key, body, needless_from) VALUES (?, ?, ?)";
    sql.exec(statement, row)?;
    Ok(())
}
