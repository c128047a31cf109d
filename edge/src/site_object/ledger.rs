//! The quota ledger: what the desk asks of it, and the usage page.

use super::Shell;
use super::store::facts;
use crate::body;
use crate::clock;
use crate::error::{Answer, Fault};
use crate::outbox::{self, Envelope};
use crate::outbox_store;
use crate::storage::atomic;
use shared::desk::ToSite;

/// The desk's word. A reservation is answered with the grant, also when it was asked before.
pub(super) fn hear(shell: &Shell, envelope: &Envelope, word: ToSite) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let package = facts::deed(&sql)?.ok_or(Fault::NoSite)?.package;
    let mut ledger = facts::ledger(&sql)?;
    let grant = match word {
        ToSite::Reserve { request, engagement } => {
            Some(ledger.reserve(now, package.limit(), request, engagement))
        }
        ToSite::Settle { request, how } => {
            ledger.settle(now, &request, how);
            None
        }
    };
    atomic(&shell.state, || {
        outbox_store::mark(&sql, &envelope.from, envelope.seq)?;
        facts::keep_ledger(&sql, &ledger)
    })?;
    match grant {
        Some(grant) => body::answer(&grant),
        None => outbox::received(),
    }
}

/// The figures of the usage page.
pub(super) fn usage(shell: &Shell) -> Answer {
    let sql = shell.sql();
    let package = facts::deed(&sql)?.ok_or(Fault::NoSite)?.package;
    body::answer(&facts::ledger(&sql)?.usage(package, package.limit()))
}
