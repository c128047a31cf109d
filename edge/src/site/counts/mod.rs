//! Analytics of dialogues: records events and makes reports.

pub(crate) mod store;

use super::Shell;
use super::ab_tests::store as ab_tests;
use super::dialogues::store as dialogues;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::{Answer, ApiError};
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{GetDialogueReport, Period as Days, Request};
use shared::counts::{self, AnalyticsEvent, Day, Period, PeriodError, Report};
use shared::id::DialogueId;
use shared::time::Timestamp;
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::SqlStorage;

/// Counts the events that the worker has batched.
pub(super) fn count(shell: &Shell, events: Vec<AnalyticsEvent>) -> Answer {
    let sql = shell.sql();
    let events = of_known_dialogues(&sql, events)?;
    atomic(&shell.object.state, || record(&sql, clock::now(), &events))?;
    outbox::received()
}

/// Counts events, in the transaction of the message that brought them.
pub(super) fn record(
    sql: &SqlStorage,
    now: Timestamp,
    events: &[AnalyticsEvent],
) -> Result<(), ApiError> {
    if events.is_empty() {
        return Ok(());
    }
    let zone = site_kv::settings(sql)?.zone_of_reports();
    let effects = counts::record(&store::Rows(sql), &zone, &ab_tests::running(sql)?, now, events)?;
    effects.iter().try_for_each(|effect| store::save(sql, effect))?;
    store::prune(sql, Day::from_timestamp(now), effects.len())
}

/// Answers `GET …/reports/dialogues`: what each dialogue did on each of these days.
fn report(shell: &Shell, days: &Days) -> Reply<Report> {
    let sql = shell.sql();
    let (from, to) = (days.from.as_deref(), days.to.as_deref());
    let zone = site_kv::settings(&sql)?.zone_of_reports();
    let period = Period::read(from, to, zone.day(clock::now())).map_err(refused)?;
    let rows = dialogues::all(&sql)?;
    let names = rows.into_iter().map(|row| (row.id, row.name)).collect();
    reply::json(&Report::new((period, &zone), names, &store::rows(&sql, period)?))
}

/// Drops events of unknown dialogues. A browser can send any id, and those would only fill the
/// storage.
fn of_known_dialogues(
    sql: &SqlStorage,
    events: Vec<AnalyticsEvent>,
) -> Result<Vec<AnalyticsEvent>, ApiError> {
    let mut exists: BTreeMap<DialogueId, bool> = BTreeMap::new();
    for event in &events {
        if !exists.contains_key(&event.dialogue) {
            let has = dialogues::row(sql, &event.dialogue)?.is_some();
            exists.insert(event.dialogue.clone(), has);
        }
    }
    Ok(events.into_iter().filter(|event| exists.get(&event.dialogue) == Some(&true)).collect())
}

pub(super) fn refused(error: PeriodError) -> ApiError {
    ApiError::Refused { code: error.problem(), sentence: error.to_string() }
}

impl Handler for GetDialogueReport {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        report(shell, &request.query)
    }
}
