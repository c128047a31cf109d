//! The quota ledger: what the desk asks of it, and the usage page.

pub(crate) mod store;

use super::Shell;
use super::settings::store as site_kv;
use crate::error::Answer;
use crate::http::body;
use crate::messaging::outbox::{self, Envelope};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::desk::DeskToSite;
use shared::id::{ConversationId, RequestId, Seq};
use shared::quota::{self, Engagement, LedgerEffect, ReservationOutcome};

/// The desk's word. A reservation is answered with the grant, also when it was asked before.
pub(super) fn on_message(shell: &Shell, envelope: &Envelope, message: DeskToSite) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let rows = store::Rows(&sql);
    let before = store::totals(&sql)?;
    let (grant, effects) = match message {
        DeskToSite::Reserve { request, engagement } => {
            let limit = site_kv::site_record(&sql)?.plan.limit();
            let (grant, effects) = quota::reserve(&rows, now, limit, &request, engagement)?;
            (Some(grant), effects)
        }
        DeskToSite::CloseReservation { request, outcome } => {
            (None, quota::close_reservation(&rows, now, &request, outcome)?)
        }
    };
    atomic(&shell.state, || {
        outbox_store::record_received(&sql, &envelope.from, envelope.seq)?;
        effects.iter().try_for_each(|effect| store::save(&sql, effect))?;
        store::prune(&sql, now)
    })?;
    shell.flows_may_have_changed(before)?;
    match grant {
        Some(grant) => body::answer(&grant),
        None => outbox::received(),
    }
}

/// A conversational flow is to begin: its first response is an engagement, if there is room for it.
pub(super) fn engage(
    shell: &Shell,
    conversation: &ConversationId,
    engagement: Engagement,
) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let rows = store::Rows(&sql);
    let before = store::totals(&sql)?;
    let limit = site_kv::site_record(&sql)?.plan.limit();
    // A chat request has a place in the log; what begins the log has the one before.
    let request = RequestId::derive(conversation, Seq::default());
    let grant = atomic(&shell.state, || {
        let save = |effects: Vec<LedgerEffect>| {
            effects.iter().try_for_each(|effect| store::save(&sql, effect))
        };
        let (grant, effects) = quota::reserve(&rows, now, limit, &request, engagement)?;
        save(effects)?;
        save(quota::close_reservation(&rows, now, &request, ReservationOutcome::Committed)?)?;
        store::prune(&sql, now)?;
        Ok(grant)
    })?;
    shell.flows_may_have_changed(before)?;
    body::answer(&grant)
}

/// The figures of the usage page.
pub(super) fn usage(shell: &Shell) -> Answer {
    let sql = shell.sql();
    body::answer(&site_kv::site_record(&sql)?.plan.usage(store::totals(&sql)?))
}
