//! An object's storage for the shells: one transaction for each turn, and one alarm.

use super::clock;
use crate::error::ApiError;
use shared::time::{Millis, Timestamp};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, State, js_sys};

#[wasm_bindgen]
extern "C" {
    type Transactional;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &Transactional,
        turn: &mut dyn FnMut() -> Result<(), JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// Writes in one transaction: all of it is stored, or, if anything fails, nothing.
pub(crate) fn atomic<T>(
    state: &State,
    turn: impl FnOnce() -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let storage = state.storage();
    let storage: &Transactional = storage.as_raw().unchecked_ref();
    let mut turn = Some(turn);
    let mut result = None;
    let mut run = || {
        let Some(turn) = turn.take() else { return Ok(()) };
        let outcome = turn();
        let failed = outcome.is_err();
        result = Some(outcome);
        // Throwing rolls the transaction back; the error itself is returned below.
        if failed { Err(JsValue::from_str("rolled back")) } else { Ok(()) }
    };
    let ran = storage.transaction_sync(&mut run);
    match result {
        // `write` failed, and the exception rolled it back.
        Some(Err(error)) => Err(error),
        Some(Ok(value)) => ran.map(|_| value).map_err(|error| worker::Error::from(error).into()),
        None => Err(ApiError::Broken("a transaction did not run".into())),
    }
}

/// Sets the object's alarm in the same turn as the writes it belongs to. Nothing is awaited: the
/// output gate holds answers back until both are durable.
pub(crate) fn set_alarm(state: &State, at: Timestamp) -> Result<(), ApiError> {
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    let none: js_sys::Object = JsValue::UNDEFINED.unchecked_into();
    // The promise only resolves when the write is durable, and the output gate waits for that.
    let _durable = state.storage().as_raw().set_alarm(date, none).map_err(worker::Error::from)?;
    Ok(())
}

/// How long an error that has no reason is put down to the storage, after one that had.
const SUSPECT: Millis = Millis::minutes(1);

thread_local! {
    /// When something last could not be stored.
    static FAILED_AT: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

/// Whether an error means that nothing can be written: the disk is full, read-only or broken.
///
/// The runtime closes an object that could not store something, and opens none while its files can't be
/// written. It then says only `internal error`.
pub(crate) fn is_full(error: &str) -> bool {
    if ["SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR"].iter().any(|sign| error.contains(sign)) {
        failed();
        return true;
    }
    let now = clock::now();
    let is_suspect = |at: Timestamp| !at.is_ahead_of(now) && now.since(at) < SUSPECT;
    error.contains("internal error") && FAILED_AT.get().is_some_and(is_suspect)
}

/// Something could not be stored.
pub(crate) fn failed() {
    FAILED_AT.set(Some(clock::now()));
}

/// Something was stored.
pub(crate) fn worked() {
    FAILED_AT.set(None);
}

/// A number for SQLite; ours stay far below 2^53.
pub(crate) fn number(value: u64) -> SqlStorageValue {
    SqlStorageValue::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Whether the object was ever written to. Checking creates no table.
pub(crate) fn has_table(sql: &SqlStorage, name: &str) -> Result<bool, ApiError> {
    let query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?";
    let rows = sql.exec(query, vec![name.into()])?.raw().next().transpose()?;
    Ok(rows.is_some())
}

/// Whether a table has this column.
pub(crate) fn has_column(sql: &SqlStorage, table: &str, column: &str) -> Result<bool, ApiError> {
    let query = "SELECT name FROM pragma_table_info(?) WHERE name = ?";
    let rows = sql.exec(query, vec![table.into(), column.into()])?.raw().next().transpose()?;
    Ok(rows.is_some())
}
