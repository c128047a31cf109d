//! Projections of conversations: the list, the people and the search index, updated by the
//! conversations' messages.

use super::Shell;
use super::erasure::store as erasures;
use super::list::{search, store as conversations};
use super::people::store::{self as people_store, Person, Visitor};
use super::{counts, missed, reports, webhooks};
use crate::auth::derived_ids;
use crate::error::ApiError;
use crate::messaging::outbox::Received;
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::random;
use crate::runtime::storage::atomic;
use shared::counts::{AnalyticsEvent, ChatRecord};
use shared::event::Logged;
use shared::id::{PersonId, VisitorId};
use shared::people::{self, Profile, ProfileUpdate, Proof};
use shared::person::Attributes;
use shared::protocol::{ConversationRow, Entry};
use shared::time::Timestamp;
use std::rc::Rc;
use worker::SqlStorage;

/// What is new in a conversation.
pub(super) struct News<'n> {
    pub(super) analytics_events: &'n [AnalyticsEvent],
    /// The events of which webhooks want to hear.
    pub(super) reported: &'n [Logged],
}

/// Handles a conversation's row, its news and its chat record.
pub(super) fn on_message(
    shell: &Rc<Shell>,
    received: &Received,
    entry: &Entry,
    news: &News<'_>,
    chat: Option<&ChatRecord>,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        // A conversation that is being erased is ignored.
        if !erasures::is_going(&sql, &entry.row.id)? {
            write_down(shell, &sql, entry)?;
            webhooks::reported(shell, &sql, &entry.row, news.reported)?;
        }
        chat.map_or(Ok(()), |chat| reports::save(&sql, clock::now(), chat))?;
        counts::record(&sql, clock::now(), news.analytics_events)
    })
}

/// What proves that a conversation's visitor is the person whose e-mail address they gave.
pub(super) fn proof(shell: &Shell, row: &ConversationRow) -> Result<Proof, ApiError> {
    let Some(visitor) = row.visitor.as_ref().filter(|_| row.verified) else {
        return Ok(Proof::Nothing);
    };
    let email = people::email_of(&row.attributes);
    derived_ids::proof(&shell.config()?.signer, &shell.id()?, visitor, email)
}

fn write_down(shell: &Shell, sql: &SqlStorage, entry: &Entry) -> Result<(), ApiError> {
    let Entry { row, location, device, agents, said, .. } = entry;
    let (started, last) = (row.started, row.last);
    let (attributes, proof) = (&row.attributes, &proof(shell, row)?);
    let update = ProfileUpdate { proof, attributes, location, device, started, last };
    let mut person = find_or_create_person(sql, row.visitor.as_ref(), &row.attributes)?;
    let before = person.as_ref().map(|person| person.profile.fields()).unwrap_or_default();
    let former = conversations::person_of(sql, &row.id)?;
    let mut fields = row.attributes.clone();
    if let Some(id) = &row.visitor {
        let mut visitor = visitor(sql, id)?;
        visitor.profile.update(&update);
        // What an agent wrote of somebody without an address.
        fields.extend(visitor.profile.overrides.clone());
        link(sql, id, visitor, person.as_mut())?;
    }
    conversations::save(sql, entry, person.as_ref().map(|person| &person.id))?;
    missed::on_update(shell, sql, entry, person.as_ref().map(|person| &person.id))?;
    if let Some(person) = &mut person {
        person.profile.update(&update);
        save_person(sql, person)?;
        super::people::changed(shell, sql, &before, person)?;
        // Who only gives the address of a proven person is found by what agents wrote, as it is shown.
        let is_them = person.profile.is_of(proof);
        fields.extend(if is_them {
            person.profile.fields()
        } else {
            person.profile.overrides.clone()
        });
    }
    if let Some(former) = former.filter(|id| person.as_ref().is_none_or(|now| now.id != *id)) {
        leave_person(sql, &former, started)?;
    }
    search::index(sql, &row.id, &people::search_text(&fields), agents, said.as_deref())
}

/// A conversation that began at that time is somebody else's now, because the visitor has corrected their
/// e-mail address. Whoever was only known from it is nobody.
fn leave_person(sql: &SqlStorage, id: &PersonId, started: Timestamp) -> Result<(), ApiError> {
    let Some(mut person) = people_store::find(sql, id)? else { return Ok(()) };
    save_person(sql, &mut person)?; // updates the number of conversations
    let Profile { overrides, first, .. } = &person.profile;
    let is_nobody = person.conversations == 0
        && *first == started
        && overrides.is_empty()
        && people_store::visitors(sql, id)?.is_empty();
    if !is_nobody {
        return Ok(());
    }
    people_store::remove(sql, clock::now(), &person)?;
    search::remove_person(sql, person.row_id)?;
    webhooks::store::forget(sql, id.as_str())
}

/// The person of a conversation, if an e-mail address is known, by an attribute, an override or the
/// visitor's earlier conversations. A new person is created if the address is new.
pub(super) fn find_or_create_person(
    sql: &SqlStorage,
    visitor: Option<&VisitorId>,
    attributes: &Attributes,
) -> Result<Option<Person>, ApiError> {
    let stored = visitor.map(|id| people_store::visitor(sql, id)).transpose()?.flatten();
    let override_email =
        || stored.as_ref().and_then(|stored| people::email_of(&stored.profile.overrides));
    let Some(email) = people::email_of(attributes).or_else(override_email) else {
        let owner = stored.and_then(|visitor| visitor.person);
        return Ok(owner.map(|id| people_store::find(sql, &id)).transpose()?.flatten());
    };
    if let Some(person) = people_store::by_email(sql, &email)? {
        return Ok(Some(person));
    }
    let (id, profile) = (random::person()?, Profile::default());
    let row_id = people_store::add(sql, &id, &email, &profile)?;
    Ok(Some(Person { row_id, id, profile, conversations: 0 }))
}

/// A visitor's row, or a new one.
pub(super) fn visitor(sql: &SqlStorage, id: &VisitorId) -> Result<Visitor, ApiError> {
    let found = people_store::visitor(sql, id)?;
    Ok(found.unwrap_or_else(|| Visitor { person: None, profile: Profile::default() }))
}

/// Assigns a visitor to a person. The visitor's profile and conversations become the person's.
pub(super) fn link(
    sql: &SqlStorage,
    id: &VisitorId,
    mut visitor: Visitor,
    person: Option<&mut Person>,
) -> Result<(), ApiError> {
    if let Some(person) = person {
        if visitor.person.is_none() {
            person.profile.absorb(&visitor.profile);
            conversations::adopt(sql, id, &person.id)?;
        }
        visitor.person = Some(person.id.clone());
        visitor.profile = visitor.profile.only_when();
    }
    people_store::save_visitor(sql, id, &visitor)
}

/// Saves a person, with their number of conversations and their search terms.
pub(super) fn save_person(sql: &SqlStorage, person: &mut Person) -> Result<(), ApiError> {
    person.conversations = conversations::count(sql, &person.id)?;
    people_store::save(sql, person)?;
    search::index_person(sql, person.row_id, &people::search_text(&person.profile.fields()))
}
