//! What is forgotten: a person when that is asked for, and everything that nobody has seen for longer
//! than the site keeps it.

use super::Shell;
use super::caller::Caller;
use super::hearing;
use super::list::no_cursor;
use super::store::{conversations, erasures, facts, people as people_store, search};
use crate::address::Address;
use crate::body;
use crate::chance;
use crate::clock;
use crate::conversation_object::{Forgotten, ToConversation};
use crate::desk_object::ToDeskLetter;
use crate::error::{Answer, Fault};
use crate::outbox_store::{self, Letter};
use crate::storage::atomic;
use shared::id::{ConversationId, ErasureId, PersonId};
use shared::permission::Permission;
use shared::protocol::{Erasure, Listing, Removed};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeSet;
use std::rc::Rc;
use worker::SqlStorage;

/// How much is forgotten in one turn: more follows in the next.
const AT_ONCE: u64 = 40;
/// How long the next turn waits.
const BREATH: Millis = Millis::seconds(5);
const PAGE: usize = 50;
/// After every place there can be.
const END: u64 = (1 << 53) - 1;

/// Erases a person: here at once, and in each of their conversations as soon as it can be reached.
pub(super) fn erase(shell: &Rc<Shell>, me: &Caller, id: &PersonId) -> Answer {
    if !me.rights.may(Permission::ViewAllConversations) {
        return Err(Fault::NoPermission(Permission::ViewAllConversations));
    }
    let (sql, now) = (shell.sql(), clock::now());
    let person = people_store::find(&sql, id)?.ok_or(Fault::NotFound("person"))?;
    if conversations::is_chatting(&sql, id)? {
        return Err(Fault::Refused {
            code: "chatting",
            sentence: "This person is in a chat now, or waits for one. End it first, then erase \
                       them."
                .to_owned(),
        });
    }
    let receipt = chance::erasure()?;
    let erasure = atomic(&shell.state, || {
        let theirs = conversations::ids_of(&sql, id)?;
        let mut removed = Removed {
            people: 1,
            fields: person.known.fields().len() as u64,
            conversations: theirs.len() as u64,
            ..Removed::default()
        };
        removed.entries = forget(shell, &sql, &theirs, Some(&receipt))?.entries;
        removed.visitors = people_store::remove_visitors(&sql, id)?;
        people_store::remove(&sql, &person)?;
        search::remove_person(&sql, person.place)?;
        let waiting = theirs.len() as u64;
        let erasure = Erasure { id: receipt.clone(), at: now, by: me.by(), removed, waiting };
        erasures::keep(&sql, &erasure)?;
        Ok(erasure)
    })?;
    shell.send_letters()?;
    body::answer(&erasure)
}

/// A receipt, with what has been confirmed by now.
pub(super) fn receipt(shell: &Shell, id: &ErasureId) -> Answer {
    body::answer(&erasures::find(&shell.sql(), id)?.ok_or(Fault::NotFound("erasure"))?)
}

/// All receipts, the latest first.
pub(super) fn receipts(shell: &Shell, cursor: Option<&str>) -> Answer {
    let before = cursor.map_or(Ok(END), |cursor| cursor.parse().map_err(|_| no_cursor()))?;
    let mut rows = erasures::before(&shell.sql(), before, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|(place, _)| place.to_string());
    body::answer(&Listing { items: rows.into_iter().map(|(_, erasure)| erasure).collect(), next })
}

/// What went with some conversations.
#[derive(Default)]
struct Gone {
    /// Entries of the index.
    entries: u64,
    /// Whose conversations they were.
    people: BTreeSet<PersonId>,
}

/// Takes conversations off the list and out of the index, and tells each, and the desk, to forget it,
/// too.
fn forget(
    shell: &Shell,
    sql: &SqlStorage,
    ids: &[ConversationId],
    erasure: Option<&ErasureId>,
) -> Result<Gone, Fault> {
    let mut gone = Gone::default();
    for id in ids {
        gone.people.extend(conversations::remove(sql, id)?);
        gone.entries += search::remove(sql, id)?;
        erasures::begin(sql, id, erasure)?;
        let to = Address::Conversation(id.clone());
        outbox_store::put(sql, &to, serde_json::to_string(&ToConversation::Forget(id.clone()))?)?;
    }
    if !ids.is_empty() {
        shell.write_to_desk(sql, &ToDeskLetter::Forget { conversations: ids.to_vec() })?;
    }
    Ok(gone)
}

/// A letter arrived: what a conversation says that it had is noted on the receipt.
pub(super) fn arrived(shell: &Shell, letter: &Letter, answer: &str) -> Result<(), Fault> {
    let sql = shell.sql();
    let told = serde_json::from_str::<ToConversation>(&letter.body).ok();
    atomic(&shell.state, || {
        outbox_store::remove(&sql, letter.seq)?;
        let Some(ToConversation::Forget(id)) = told else { return Ok(()) };
        let Some(receipt) = erasures::confirmed(&sql, &id)? else { return Ok(()) };
        let Some(mut erasure) = erasures::find(&sql, &receipt)? else { return Ok(()) };
        let Forgotten { events, files } = serde_json::from_str(answer)?;
        erasure.removed.events += events;
        erasure.removed.files += files;
        erasure.waiting = erasure.waiting.saturating_sub(1);
        erasures::keep(&sql, &erasure)
    })
}

/// Forgets some of what was kept long enough. Called by the alarm.
pub(super) fn forget_old(shell: &Rc<Shell>) -> Result<(), Fault> {
    let (sql, now) = (shell.sql(), clock::now());
    if due(&sql)?.is_none_or(|due| now < due) {
        return Ok(());
    }
    let before = now - keeps(&sql)?;
    atomic(&shell.state, || {
        let old = conversations::older(&sql, before, AT_ONCE)?;
        for id in forget(shell, &sql, &old, None)?.people {
            if let Some(mut person) = people_store::find(&sql, &id)? {
                hearing::keep_person(&sql, &mut person)?; // fewer are counted
            }
        }
        for person in people_store::not_seen_since(&sql, before, AT_ONCE)? {
            people_store::remove_visitors(&sql, &person.id)?;
            people_store::remove(&sql, &person)?;
            search::remove_person(&sql, person.place)?;
        }
        people_store::forget_visitors(&sql, before, AT_ONCE)?;
        facts::keep_forgot_at(&sql, now)
    })
}

/// When something was kept long enough, next; never at once after the last time, so that what goes
/// goes a little at a time.
pub(super) fn due(sql: &SqlStorage) -> Result<Option<Timestamp>, Fault> {
    let oldest = [conversations::oldest(sql)?, people_store::oldest(sql)?];
    let Some(oldest) = oldest.into_iter().flatten().min() else { return Ok(None) };
    // A millisecond later, for what is as old as that is still kept.
    let due = oldest + keeps(sql)? + Millis(1);
    Ok(Some(due.max(facts::forgot_at(sql)? + BREATH)))
}

/// How long what is seen is kept.
fn keeps(sql: &SqlStorage) -> Result<Millis, Fault> {
    Ok(Millis::minutes(facts::settings(sql)?.retention_days * 24 * 60))
}
