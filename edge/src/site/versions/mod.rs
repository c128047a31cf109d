//! The versions and the history of a dialogue.

pub(crate) mod store;

use super::Shell;
use super::ab_tests;
use super::audit;
use super::dialogues;
use super::dialogues::store as dialogues_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::ApiError;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{GetVersion, ListDialogueHistory, ListVersions, PublishVersion, Request};
use shared::id::{DialogueId, Version};
use shared::protocol::{DialogueChange, DialogueDraft, HistoryRow, Listing, Published, VersionRow};
use std::rc::Rc;

const PAGE: usize = 100;
/// A cursor after every row.
const END: u64 = (1 << 53) - 1;

/// The versions, newest first.
fn all(shell: &Shell, id: &DialogueId, cursor: Option<&str>) -> Reply<Listing<VersionRow>> {
    dialogues::row(shell, id)?;
    let mut items = store::before(&shell.sql(), id, before(cursor)?, PAGE + 1)?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|row| row.version.0.to_string());
    reply::json(&Listing { items, next })
}

/// A version as it was written.
fn text(shell: &Shell, id: &DialogueId, version: Version) -> Reply<DialogueDraft> {
    reply::written(&find(shell, id, version)?)
}

/// Publishes an earlier version again, if it passes the current check for the current package.
fn roll_back(shell: &Shell, me: &Principal, id: &DialogueId, version: Version) -> Reply<Published> {
    let visible = dialogues::row(shell, id)?.published;
    let checked = dialogues::checked(shell, &find(shell, id, version)?)?;
    ab_tests::must_not_run(&shell.sql(), id)?;
    if visible != Some(version) {
        let sql = shell.sql();
        atomic(&shell.object.state, || {
            dialogues_store::show(&sql, id, Some(version))?;
            note(shell, me, id, DialogueChange::RolledBack, Some(version))?;
            site_kv::next_revision(&sql)
        })?;
        shell.republish()?;
    }
    dialogues::published(version, checked.findings)
}

/// The history, latest first.
fn history(shell: &Shell, id: &DialogueId, cursor: Option<&str>) -> Reply<Listing<HistoryRow>> {
    dialogues::row(shell, id)?;
    let mut rows = store::history(&shell.sql(), id, before(cursor)?, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|(row_id, _)| row_id.to_string());
    let items: Vec<HistoryRow> = rows.into_iter().map(|(_, row)| row).collect();
    reply::json(&Listing { items, next })
}

/// Adds an entry to the history.
pub(super) fn note(
    shell: &Shell,
    me: &Principal,
    id: &DialogueId,
    change: DialogueChange,
    version: Option<Version>,
) -> Result<(), ApiError> {
    let row = HistoryRow { change, version, at: clock::now(), by: me.by() };
    let sql = shell.sql();
    let name = dialogues_store::row(&sql, id)?.map(|row| row.name).unwrap_or_default();
    audit::log(&sql, me.by().into(), change.audited(id.clone(), name, version))?;
    store::note(&sql, id, &row)
}

pub(super) fn find(shell: &Shell, id: &DialogueId, version: Version) -> Result<String, ApiError> {
    dialogues::row(shell, id)?;
    store::text(&shell.sql(), id, version)?.ok_or(ApiError::NotFound("version"))
}

fn before(cursor: Option<&str>) -> Result<u64, ApiError> {
    let Some(cursor) = cursor else { return Ok(END) };
    cursor.parse().ok().filter(|row_id| *row_id <= END).ok_or_else(super::list::no_cursor)
}

impl Handler for ListVersions {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        all(shell, &request.route.dialogue, request.query.cursor.as_deref())
    }
}

impl Handler for GetVersion {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        text(shell, &request.route.dialogue, request.route.version)
    }
}

impl Handler for PublishVersion {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        roll_back(shell, me, &request.route.dialogue, request.route.version)
    }
}

impl Handler for ListDialogueHistory {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        history(shell, &request.route.dialogue, request.query.cursor.as_deref())
    }
}
