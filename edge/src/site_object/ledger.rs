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
use shared::quota;

/// The desk's word. A reservation is answered with the grant, also when it was asked before.
pub(super) fn hear(shell: &Shell, envelope: &Envelope, word: ToSite) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let rows = store::Rows(&sql);
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
    match grant {
        Some(grant) => body::answer(&grant),
        None => outbox::received(),
    }
}

/// The figures of the usage page.
pub(super) fn usage(shell: &Shell) -> Answer {
    let sql = shell.sql();
    body::answer(&facts::known_deed(&sql)?.plan.usage(store::totals(&sql)?))
}
