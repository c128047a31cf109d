//! The people of a site: profiles, overrides and the list.

pub(crate) mod changes_store;
pub(crate) mod store;
mod upsert;

use self::changes_store::{self as changes, Change};
use self::store::{Person, Sort};
use super::Shell;
use super::blocked;
use super::dialogues::store as dialogues;
use super::list::{no_cursor, read_cursor};
use super::list::{search, store as conversations};
use super::principal::Principal;
use super::projections;
use super::reply::{self, Reply};
use super::request::Handler;
use super::webhooks;
use crate::conversation::Subject;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use serde::{Deserialize, Serialize};
use shared::api::{
    GetPerson, ListPeople, ListPeopleChanges, PeopleQuery, PeopleSort, PutPerson, Request,
};
use shared::id::{ConversationId, DialogueId, PersonId};
use shared::people::{self, ChangesPage, Profile, ProfileUpdate, Proof};
use shared::permission::Permission;
use shared::person::Attributes;
use shared::protocol::{
    ActivityRow, Blocked, ConversationRow, Entry, Listing, PeopleChanges, PersonChange, PersonPage,
    PersonRow, VisitorProfile,
};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::SqlStorage;

const PAGE: usize = 50;
/// How far back earlier conversations are shown beside a chat.
const ACTIVITY: Millis = Millis::minutes(90 * 24 * 60);
/// How many of them are shown.
const SHOWN: usize = 20;
/// A cursor after every time.
const END: u64 = (1 << 53) - 1;

/// The profile of a conversation's visitor. The conversation has provided the visitor's data, and
/// has checked that the caller may read it.
pub(super) fn visitor(shell: &Shell, me: &Principal, subject: &Subject) -> Reply<VisitorProfile> {
    let sql = shell.sql();
    let row = &subject.entry.row;
    let stored = row.visitor.as_ref().map(|id| store::visitor(&sql, id)).transpose()?.flatten();
    let person = find_person(&sql, subject)?;
    let proof = projections::proof(shell, row)?;
    let is_them = person.as_ref().is_none_or(|person| person.profile.is_of(&proof));
    let mut profile = match (&person, stored) {
        (Some(person), _) if is_them => person.profile.clone(),
        // Somebody who only gives the address of a proven person is not shown as that person.
        (Some(person), _) => person.profile.only_overrides(),
        (None, Some(visitor)) => visitor.profile,
        (None, None) => Profile::default(),
    };
    // The conversation's latest message to the site may not have arrived yet.
    profile.update(&profile_update(subject, &proof));
    let mut rows = earlier(&sql, person.as_ref(), row)?;
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    reply::json(&VisitorProfile {
        verified: proof != Proof::Nothing && is_them,
        fields: profile.fields(),
        overrides: profile.overrides,
        location: profile.location,
        device: profile.device,
        pages: subject.pages.clone(),
        first: profile.first,
        activity: activity(&sql, me, rows)?,
        person: person.map(|person| person.id),
        more,
    })
}

/// The profile update that the conversation provides.
const fn profile_update<'s>(subject: &'s Subject, proof: &'s Proof) -> ProfileUpdate<'s> {
    let Entry { row, location, device, .. } = &subject.entry;
    ProfileUpdate {
        proof,
        attributes: &row.attributes,
        location,
        device,
        started: row.started,
        last: row.last,
    }
}

/// The person, if they are one. Looking does not create one.
fn find_person(sql: &SqlStorage, subject: &Subject) -> Result<Option<Person>, ApiError> {
    let row = &subject.entry.row;
    if let Some(email) = people::email_of(&row.attributes) {
        return store::by_email(sql, &email);
    }
    let visitor = row.visitor.as_ref().map(|id| store::visitor(sql, id)).transpose()?.flatten();
    let owner = visitor.and_then(|visitor| visitor.person);
    Ok(owner.map(|id| store::find(sql, &id)).transpose()?.flatten())
}

/// Their other conversations of the past 90 days, of the person and of the browser.
fn earlier(
    sql: &SqlStorage,
    person: Option<&Person>,
    row: &ConversationRow,
) -> Result<Vec<ConversationRow>, ApiError> {
    let since = clock::now() - ACTIVITY;
    let person = person.map(|person| conversations::Contact::Person(&person.id));
    let visitor = row.visitor.as_ref().map(conversations::Contact::Visitor);
    let mut found = BTreeMap::new();
    for contact in person.into_iter().chain(visitor) {
        for other in conversations::theirs(sql, contact, since, (END, ""), SHOWN + 2)? {
            found.insert((other.last, other.id.clone()), other);
        }
    }
    let others = found.into_values().rev().filter(|other| other.id != row.id);
    Ok(others.take(SHOWN + 1).collect())
}

