//! Dialogues: drafts, which may be anything, and publications, which are checked and never change.

use super::Shell;
use super::store::{dialogues as store, facts};
use crate::base32;
use crate::body;
use crate::clock;
use crate::error::{Answer, Fault};
use crate::snapshot::LiveDialogue;
use crate::storage::atomic;
use sha2::{Digest, Sha256};
use shared::id::{DialogueId, Version};
use shared::protocol::{DialogueDraft, Listing, Published, PublishedDialogue, Ready};

const MAX_NAME_CHARS: usize = 200;
const MAX_PATTERNS: usize = 200;
const MAX_PATTERN_CHARS: usize = 2_000;

pub(super) fn all(shell: &Shell) -> Answer {
    body::answer(&Listing { items: store::all(&shell.sql())?, next: None })
}

pub(super) fn get(shell: &Shell, id: &DialogueId) -> Answer {
    body::answer(&draft(shell, id)?)
}

pub(super) fn put(shell: &Shell, id: &DialogueId, draft: &DialogueDraft) -> Answer {
    check(draft)?;
    let sql = shell.sql();
    store::keep_draft(&sql, clock::now(), id, draft)?;
    body::answer(&row(shell, id)?)
}

pub(super) fn publish(shell: &Shell, id: &DialogueId) -> Answer {
    let draft = draft(shell, id)?;
    let sql = shell.sql();
    let package = facts::known_deed(&sql)?.plan.package();
    let checked = draft.check(package);
    let Some(ready) = checked.ready else {
        return Err(Fault::Unpublishable(checked.findings));
    };
    let live = live(id, draft, ready);
    let hash = base32::encode(&Sha256::digest(serde_json::to_vec(&live)?));
    let version = atomic(&shell.state, || {
        let body = |version| {
            let mut live = live.clone();
            live.published.version = version;
            Ok(serde_json::to_string(&live)?)
        };
        let version = store::publish(&sql, id, &hash, body)?;
        facts::next_revision(&sql)?;
        Ok(version)
    })?;
    shell.republish()?;
    body::answer(&Published { version, advice: checked.findings })
}

pub(super) fn unpublish(shell: &Shell, id: &DialogueId) -> Answer {
    draft(shell, id)?;
    let sql = shell.sql();
    atomic(&shell.state, || {
        store::show(&sql, id, None)?;
        facts::next_revision(&sql)
    })?;
    shell.republish()?;
    body::answer(&row(shell, id)?)
}

fn draft(shell: &Shell, id: &DialogueId) -> Result<DialogueDraft, Fault> {
    store::draft(&shell.sql(), id)?.ok_or(Fault::NotFound("dialogue"))
}

fn row(shell: &Shell, id: &DialogueId) -> Result<shared::protocol::DialogueRow, Fault> {
    store::row(&shell.sql(), id)?.ok_or(Fault::NotFound("dialogue"))
}

/// What is published; its version is given when it is kept.
fn live(id: &DialogueId, draft: DialogueDraft, ready: Ready) -> LiveDialogue {
    LiveDialogue {
        priority: draft.priority,
        audience: ready.audience,
        trigger: ready.trigger,
        published: PublishedDialogue {
            id: id.clone(),
            name: draft.name,
            version: Version(0),
            poke: draft.poke,
            stream: ready.stream,
        },
    }
}

fn check(draft: &DialogueDraft) -> Result<(), Fault> {
    let name = draft.name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(Fault::Invalid(sentence));
    }
    let patterns = || draft.pages.iter().chain(&draft.not_pages);
    if patterns().count() > MAX_PATTERNS {
        let sentence = format!("At most {MAX_PATTERNS} addresses can be named.");
        return Err(Fault::Invalid(sentence));
    }
    if let Some(long) = patterns().find(|pattern| pattern.chars().count() > MAX_PATTERN_CHARS) {
        let begin: String = long.chars().take(40).collect();
        let sentence = format!(
            "The address “{begin}…” is too long: at most {MAX_PATTERN_CHARS} characters are taken."
        );
        return Err(Fault::Invalid(sentence));
    }
    Ok(())
}
