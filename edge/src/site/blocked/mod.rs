//! Visitors whom the site does not want to hear of any more.

pub(crate) mod store;

use super::Shell;

use super::settings::store as site_kv;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox::Received;
use crate::messaging::outbox_store;
use crate::runtime::storage::atomic;
use shared::id::VisitorId;
use shared::protocol::{BlockState, Blocked, Listing};
use std::rc::Rc;

/// All of them, the latest first.
pub(super) fn all(shell: &Shell) -> Answer {
    body::answer(&Listing { items: store::all(&shell.sql())?, next: None })
}

pub(super) fn status(shell: &Shell, visitor: &VisitorId) -> Answer {
    body::answer(&BlockState { blocked: store::find(&shell.sql(), visitor)? })
}

/// A conversation tells that its visitor was blocked.
pub(super) fn on_message(
    shell: &Rc<Shell>,
    received: &Received,
    row: &Blocked,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    atomic(&shell.state, || {
        outbox_store::record_received(&sql, received)?;
        store::save(&sql, row)?;
        site_kv::next_revision(&sql)
    })?;
    shell.republish()
}

pub(super) fn unblock(shell: &Rc<Shell>, visitor: &VisitorId) -> Answer {
    let sql = shell.sql();
    let was = atomic(&shell.state, || {
        site_kv::next_revision(&sql)?;
        store::delete(&sql, visitor)
    })?;
    shell.republish()?;
    if was { body::done() } else { Err(ApiError::NotFound("blocked visitor")) }
}
