//! Dialogues: drafts, which may be invalid, and published versions, which are checked and never
//! change.

pub(crate) mod store;

use super::Shell;
use super::ab_tests;
use super::agents;
use super::audit;
use super::documents;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::snapshot::LiveDialogue;
use super::versions;
use super::versions::store as versions_store;
use crate::error::ApiError;
use crate::http::body;
use crate::runtime::base32;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::api::{
    DeleteDialogue, GetDialogue, ListDialogues, OrderDialogues, PublishDialogue, PutDialogue,
    Request, UnpublishDialogue,
};
use shared::audience::renumber;
use shared::backtest::Tried;
use shared::desk::Answerers;
use shared::id::{DialogueId, Version};
use shared::plain_text::clean_line;
use shared::protocol::{
    AuditEvent, CheckedDraft, DialogueChange, DialogueDraft, DialogueRow, Listing,
    MAX_VERSION_NOTE_CHARS, PublishNote, Published, PublishedDialogue, Ready,
};
use shared::stream::Finding;
use shared::text;
use std::collections::BTreeSet;
use std::rc::Rc;

const MAX_NAME_CHARS: usize = 200;
const MAX_PATTERNS: usize = 200;
/// Most examples, and most promises, of a dialogue.
const MAX_PROMISES: usize = 100;
const MAX_PATTERN_CHARS: usize = 2_000;

fn all(shell: &Shell) -> Reply<Listing<DialogueRow>> {
    let mut items = store::all(&shell.sql())?;
    mark_stranded(shell, &mut items)?;
    reply::json(&Listing { items, next: None })
}

/// Marks the dialogues that lead visitors to a live chat card that nobody can answer.
fn mark_stranded(shell: &Shell, rows: &mut [DialogueRow]) -> Result<(), ApiError> {
    let sql = shell.sql();
    let (agents, routing) = (agents::live_chat(&sql)?, site_kv::routing(&sql)?);
    let answerers = Answerers { agents: &agents, routing: &routing };
    for row in rows {
        let Some(version) = row.published else { continue };
        let shown = store::version(&sql, &row.id, version)?;
        row.nobody_answers = shown.is_some_and(|live| answerers.strands(&live.published.stream));
    }
    Ok(())
}

/// A row as it is answered: with its mark, for which the published stream is read.
fn answered(shell: &Shell, id: &DialogueId) -> Result<DialogueRow, ApiError> {
    let mut row = row(shell, id)?;
    mark_stranded(shell, core::slice::from_mut(&mut row))?;
    Ok(row)
}

/// The draft as it was written, with its `ETag`.
fn get(shell: &Shell, id: &DialogueId) -> Reply<DialogueDraft> {
    let text = draft(shell, id)?.text;
    reply::written(&text)?.with_header("ETag", &tag(&text))
}

/// Saves a draft unchanged, including unknown fields. `over` is the `ETag` of the draft that it may
/// replace.
fn put(
    shell: &Shell,
    me: &Principal,
    id: &DialogueId,
    body: &str,
    over: Option<&str>,
) -> Reply<DialogueRow> {
    let read: DialogueDraft = serde_json::from_str(body).map_err(body::bad)?;
    let document: Value = serde_json::from_str(body).map_err(body::bad)?;
    check(&read)?;
    let text = document.to_string();
    // Parsing may have made numbers longer than they were written.
    if text.len() > body::MAX_BYTES {
        return Err(ApiError::TooLarge { max: body::MAX_BYTES });
    }
    let (sql, now) = (shell.sql(), clock::now());
    if let Some(over) = over {
        not_overtaken(store::draft(&sql, id)?, over)?;
    }
    atomic(&shell.object.state, || store::save_draft(&sql, now, id, (&read, &text), &me.by()))?;
    reply::json(&answered(shell, id)?)?.with_header("ETag", &tag(&text))
}

/// Deletes the draft. Versions stay for the conversations that use them.
fn delete(shell: &Shell, me: &Principal, id: &DialogueId) -> Reply<()> {
    if row(shell, id)?.published.is_some() {
        let sentence = "Visitors see this dialogue. Unpublish it first, then it can be deleted.";
        return Err(ApiError::Taken(sentence.to_owned()));
    }
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        versions::note(shell, me, id, DialogueChange::Deleted, None)?;
        store::delete(&sql, id)
    })?;
    reply::done()
}

