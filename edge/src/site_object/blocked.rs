//! Visitors whom the site does not want to hear of any more.

use super::Shell;
use super::store::blocked as store;
use super::store::facts;
use crate::body;
use crate::error::{Answer, Fault};
use crate::outbox::{self, Envelope};
use crate::outbox_store;
use crate::storage::atomic;
use shared::id::VisitorId;
use shared::protocol::{BlockState, Blocked, Listing};
use std::rc::Rc;

/// All of them, the latest first.
pub(super) fn all(shell: &Shell) -> Answer {
    body::answer(&Listing { items: store::all(&shell.sql())?, next: None })
}

pub(super) fn of(shell: &Shell, visitor: &VisitorId) -> Answer {
    body::answer(&BlockState { blocked: store::find(&shell.sql(), visitor)? })
}

/// A conversation tells that its visitor was blocked.
pub(super) fn hear(shell: &Rc<Shell>, envelope: &Envelope, row: &Blocked) -> Answer {
    let sql = shell.sql();
    if !outbox_store::has_come(&sql, &envelope.from, envelope.seq)? {
        atomic(&shell.state, || {
            outbox_store::mark(&sql, &envelope.from, envelope.seq)?;
            store::keep(&sql, row)?;
            facts::next_revision(&sql)
        })?;
        shell.republish()?;
    }
    outbox::received()
}

pub(super) fn forget(shell: &Rc<Shell>, visitor: &VisitorId) -> Answer {
    let sql = shell.sql();
    let was = atomic(&shell.state, || {
        facts::next_revision(&sql)?;
        store::forget(&sql, visitor)
    })?;
    shell.republish()?;
    if was { body::done() } else { Err(Fault::NotFound("blocked visitor")) }
}
