//! The operator deletes a site. The worker drops its conversations some at a time, then its desk, and
//! then the site drops itself. Each step can be repeated, so after a crash the next request goes on.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::erasure::store as erasures;
use super::ledger::store as ledger_store;
use super::list::store as list_store;
use super::settings::store as site_kv;
use super::snapshot;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use serde::{Deserialize, Serialize};
use shared::id::ConversationId;
use shared::permission::Role;
use shared::protocol::{SiteContent, SiteOverview};
use std::rc::Rc;
use store::Deletion;

/// How many conversations are dropped in one step.
const AT_ONCE: u64 = 25;

/// What the worker asks while it deletes a site.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum DeletionStep {
    /// Begin, or go on: these conversations were dropped. A site that is not listed is there only if its
    /// import did not end.
    Next { dropped: Vec<ConversationId>, is_listed: bool },
    /// No conversation is left, nor the desk: drop the site itself.
    Finish,
}

/// What to do next.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NextStep {
    /// What the site had when its deletion began.
    pub(crate) removed: SiteContent,
    /// The conversations to drop now; if there is none, the desk.
    pub(crate) next: Vec<ConversationId>,
    /// How many conversations there are, with these.
    pub(crate) waiting: u64,
}

/// Takes a step.
pub(super) async fn step(shell: &Rc<Shell>, step: DeletionStep) -> Answer {
    match step {
        DeletionStep::Next { dropped, is_listed } => next(shell, &dropped, is_listed),
        DeletionStep::Finish => finish(shell).await,
    }
}

fn next(shell: &Rc<Shell>, dropped: &[ConversationId], is_listed: bool) -> Answer {
    let sql = shell.sql();
    let deletion = match store::find(&sql)? {
        Some(deletion) if deletion.is_complete && !is_listed => return Err(ApiError::NoSite),
        Some(deletion) => deletion,
        None if shell.exists()? => {
            let removed = store::content(&sql)?;
            Deletion { removed, is_complete: false }
        }
        None if !is_listed => return Err(ApiError::NoSite),
        // A crash came between dropping the site and saying so.
        None => Deletion { is_complete: true, ..Deletion::default() },
    };
    let removed = deletion.removed;
    if deletion.is_complete {
        store::save(&sql, &deletion)?;
        return body::answer(&NextStep { removed, next: Vec::new(), waiting: 0 });
    }
    atomic(&shell.object.state, || {
        store::save(&sql, &deletion)?;
        for id in dropped {
            list_store::remove(&sql, id)?;
            erasures::confirmed(&sql, id)?;
        }
        Ok(())
    })?;
    shell.open.set(false); // from now on it does not exist
    snapshot::forget(&shell.id()?);
    let (next, waiting) = (store::conversations(&sql, AT_ONCE)?, store::waiting(&sql)?);
    body::answer(&NextStep { removed, next, waiting })
}

async fn finish(shell: &Rc<Shell>) -> Answer {
    let sql = shell.sql();
    let Some(deletion) = store::find(&sql)? else { return Err(ApiError::NoSite) };
    if !deletion.is_complete {
        shell.object.state.storage().delete_all().await?;
        outbox::alarm_fired(&**shell); // the alarm is deleted, too
        store::save(&sql, &Deletion { is_complete: true, ..deletion })?;
    }
    body::done()
}

/// What the operator sees of the site.
pub(super) fn overview(shell: &Shell) -> Answer {
    let sql = shell.sql();
    let record = site_kv::site_record(&sql)?;
    let admins = agents_store::all(&sql)?;
    let is_admin = |agent: &agents_store::Agent| agent.role == Role::Admin;
    body::answer(&SiteOverview {
        site: shell.id()?,
        name: record.name,
        usage: record.plan.usage(ledger_store::totals(&sql)?),
        admins: admins.into_iter().filter(is_admin).map(|agent| agent.email).collect(),
        content: store::content(&sql)?,
        storage_bytes: sql.database_size() as u64,
    })
}
