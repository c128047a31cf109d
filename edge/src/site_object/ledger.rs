//! The quota ledger: what the desk asks of it, and the usage page.

use super::Shell;
use super::store::{facts, ledger as store};
use crate::body;
use crate::clock;
use crate::error::Answer;
use crate::outbox::{self, Envelope};
use crate::outbox_store;
use crate::storage::atomic;
use shared::desk::ToSite;
use shared::id::{ConversationId, RequestId, Seq};
use shared::quota::{self, Engagement, LedgerEffect, Settlement};

/// The desk's word. A reservation is answered with the grant, also when it was asked before.
pub(super) fn hear(shell: &Shell, envelope: &Envelope, word: ToSite) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let rows = store::Rows(&sql);
    let before = store::totals(&sql)?;
    let (grant, effects) = match word {
        ToSite::Reserve { request, engagement } => {
            let limit = facts::known_deed(&sql)?.plan.limit();
            let (grant, effects) = quota::reserve(&rows, now, limit, &request, engagement)?;
            (Some(grant), effects)
        }
        ToSite::Settle { request, how } => (None, quota::settle(&rows, now, &request, how)?),
    };
    atomic(&shell.state, || {
        outbox_store::mark(&sql, &envelope.from, envelope.seq)?;
        effects.iter().try_for_each(|effect| store::keep(&sql, effect))?;
        store::forget_old(&sql, now)
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
    let limit = facts::known_deed(&sql)?.plan.limit();
    // A wish for a person has a place in the log; what begins the log has the one before.
    let request = RequestId::of(conversation, Seq::default());
    let grant = atomic(&shell.state, || {
        let keep = |effects: Vec<LedgerEffect>| {
            effects.iter().try_for_each(|effect| store::keep(&sql, effect))
        };
        let (grant, effects) = quota::reserve(&rows, now, limit, &request, engagement)?;
        keep(effects)?;
        keep(quota::settle(&rows, now, &request, Settlement::Engaged)?)?;
        store::forget_old(&sql, now)?;
        Ok(grant)
    })?;
    shell.flows_may_have_changed(before)?;
    body::answer(&grant)
}

/// The figures of the usage page.
pub(super) fn usage(shell: &Shell) -> Answer {
    let sql = shell.sql();
    body::answer(&facts::known_deed(&sql)?.plan.usage(store::totals(&sql)?))
}