fn publish(shell: &Shell, me: &Principal, id: &DialogueId, note: &PublishNote) -> Reply<Published> {
    let note = clean_line(&note.note);
    if note.chars().count() > MAX_VERSION_NOTE_CHARS {
        let sentence = format!("A note has at most {MAX_VERSION_NOTE_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    let text = draft(shell, id)?.text;
    let checked = checked(shell, &text)?;
    ab_tests::must_not_run(&shell.sql(), id)?;
    let visible = row(shell, id)?.published;
    let priority = checked.draft.priority;
    let live = live(id, checked.draft, checked.ready);
    // A version is identical only if both the published form and the author's text are.
    let mut content = serde_json::to_vec(&live)?;
    content.extend_from_slice(text.as_bytes());
    let hash = base32::encode(&Sha256::digest(content));
    let sql = shell.sql();
    let version = atomic(&shell.object.state, || {
        let version = if let Some(version) = store::same(&sql, id, &hash)? {
            version
        } else {
            let version = store::add(&sql, id, &hash, live)?;
            versions_store::save(&sql, id, (version, &text), clock::now(), &me.by())?;
            version
        };
        if !note.is_empty() {
            versions_store::save_note(&sql, id, version, &note)?;
        }
        let moved = store::rank(&sql, id, priority)?;
        if visible != Some(version) {
            store::show(&sql, id, Some(version))?;
            versions::note(shell, me, id, DialogueChange::Published, Some(version))?;
        }
        if visible != Some(version) || moved {
            site_kv::next_revision(&sql)?;
        }
        Ok(version)
    })?;
    shell.republish()?;
    published(version, checked.findings)
}

fn unpublish(shell: &Shell, me: &Principal, id: &DialogueId) -> Reply<DialogueRow> {
    let sql = shell.sql();
    if let visible @ Some(_) = row(shell, id)?.published {
        atomic(&shell.object.state, || {
            store::show(&sql, id, None)?;
            ab_tests::stop(&sql, id)?;
            versions::note(shell, me, id, DialogueChange::Unpublished, visible)?;
            site_kv::next_revision(&sql)
        })?;
        shell.republish()?;
    }
    reply::json(&answered(shell, id)?)
}

/// Sets the order of dialogues, for published versions and drafts at once. Dialogues whose priority
/// stays are not written.
fn order(shell: &Shell, me: &Principal, new_order: &[DialogueId]) -> Reply<Listing<DialogueRow>> {
    let distinct: BTreeSet<&DialogueId> = new_order.iter().collect();
    if distinct.len() < new_order.len() {
        let sentence = "A dialogue appears twice in this order. List each one once.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    let sql = shell.sql();
    let index =
        |id: &DialogueId| new_order.iter().position(|one| one == id).unwrap_or(new_order.len());
    let mut rows = store::all(&sql)?;
    rows.sort_by_key(|row| index(&row.id)); // those that are left out keep their order
    let now: Vec<u32> = rows.iter().map(|row| row.priority).collect();
    let numbered = rows.iter().zip(renumber(&now));
    let moved: Vec<_> = numbered.filter(|(row, number)| row.priority != *number).collect();
    atomic(&shell.object.state, || {
        for (row, priority) in &moved {
            move_to(shell, me, &row.id, *priority)?;
        }
        if moved.is_empty() {
            return Ok(());
        }
        let dialogues = moved.iter().map(|(row, _)| row.id.clone()).collect();
        audit::log(&sql, me.by().into(), AuditEvent::DialoguesOrdered { dialogues })?;
        site_kv::next_revision(&sql)
    })?;
    shell.republish()?;
    all(shell)
}

/// Changes the priority in a draft, and nothing else.
fn move_to(shell: &Shell, me: &Principal, id: &DialogueId, priority: u32) -> Result<(), ApiError> {
    let mut document: Value = serde_json::from_str(&draft(shell, id)?.text)?;
    if let Some(fields) = document.as_object_mut() {
        fields.insert("priority".to_owned(), priority.into());
    }
    let text = document.to_string();
    let read: DialogueDraft = serde_json::from_str(&text)?;
    let sql = shell.sql();
    store::save_draft(&sql, clock::now(), id, (&read, &text), &me.by())?;
    store::rank(&sql, id, priority)?;
    Ok(())
}

/// A draft that was parsed and can be published.
pub(super) struct Publishable {
    draft: DialogueDraft,
    ready: Ready,
    pub(super) findings: Vec<Finding>,
}

impl Publishable {
    /// What a backtest folds.
    pub(super) fn tried(self) -> Tried {
        Tried { stream: self.ready.stream, audience: self.ready.audience }
    }
}

/// Checks a document for the site's package. Fails with all findings.
pub(super) fn checked(shell: &Shell, written: &str) -> Result<Publishable, ApiError> {
    let package = site_kv::site_record(&shell.sql())?.plan.package();
    let draft: DialogueDraft = serde_json::from_str(written)?;
    let document: Value = serde_json::from_str(written)?;
    let CheckedDraft { ready, mut findings, .. } = text::check(&document, &draft, package);
    let (agents, routing) = (agents::live_chat(&shell.sql())?, site_kv::routing(&shell.sql())?);
    let routes = Answerers { agents: &agents, routing: &routing }.check(&document["stream"]);
    let missing = documents::missing(shell, &document["stream"])?;
    let there: Vec<Finding> = routes.into_iter().chain(missing).collect();
    let refused = there.iter().any(Finding::blocks_publishing);
    findings.extend(there);
    match ready.filter(|_| !refused) {
        Some(ready) => Ok(Publishable { draft, ready, findings }),
        None => Err(ApiError::Unpublishable(findings)),
    }
}

pub(super) fn published(version: Version, advice: Vec<Finding>) -> Reply<Published> {
    reply::json(&Published { version, advice })
}

pub(super) fn row(shell: &Shell, id: &DialogueId) -> Result<DialogueRow, ApiError> {
    store::row(&shell.sql(), id)?.ok_or(ApiError::NotFound("dialogue"))
}

pub(super) fn draft(shell: &Shell, id: &DialogueId) -> Result<store::Draft, ApiError> {
    store::draft(&shell.sql(), id)?.ok_or(ApiError::NotFound("dialogue"))
}

/// The `ETag` of a text.
fn tag(text: &str) -> String {
    let mut tag = base32::encode(&Sha256::digest(text));
    tag.truncate(26);
    format!("\"{tag}\"")
}

/// Fails if the draft has changed since the author read it.
fn not_overtaken(there: Option<store::Draft>, over: &str) -> Result<(), ApiError> {
    let there = there.ok_or(ApiError::NotFound("dialogue"))?;
    let own = tag(&there.text);
    if over.split(',').any(|seen| matches!(seen.trim(), "*") || seen.trim() == own) {
        return Ok(());
    }
    let by = there.by.map_or_else(|| "somebody".to_owned(), |by| by.name().to_owned());
    Err(ApiError::Overtaken { by, at: clock::readable(there.written) })
}

/// The published form of a dialogue; its version is set when it is saved.
fn live(id: &DialogueId, draft: DialogueDraft, ready: Ready) -> LiveDialogue {
    LiveDialogue {
        priority: draft.priority,
        audience: ready.audience,
        trigger: ready.trigger,
        translations: ready.translations,
        published: PublishedDialogue {
            id: id.clone(),
            name: clean_line(&draft.name),
            version: Version(0),
            poke: draft.poke,
            stream: ready.stream,
        },
    }
}

fn check(draft: &DialogueDraft) -> Result<(), ApiError> {
    let name = clean_line(&draft.name);
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    let patterns = || draft.pages.iter().chain(&draft.not_pages);
    if patterns().count() > MAX_PATTERNS {
        let sentence = format!("At most {MAX_PATTERNS} addresses are allowed.");
        return Err(ApiError::Invalid(sentence));
    }
    if let Some(long) = patterns().find(|pattern| pattern.chars().count() > MAX_PATTERN_CHARS) {
        let begin: String = long.chars().take(40).collect();
        let sentence = format!(
            "The address “{begin}…” is too long: at most {MAX_PATTERN_CHARS} characters are allowed."
        );
        return Err(ApiError::Invalid(sentence));
    }
    let promised = draft.promises.iter().flat_map(|all| [all.examples.len(), all.promises.len()]);
    if promised.max().is_some_and(|most| most > MAX_PROMISES) {
        let sentence =
            format!("At most {MAX_PROMISES} examples and {MAX_PROMISES} promises are allowed.");
        return Err(ApiError::Invalid(sentence));
    }
    Ok(())
}

impl Handler for ListDialogues {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell)
    }
}

impl Handler for OrderDialogues {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        order(shell, me, &request.body.order)
    }
}

impl Handler for GetDialogue {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        get(shell, &request.route.dialogue)
    }
}

impl Handler for PutDialogue {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let Request { route, body, if_match, .. } = request;
        put(shell, me, &route.dialogue, &body, if_match.as_deref())
    }
}

impl Handler for DeleteDialogue {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        delete(shell, me, &request.route.dialogue)
    }
}

impl Handler for PublishDialogue {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        publish(shell, me, &request.route.dialogue, &request.body)
    }
}

impl Handler for UnpublishDialogue {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        unpublish(shell, me, &request.route.dialogue)
    }
}
