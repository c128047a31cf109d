//! A/B tests of dialogues: begin, read, end.

pub(crate) mod store;

use super::Shell;
use super::dialogues;
use super::dialogues::store as dialogues_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::snapshot::{LiveDialogue, TriedDialogue};
use super::versions;
use crate::error::ApiError;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::ab_test::{AbTest, AbTestError, AbTestReport, EndAbTest, NewAbTest, Variant};
use shared::api::{BeginAbTest, FinishAbTest, ListAbTests, Request};
use shared::id::{DialogueId, Version};
use shared::protocol::{DialogueChange, Listing};
use std::rc::Rc;
use worker::SqlStorage;

/// How many tests of a dialogue are listed.
const LISTED: usize = 20;

/// The tests of a dialogue, latest first, with their figures.
fn all(shell: &Shell, id: &DialogueId) -> Reply<Listing<AbTestReport>> {
    dialogues::row(shell, id)?;
    let sql = shell.sql();
    let reports = store::latest(&sql, id, LISTED)?.into_iter().map(|test| {
        let figures = store::figures(&sql, &test)?;
        Ok(AbTestReport::new(test, &figures))
    });
    let items = reports.collect::<Result<Vec<_>, ApiError>>()?;
    reply::json(&Listing { items, next: None })
}

/// Begins a test, if B passes the current check and is for the same visitors as A (ABTEST-01).
fn begin(shell: &Shell, me: &Principal, id: &DialogueId, new: &NewAbTest) -> Reply<AbTest> {
    let row = dialogues::row(shell, id)?;
    let written = versions::find(shell, id, new.version)?;
    let sql = shell.sql();
    let last = store::last(&sql, id)?;
    let test = new.begin(id, row.published, last.as_ref(), clock::now())?;
    dialogues::checked(shell, &written)?;
    let (a, b) = (live(&sql, id, test.a)?, live(&sql, id, test.b)?);
    if (a.audience, a.trigger) != (b.audience, b.trigger) {
        return Err(AbTestError::OtherAudience(test.b).into());
    }
    atomic(&shell.object.state, || {
        store::save(&sql, &test)?;
        versions::note(shell, me, id, DialogueChange::AbTestBegan, Some(test.b))?;
        site_kv::next_revision(&sql)
    })?;
    shell.republish()?;
    reply::created(&test)
}

/// Ends the test: from now on all visitors meet what is kept. Running conversations stay on their
/// version.
fn end(shell: &Shell, me: &Principal, id: &DialogueId, keep: Variant) -> Reply<AbTest> {
    dialogues::row(shell, id)?;
    let sql = shell.sql();
    let test = store::last(&sql, id)?.ok_or(AbTestError::NotRunning)?;
    let test = test.ended(clock::now(), Some(keep))?;
    let kept = test.version(keep);
    atomic(&shell.object.state, || {
        store::save(&sql, &test)?;
        dialogues_store::show(&sql, id, Some(kept))?;
        versions::note(shell, me, id, DialogueChange::AbTestEnded, Some(kept))?;
        site_kv::next_revision(&sql)
    })?;
    shell.republish()?;
    reply::json(&test)
}

/// Fails while a test of the dialogue is running: what visitors see must not change under it.
pub(super) fn must_not_run(sql: &SqlStorage, id: &DialogueId) -> Result<(), ApiError> {
    if store::last(sql, id)?.is_some_and(|last| last.is_running()) {
        return Err(AbTestError::Running.into());
    }
    Ok(())
}

/// Ends the running test of a dialogue that is unpublished, in the transaction of that.
pub(super) fn stop(sql: &SqlStorage, id: &DialogueId) -> Result<(), ApiError> {
    let running = store::last(sql, id)?.filter(AbTest::is_running);
    running.map_or(Ok(()), |test| store::save(sql, &test.ended(clock::now(), None)?))
}

/// What visitors of running tests meet besides the published dialogues.
pub(super) fn tried(sql: &SqlStorage) -> Result<Vec<TriedDialogue>, ApiError> {
    let tried = store::running(sql)?.into_iter().map(|test| {
        let b = live(sql, &test.dialogue, test.b)?;
        Ok(TriedDialogue { test, b })
    });
    tried.collect()
}

fn live(sql: &SqlStorage, id: &DialogueId, version: Version) -> Result<LiveDialogue, ApiError> {
    dialogues_store::version(sql, id, version)?.ok_or(ApiError::NotFound("version"))
}

impl From<AbTestError> for ApiError {
    fn from(error: AbTestError) -> Self {
        let sentence = error.to_string();
        if error.is_conflict() { Self::Taken(sentence) } else { Self::Invalid(sentence) }
    }
}

impl Handler for ListAbTests {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        all(shell, &request.route.dialogue)
    }
}

impl Handler for BeginAbTest {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        begin(shell, me, &request.route.dialogue, &request.body)
    }
}

impl Handler for FinishAbTest {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let EndAbTest { keep } = request.body;
        end(shell, me, &request.route.dialogue, keep)
    }
}
