//! A site is exported and imported as the rows of its objects. These are the site's own.

use super::Shell;
use super::deletion::store as deletion;
use super::store;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::dump_store::{self, Dump};
use crate::runtime::storage::{atomic, has_table};
use serde::{Deserialize, Serialize};
use shared::protocol::ExportedRows;
use std::rc::Rc;

/// What is only of this deployment or of a moment: who is signed in, and where.
const STAYS: [&str; 8] = [
    "agent_session",
    "attempt",
    "deletion",
    "device",
    "email_change",
    "opened",
    "reset_link",
    "used_challenge",
];

/// What the worker asks for an export.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Moving {
    /// Some conversations after this id.
    Conversations { after: String, most: u64 },
    /// A page of the site's rows.
    Rows(Dump),
}

/// Answers a step of an export.
pub(super) fn dump(shell: &Rc<Shell>, step: Moving) -> Answer {
    let sql = shell.sql();
    if !has_table(&sql, "site_kv")? || deletion::find(&sql)?.is_some() {
        return Err(ApiError::NoSite);
    }
    store::open(&sql)?; // nothing is sent, so that what was imported can be compared
    match step {
        Moving::Conversations { after, most } => {
            body::answer(&deletion::conversations_after(&sql, &after, most)?)
        }
        Moving::Rows(request) => body::answer(&dump_store::page(&sql, request, &STAYS)?),
    }
}

/// Writes rows of an export.
pub(super) fn load(shell: &Rc<Shell>, rows: &ExportedRows) -> Answer {
    if STAYS.contains(&rows.table.as_str()) {
        return Err(ApiError::Invalid(format!("The table “{}” is never imported.", rows.table)));
    }
    let sql = shell.sql();
    if deletion::find(&sql)?.is_some_and(|deletion| !deletion.is_complete) {
        return Err(ApiError::Taken("A site with this id is being deleted.".to_owned()));
    }
    atomic(&shell.object.state, || {
        deletion::remove(&sql)?;
        store::open(&sql)?;
        dump_store::insert(&sql, rows)
    })?;
    body::done()
}
