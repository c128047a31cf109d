//! Erasure: of a person on request, and of everything that is older than the site's retention
//! period.

pub(crate) mod store;

use self::store as erasures;
use super::Shell;
use super::audit;
use super::blocked;
use super::invitations::store as invitations;
use super::list::no_cursor;
use super::list::{search, store as conversations};
use super::mails::store as mails;
use super::missed;
use super::people::{changes_store as changes, store as people_store};
use super::principal::Principal;
use super::projections;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::webhooks;
use crate::error::ApiError;
use crate::messaging::outbox::{self, Received};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::random;
use crate::runtime::scrub_store as scrub;
use crate::runtime::storage::atomic;
use shared::api::{ErasePerson, GetErasure, ListErasures, Request};
use shared::id::{ConversationId, ErasureId, PersonId};
use shared::messages::{ConversationMessage, SiteToConversation, SiteToDesk};
use shared::people;
use shared::problem::ProblemCode;
use shared::protocol::{AuditEvent, Erasure, Listing, Removed};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeSet;
use std::rc::Rc;
use worker::SqlStorage;

/// How many rows are erased in one turn; the next turn goes on.
const AT_ONCE: u64 = 40;
/// How long the next turn waits.
const BREATH: Millis = Millis::seconds(5);
const PAGE: usize = 50;
/// A cursor after every row.
const END: u64 = (1 << 53) - 1;

/// Erases a person: here at once, and in each of their conversations as soon as it can be reached.
fn erase(shell: &Rc<Shell>, me: &Principal, id: &PersonId) -> Reply<Erasure> {
    let (sql, now) = (shell.sql(), clock::now());
    let person = people_store::find(&sql, id)?.ok_or(ApiError::NotFound("person"))?;
    if conversations::is_chatting(&sql, id)? {
        return Err(ApiError::Refused {
            code: ProblemCode::Chatting,
            sentence: "This person is in a chat now, or waits for one. End it first, then erase \
                       them."
                .to_owned(),
        });
    }
    let receipt = random::erasure()?;
    let erasure = atomic(&shell.object.state, || {
        scrub::ask(&sql)?;
        let theirs = conversations::ids_of(&sql, id)?;
        let mut removed = Removed {
            people: 1,
            fields: person.profile.fields().len() as u64,
            conversations: theirs.len() as u64,
            ..Removed::default()
        };
        let visitors = people_store::visitors(&sql, id)?;
        let email = people::email_of(&person.profile.fields());
        let blocks = blocked::of(&sql, &theirs, &visitors, email.as_deref())?;
        removed.blocks = blocked::erase(&sql, blocks)?;
        if let Some(email) = &email {
            mails::delete_to(&sql, email)?;
        }
        removed.entries = erase_conversations(shell, &sql, &theirs, Some(&receipt))?.entries;
        removed.visitors = people_store::remove_visitors(&sql, id)?;
        people_store::remove(&sql, now, &person)?;
        search::remove_person(&sql, person.row_id)?;
        webhooks::store::forget(&sql, id.as_str())?;
        let waiting = theirs.len() as u64;
        let erasure = Erasure { id: receipt.clone(), at: now, by: me.by(), removed, waiting };
        erasures::save(&sql, &erasure)?;
        let event = AuditEvent::PersonErased { erasure: receipt.clone() };
        audit::log(&sql, me.by().into(), event)?;
        Ok(erasure)
    })?;
    outbox::pump(shell)?;
    reply::json(&erasure)
}

/// A receipt, with what has been confirmed by now.
fn receipt(shell: &Shell, id: &ErasureId) -> Reply<Erasure> {
    reply::json(&erasures::find(&shell.sql(), id)?.ok_or(ApiError::NotFound("erasure"))?)
}

/// All receipts, latest first.
fn receipts(shell: &Shell, cursor: Option<&str>) -> Reply<Listing<Erasure>> {
    let before = cursor.map_or(Ok(END), |cursor| cursor.parse().map_err(|_| no_cursor()))?;
    let mut rows = erasures::before(&shell.sql(), before, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|(row_id, _)| row_id.to_string());
    reply::json(&Listing { items: rows.into_iter().map(|(_, erasure)| erasure).collect(), next })
}

/// What was removed with some conversations.
#[derive(Default)]
struct Gone {
    /// Entries of the search index.
    entries: u64,
    /// The people who had these conversations.
    people: BTreeSet<PersonId>,
}

