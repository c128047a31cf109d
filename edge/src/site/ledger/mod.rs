//! The quota ledger: reservations of the desk, and the usage page.

pub(crate) mod store;

use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::{Shell, notices};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox::{self, Received};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{GetUsage, Request};
use shared::desk::DeskToLedger;
use shared::id::{ConversationId, RequestId, Seq};
use shared::messages::{DeskMessage, SiteToDesk};
use shared::quota::{self, Engagement, LedgerEffect, ReservationOutcome, Usage};
use std::rc::Rc;

/// Handles a message of the desk. The answer to a reservation is a message that is queued in the
/// same transaction as the reservation, so a crash can't separate them.
pub(super) fn on_message(
    shell: &Shell,
    received: &Received,
    message: DeskToLedger,
) -> Result<(), ApiError> {
    let (sql, now) = (shell.sql(), clock::now());
    let rows = store::Rows(&sql);
    let before = store::totals(&sql)?;
    let (answer, effects) = match message {
        DeskToLedger::Reserve { request, engagement } => {
            let limit = site_kv::site_record(&sql)?.plan.limit();
            let (grant, effects) = quota::reserve(&rows, now, limit, &request, engagement)?;
            (Some(SiteToDesk::Reservation { request, grant }), effects)
        }
        DeskToLedger::CloseReservation { request, outcome } => {
            (None, quota::close_reservation(&rows, now, &request, outcome)?)
        }
    };
    let site = shell.id()?;
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        effects.iter().try_for_each(|effect| store::save(&sql, effect))?;
        notices::counted(shell, &sql, before)?;
        if let Some(answer) = answer {
            outbox_store::to_desk(&sql, site, &DeskMessage::Site(answer))?;
        }
        store::prune(&sql, now)
    })?;
    shell.flows_may_have_changed(before)
}

/// Counts the first response of a conversational flow as an engagement, if the limit allows it.
pub(super) fn engage(
    shell: &Rc<Shell>,
    conversation: &ConversationId,
    engagement: Engagement,
) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let rows = store::Rows(&sql);
    let before = store::totals(&sql)?;
    let limit = site_kv::site_record(&sql)?.plan.limit();
    // A chat request's id has the sequence number of an event, so 0 is free for the start of the
    // conversation.
    let request = RequestId::derive(conversation, Seq::default());
    let grant = atomic(&shell.object.state, || {
        let save = |effects: Vec<LedgerEffect>| {
            effects.iter().try_for_each(|effect| store::save(&sql, effect))
        };
        let (grant, effects) = quota::reserve(&rows, now, limit, &request, engagement)?;
        save(effects)?;
        save(quota::close_reservation(&rows, now, &request, ReservationOutcome::Committed)?)?;
        notices::counted(shell, &sql, before)?;
        store::prune(&sql, now)?;
        Ok(grant)
    })?;
    outbox::pump(shell)?;
    shell.flows_may_have_changed(before)?;
    body::answer(&grant)
}

fn usage(shell: &Shell) -> Reply<Usage> {
    let sql = shell.sql();
    reply::json(&site_kv::site_record(&sql)?.plan.usage(store::totals(&sql)?))
}

impl Handler for GetUsage {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        usage(shell)
    }
}