/// Rows of a history, with the names of the dialogues and whether the caller may read each.
fn activity(
    sql: &SqlStorage,
    me: &Principal,
    rows: Vec<ConversationRow>,
) -> Result<Vec<ActivityRow>, ApiError> {
    let sees_all = me.rights.may(Permission::ViewAllConversations);
    let mut names: BTreeMap<DialogueId, String> = BTreeMap::new();
    let mut row = |row: ConversationRow| -> Result<ActivityRow, ApiError> {
        let readable = sees_all || conversations::had(sql, &me.agent.id, &row.id)?;
        let dialogue = row.dialogue.map(|id| name_of(sql, &mut names, id)).transpose()?;
        let ConversationRow { id, started, last, status, agent, .. } = row;
        let dialogue = dialogue.unwrap_or_default();
        Ok(ActivityRow { id, started, last, dialogue, status, agent, readable })
    };
    rows.into_iter().map(&mut row).collect()
}

/// The name of a dialogue; for a deleted one its id.
fn name_of(
    sql: &SqlStorage,
    names: &mut BTreeMap<DialogueId, String>,
    id: DialogueId,
) -> Result<String, ApiError> {
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let found = dialogues::row(sql, &id)?.map(|row| row.name);
    let name = found.unwrap_or_else(|| id.to_string());
    names.insert(id, name.clone());
    Ok(name)
}

/// Sets overrides in the profile of a conversation's visitor.
pub(super) fn note_visitor(
    shell: &Shell,
    me: &Principal,
    subject: &Subject,
    fields: &Attributes,
) -> Reply<VisitorProfile> {
    let sql = shell.sql();
    let row = &subject.entry.row;
    let Some(id) = &row.visitor else { return Err(ApiError::NotFound("visitor")) };
    atomic(&shell.object.state, || {
        if let Some(mut person) = find_person(&sql, subject)? {
            return note(shell, &sql, &mut person, fields);
        }
        let mut visitor = projections::visitor(&sql, id)?;
        visitor.profile.update(&profile_update(subject, &projections::proof(shell, row)?));
        visitor.profile.note(fields, false).map_err(refused)?;
        store::save_visitor(&sql, id, &visitor)?;
        rename(&sql, conversations::Contact::Visitor(id), &visitor.profile.fields())?;
        // An override of the e-mail address makes the visitor a person.
        if let Some(mut person) =
            projections::find_or_create_person(&sql, Some(id), &row.attributes)?
        {
            let before = person.profile.fields();
            projections::link(&sql, id, visitor, Some(&mut person))?;
            projections::save_person(&sql, &mut person)?;
            changed(shell, &sql, &before, &person)?;
        }
        Ok(())
    })?;
    visitor(shell, me, subject)
}

fn note(
    shell: &Shell,
    sql: &SqlStorage,
    person: &mut Person,
    fields: &Attributes,
) -> Result<(), ApiError> {
    let before = person.profile.fields();
    person.profile.note(fields, true).map_err(refused)?;
    projections::save_person(sql, person)?;
    changed(shell, sql, &before, person)?;
    rename(sql, conversations::Contact::Person(&person.id), &person.profile.fields())
}

/// Conversations are found by overrides too, so the latest ones are indexed again.
fn rename(
    sql: &SqlStorage,
    contact: conversations::Contact<'_>,
    attributes: &Attributes,
) -> Result<(), ApiError> {
    for row in conversations::theirs(sql, contact, Timestamp::default(), (END, ""), PAGE)? {
        let mut fields = row.attributes;
        fields.extend(attributes.clone());
        search::rename(sql, &row.id, &people::search_text(&fields))?;
    }
    Ok(())
}

fn refused(error: people::NoteError) -> ApiError {
    ApiError::Invalid(error.to_string())
}

/// The list of people, page by page; all or those that match a search.
fn all(shell: &Shell, query: &PeopleQuery) -> Reply<Listing<PersonRow>> {
    let sql = shell.sql();
    let (typed, cursor) = (query.q.as_deref(), query.cursor.as_deref());
    if let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) {
        return search(&sql, typed, cursor);
    }
    let sort = match query.sort {
        None | Some(PeopleSort::Last) => Sort::Last,
        Some(PeopleSort::First) => Sort::First,
        Some(PeopleSort::Name) => Sort::Name,
        Some(PeopleSort::Conversations) => Sort::Conversations,
    };
    // An id has no dot, but a name may have one.
    let after = cursor.map(|cursor| cursor.rsplit_once('.').ok_or_else(no_cursor)).transpose()?;
    let mut items = store::page(&sql, sort, after, PAGE + 1)?.ok_or_else(no_cursor)?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|last| format!("{}.{}", sort.key(last), last.id));
    reply::json(&Listing { items: items.into_iter().map(row).collect(), next })
}