/// Removes conversations from the list and the index, and queues messages to each of them and to
/// the desk to delete their data too.
fn erase_conversations(
    shell: &Shell,
    sql: &SqlStorage,
    ids: &[ConversationId],
    erasure: Option<&ErasureId>,
) -> Result<Gone, ApiError> {
    let mut gone = Gone::default();
    let missed_before = missed::store::count_free(sql)?;
    for id in ids {
        gone.people.extend(conversations::remove(sql, id)?);
        gone.entries += search::remove(sql, id)?;
        webhooks::store::forget(sql, id.as_str())?;
        mails::delete_about(sql, id)?;
        // Pushes about it that still wait.
        outbox_store::clear_topic(sql, id.as_str())?;
        erasures::begin(sql, id, erasure)?;
        let message = ConversationMessage::Site(SiteToConversation::Erase(id.clone()));
        outbox_store::to_conversation(sql, id.clone(), &message)?;
    }
    if missed::store::count_free(sql)? != missed_before {
        missed::changed(shell, sql, [])?;
    }
    if !ids.is_empty() {
        shell.write_to_desk(sql, SiteToDesk::DeleteDecisions { conversations: ids.to_vec() })?;
    }
    Ok(gone)
}

/// Handles the confirmation of a conversation, and adds its numbers to the receipt.
pub(super) fn confirmed(
    shell: &Shell,
    received: &Received,
    conversation: &ConversationId,
    (events, files): (u64, u64),
) -> Result<(), ApiError> {
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        count(&sql, conversation, |removed| {
            removed.events += events;
            removed.files += files;
        })?;
        let Some(receipt) = erasures::confirmed(&sql, conversation)? else { return Ok(()) };
        let Some(mut erasure) = erasures::find(&sql, &receipt)? else { return Ok(()) };
        erasure.waiting = erasure.waiting.saturating_sub(1);
        erasures::save(&sql, &erasure)
    })
}

/// Counts something on the receipt of a conversation that is being erased, if there is one: what
/// retention erases has none.
pub(super) fn count(
    sql: &SqlStorage,
    conversation: &ConversationId,
    add: impl FnOnce(&mut Removed),
) -> Result<(), ApiError> {
    let Some(receipt) = erasures::receipt_of(sql, conversation)? else { return Ok(()) };
    let Some(mut erasure) = erasures::find(sql, &receipt)? else { return Ok(()) };
    add(&mut erasure.removed);
    erasures::save(sql, &erasure)
}

/// Erases some of what is older than the retention period. Called by the alarm.
pub(super) fn prune(shell: &Rc<Shell>) -> Result<(), ApiError> {
    let (sql, now) = (shell.sql(), clock::now());
    if due(&sql)?.is_none_or(|due| now < due) {
        return Ok(());
    }
    let before = now - retention(&sql)?;
    atomic(&shell.object.state, || {
        scrub::ask(&sql)?;
        let old = conversations::older(&sql, before, AT_ONCE)?;
        blocked::erase(&sql, blocked::of(&sql, &old, &[], None)?)?;
        for id in erase_conversations(shell, &sql, &old, None)?.people {
            if let Some(mut person) = people_store::find(&sql, &id)? {
                projections::save_person(&sql, &mut person)?; // updates the number of conversations
            }
        }
        for person in people_store::not_seen_since(&sql, before, AT_ONCE)? {
            people_store::remove_visitors(&sql, &person.id)?;
            people_store::remove(&sql, now, &person)?;
            search::remove_person(&sql, person.row_id)?;
            webhooks::store::forget(&sql, person.id.as_str())?;
        }
        people_store::delete_visitors(&sql, before, AT_ONCE)?;
        mails::delete_before(&sql, before, AT_ONCE)?;
        audit::prune(&sql, now, AT_ONCE)?;
        changes::prune(&sql, now, AT_ONCE)?;
        invitations::delete_expired(&sql, now)?;
        webhooks::store::prune(&sql, now, AT_ONCE)?;
        site_kv::save_pruned_at(&sql, now)
    })
}

/// When something exceeds the retention period next. Never right after the last time, so that
/// erasing goes on in small steps.
pub(super) fn due(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    let oldest = [conversations::oldest(sql)?, people_store::oldest(sql)?, mails::oldest(sql)?];
    let oldest = oldest.into_iter().flatten().min();
    let retention = retention(sql)?;
    // A millisecond later, because a row of exactly that age is still kept.
    let old = oldest.map(|oldest| oldest + retention + Millis(1));
    let others = [invitations::next_expiry(sql)?, audit::due(sql)?, webhooks::store::due(sql)?];
    let due = old.into_iter().chain(others.into_iter().flatten()).min();
    let earliest = site_kv::pruned_at(sql)? + BREATH;
    Ok(due.map(|due| due.max(earliest)))
}

/// The site's retention period.
fn retention(sql: &SqlStorage) -> Result<Millis, ApiError> {
    Ok(Millis::minutes(site_kv::settings(sql)?.retention_days * 24 * 60))
}

impl Handler for ErasePerson {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        erase(shell, me, &request.route.person)
    }
}

impl Handler for ListErasures {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        receipts(shell, request.query.cursor.as_deref())
    }
}

impl Handler for GetErasure {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        receipt(shell, &request.route.erasure)
    }
}
