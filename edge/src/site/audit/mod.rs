//! The audit log: who did what. A row is written in the transaction of what it reports, and only
//! retention deletes it.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::days::moments;
use super::list::no_cursor;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox::Received;
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{AuditQuery, ListAudit, Request};
use shared::messages::{ManagedAct, ManagedChat};
use shared::protocol::{AUDIT_HOUR, Actor, AuditEvent, AuditRow, Counted, Listing, TransferTo};
use shared::time::{Millis, Timestamp};
use std::rc::Rc;
use worker::SqlStorage;

const PAGE: usize = 100;

/// Adds an event to the log.
pub(super) fn log(sql: &SqlStorage, by: Actor, event: AuditEvent) -> Result<(), ApiError> {
    let now = clock::now();
    if !event.repeats() {
        return store::save(sql, &AuditRow { at: now, by, event, times: 1 });
    }
    let hour = Timestamp(now.0 - now.0 % AUDIT_HOUR.0);
    let rows = store::since(sql, hour, &by, event.kind())?;
    let events: Vec<AuditEvent> = rows.iter().map(|(_, row)| row.event.clone()).collect();
    match event.counted(&events) {
        Counted::New(event) => store::save(sql, &AuditRow { at: now, by, event, times: 1 }),
        Counted::In(index) => match rows.get(index) {
            Some((row_id, _)) => store::count(sql, *row_id),
            None => Ok(()), // the index is one of the rows'
        },
    }
}

/// A sign-in whose password was wrong.
pub(super) fn sign_in_failed(shell: &Shell, email: &str, address: Option<String>) -> Answer {
    let event = AuditEvent::failed_sign_in(email, address);
    atomic(&shell.object.state, || log(&shell.sql(), Actor::Nobody, event))?;
    body::done()
}

/// What the worker did for a caller who may call its route.
pub(super) fn done_by(shell: &Shell, me: &Principal, event: AuditEvent) -> Answer {
    atomic(&shell.object.state, || log(&shell.sql(), me.by().into(), event))?;
    body::done()
}

/// What a manager did to a running chat, as its conversation or the desk reports it.
pub(super) fn on_managed(
    shell: &Shell,
    received: &Received,
    managed: ManagedChat,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    let ManagedChat { by, conversation, act } = managed;
    let event = match act {
        ManagedAct::TakenOver => AuditEvent::ChatTakenOver { conversation },
        ManagedAct::Ended => AuditEvent::ChatEnded { conversation },
        ManagedAct::Assigned(TransferTo::Agent(agent)) => {
            let name = agents_store::find(&sql, &agent)?.map(|found| found.name);
            let name = name.unwrap_or_else(|| agent.to_string());
            AuditEvent::ChatAssigned { conversation, agent: Some(agent), team: None, name }
        }
        ManagedAct::Assigned(TransferTo::Team(team)) => {
            let teams = site_kv::routing(&sql)?.teams;
            let name = teams.into_iter().find(|one| one.id == team).map(|found| found.name);
            let name = name.unwrap_or_else(|| team.to_string());
            AuditEvent::ChatAssigned { conversation, agent: None, team: Some(team), name }
        }
    };
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        log(&sql, by.into(), event)
    })
}

/// A page of the log, latest first.
fn page(shell: &Shell, query: &AuditQuery) -> Reply<Listing<AuditRow>> {
    let sql = shell.sql();
    let days = moments(query.from.as_deref(), query.to.as_deref(), query.zone.as_deref())?;
    let filter = store::Filter {
        who: query.who.as_deref(),
        what: query.what,
        from: days.from,
        until: days.until,
        before: query.cursor.as_deref().map(position).transpose()?,
    };
    let mut rows = store::page(&sql, &filter, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let cursor = |(row_id, row): &(u64, AuditRow)| format!("{}-{row_id}", row.at.0);
    let next = rows.last().filter(|_| more).map(cursor);
    reply::json(&Listing { items: rows.into_iter().map(|(_, row)| row).collect(), next })
}

/// The place in the list that a cursor names.
fn position(cursor: &str) -> Result<(Timestamp, u64), ApiError> {
    let read = |text: &str| text.parse::<u64>().ok();
    let place = cursor.split_once('-').and_then(|(at, id)| Some((Timestamp(read(at)?), read(id)?)));
    place.ok_or_else(no_cursor)
}

/// Deletes some rows that are older than the site keeps them.
pub(super) fn prune(sql: &SqlStorage, now: Timestamp, at_once: u64) -> Result<(), ApiError> {
    store::delete_before(sql, now - kept(sql)?, at_once)
}

/// When the oldest row has to be deleted.
pub(super) fn due(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    let kept = kept(sql)?;
    // A millisecond later, because a row of exactly that age is still kept.
    Ok(store::oldest(sql)?.map(|oldest| oldest + kept + Millis(1)))
}

fn kept(sql: &SqlStorage) -> Result<Millis, ApiError> {
    Ok(Millis::minutes(site_kv::settings(sql)?.audit_days * 24 * 60))
}

impl Handler for ListAudit {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        page(shell, &request.query)
    }
}