fn search(sql: &SqlStorage, typed: &str, cursor: Option<&str>) -> Reply<Listing<PersonRow>> {
    let before = cursor.map_or(Ok(END), |cursor| cursor.parse().map_err(|_| no_cursor()))?;
    let row_ids = match people::query(typed) {
        Some(question) => search::search_people(sql, &question, before, PAGE + 1)?,
        None => Vec::new(),
    };
    let next = (row_ids.len() > PAGE).then(|| row_ids[PAGE - 1].to_string());
    let people = row_ids.iter().take(PAGE).map(|row_id| store::at(sql, *row_id));
    let items: Vec<_> = people.collect::<Result<_, _>>()?;
    reply::json(&Listing { items: items.into_iter().flatten().map(row).collect(), next })
}

fn row(person: Person) -> PersonRow {
    let Person { id, profile, conversations, .. } = person;
    PersonRow {
        id,
        verified: profile.is_verified(),
        fields: profile.fields(),
        location: profile.location,
        first: profile.first,
        last: profile.last,
        conversations,
    }
}

/// A person with their conversations.
fn one(shell: &Shell, me: &Principal, id: &PersonId, cursor: Option<&str>) -> Reply<PersonPage> {
    reply::json(&page(shell, me, id, cursor)?)
}

pub(super) fn page(
    shell: &Shell,
    me: &Principal,
    id: &PersonId,
    cursor: Option<&str>,
) -> Result<PersonPage, ApiError> {
    let sql = shell.sql();
    let person = store::find(&sql, id)?.ok_or(ApiError::NotFound("person"))?;
    let before = cursor.map_or(Ok((END, "")), read_cursor)?;
    let contact = conversations::Contact::Person(id);
    let mut rows = conversations::theirs(&sql, contact, Timestamp::default(), before, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(super::list::cursor_after);
    let items = activity(&sql, me, rows)?;
    let (overrides, device) = (person.profile.overrides.clone(), person.profile.device.clone());
    let visitors = store::visitors(&sql, id)?;
    Ok(PersonPage {
        row: row(person),
        overrides,
        device,
        visitors,
        history: Listing { items, next },
    })
}

/// Sets overrides in a person's profile.
fn put(shell: &Rc<Shell>, me: &Principal, id: &PersonId, fields: &Attributes) -> Reply<PersonPage> {
    let sql = shell.sql();
    let mut person = store::find(&sql, id)?.ok_or(ApiError::NotFound("person"))?;
    atomic(&shell.object.state, || note(shell, &sql, &mut person, fields))?;
    outbox::pump(shell)?;
    one(shell, me, id, None)
}

/// A person became known or may have changed: readers of changes and webhooks hear of it.
pub(super) fn changed(
    shell: &Shell,
    sql: &SqlStorage,
    before: &Attributes,
    person: &Person,
) -> Result<(), ApiError> {
    if !people::is_change(before, &person.profile.fields()) {
        return Ok(());
    }
    changes::note(sql, &person.id)?;
    webhooks::person_changed(shell, sql, person)
}

/// The changes after a cursor, which is the number of the last one that was read.
fn changes_after(shell: &Shell, cursor: Option<&str>) -> Reply<PeopleChanges> {
    let after = cursor.map_or(Ok(0), |cursor| cursor.parse().map_err(|_| no_cursor()))?;
    let page = ChangesPage::new(changes::after(&shell.sql(), after, PAGE + 1)?, after, PAGE);
    let change = |change: Change| PersonChange { id: change.id, person: change.person.map(row) };
    let (items, next) = (page.items.into_iter().map(change).collect(), page.next.to_string());
    reply::json(&PeopleChanges { items, next, more: page.more })
}

/// What the site knows of a person, for an export; each conversation adds its own.
#[derive(Serialize, Deserialize)]
pub(crate) struct PersonToExport {
    pub(crate) person: PersonPage,
    pub(crate) blocks: Vec<Blocked>,
    /// The ids of all their conversations.
    pub(crate) conversations: Vec<ConversationId>,
}

pub(super) fn to_export(shell: &Shell, me: &Principal, id: &PersonId) -> Answer {
    let sql = shell.sql();
    let person = page(shell, me, id, None)?;
    let conversations = conversations::ids_of(&sql, id)?;
    let email = people::email_of(&person.row.fields);
    let blocks = blocked::of(&sql, &conversations, &person.visitors, email.as_deref())?;
    body::answer(&PersonToExport { person, blocks, conversations })
}

impl Handler for ListPeople {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        all(shell, &request.query)
    }
}

impl Handler for GetPerson {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        one(shell, me, &request.route.person, request.query.cursor.as_deref())
    }
}

impl Handler for ListPeopleChanges {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        changes_after(shell, request.query.after.as_deref())
    }
}

impl Handler for PutPerson {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, &request.route.person, &request.body.fields)
    }
}
