//! What dialogues came to: marks are heard, and reports are made of what was counted.

use super::Shell;
use super::store::{counts as store, dialogues};
use crate::body;
use crate::clock;
use crate::error::{Answer, Fault};
use crate::outbox;
use crate::storage::atomic;
use shared::counts::{self, Day, Mark, Period, PeriodError, Report};
use shared::id::DialogueId;
use shared::time::Timestamp;
use std::collections::BTreeMap;
use worker::SqlStorage;

/// Marks that the worker has gathered from browsers.
pub(super) fn count(shell: &Shell, marks: Vec<Mark>) -> Answer {
    let sql = shell.sql();
    let marks = of_dialogues_we_have(&sql, marks)?;
    atomic(&shell.state, || hear(&sql, clock::now(), &marks))?;
    outbox::received()
}

/// Counts marks, in the transaction of what brought them.
pub(super) fn hear(sql: &SqlStorage, now: Timestamp, marks: &[Mark]) -> Result<(), Fault> {
    if marks.is_empty() {
        return Ok(());
    }
    let effects = counts::hear(&store::Rows(sql), now, marks)?;
    effects.iter().try_for_each(|effect| store::keep(sql, effect))?;
    store::forget_old(sql, Day::of(now), effects.len())
}

/// `GET …/reports/dialogues`.
pub(super) fn report(shell: &Shell, from: Option<&str>, to: Option<&str>) -> Answer {
    let sql = shell.sql();
    let period = Period::read(from, to, Day::of(clock::now())).map_err(refused)?;
    let rows = dialogues::all(&sql)?;
    let names = rows.into_iter().map(|row| (row.id, row.name)).collect();
    body::answer(&Report::of(period, names, &store::tallied(&sql, period)?))
}

/// A browser can name any dialogue: what we don't have would only fill the storage.
fn of_dialogues_we_have(sql: &SqlStorage, marks: Vec<Mark>) -> Result<Vec<Mark>, Fault> {
    let mut known: BTreeMap<DialogueId, bool> = BTreeMap::new();
    for mark in &marks {
        if !known.contains_key(&mark.dialogue) {
            let has = dialogues::row(sql, &mark.dialogue)?.is_some();
            known.insert(mark.dialogue.clone(), has);
        }
    }
    Ok(marks.into_iter().filter(|mark| known.get(&mark.dialogue) == Some(&true)).collect())
}

pub(super) fn refused(error: PeriodError) -> Fault {
    Fault::Refused { code: error.code(), sentence: error.to_string() }
}
