//! The people of a site: whom a conversation is with, what is noted of them, and the list of all.

use super::Shell;
use super::caller::Caller;
use super::hearing;
use super::list::{cut, no_cursor, place_of};
use super::store::people::{self as store, Person, Sort};
use super::store::{conversations, dialogues, search};
use crate::body;
use crate::clock;
use crate::conversation_object::Subject;
use crate::error::{Answer, Fault};
use crate::storage::atomic;
use shared::id::{ConversationId, DialogueId, PersonId};
use shared::people::{self, Heard, Known};
use shared::permission::Permission;
use shared::person::Values;
use shared::protocol::{
    ActivityRow, ConversationRow, Entry, Listing, PersonPage, PersonRow, VisitorProfile,
};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;
use worker::SqlStorage;

const PAGE: usize = 50;
/// How far back earlier conversations are shown beside a chat.
const ACTIVITY: Millis = Millis::minutes(90 * 24 * 60);
/// How many of them.
const SHOWN: usize = 20;
/// After every time there can be.
const END: u64 = (1 << 53) - 1;

/// Whom a conversation is with, as the site knows them. The conversation itself has said who that is,
/// and that who asks may know.
pub(super) fn visitor(shell: &Shell, me: &Caller, subject: &Subject) -> Answer {
    let sql = shell.sql();
    let row = &subject.entry.row;
    let known = row.visitor.as_ref().map(|id| store::visitor(&sql, id)).transpose()?.flatten();
    let person = known_person(&sql, subject)?;
    let mut known = match (&person, known) {
        (Some(person), _) => person.known.clone(),
        (None, Some(visitor)) => visitor.known,
        (None, None) => Known::default(),
    };
    // What the conversation has told may still be on its way here.
    known.hear(&heard(subject));
    let mut rows = earlier(&sql, person.as_ref(), row)?;
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    body::answer(&VisitorProfile {
        fields: known.fields(),
        noted: known.noted,
        place: known.place,
        device: known.device,
        pages: subject.pages.clone(),
        first: known.first,
        activity: activity(&sql, me, rows)?,
        person: person.map(|person| person.id),
        more,
    })
}

/// What the conversation tells of them.
const fn heard(subject: &Subject) -> Heard<'_> {
    let Entry { row, place, device, .. } = &subject.entry;
    Heard { told: &row.told, place, device, started: row.started, last: row.last }
}

/// The person, if they are one; nobody is written down by being asked about.
fn known_person(sql: &SqlStorage, subject: &Subject) -> Result<Option<Person>, Fault> {
    let row = &subject.entry.row;
    if let Some(email) = people::email_of(&row.told) {
        return store::by_email(sql, &email);
    }
    let visitor = row.visitor.as_ref().map(|id| store::visitor(sql, id)).transpose()?.flatten();
    let owner = visitor.and_then(|visitor| visitor.person);
    Ok(owner.map(|id| store::find(sql, &id)).transpose()?.flatten())
}

/// Their other conversations of the past 90 days, by who they are and by their browser.
fn earlier(
    sql: &SqlStorage,
    person: Option<&Person>,
    row: &ConversationRow,
) -> Result<Vec<ConversationRow>, Fault> {
    let since = clock::now() - ACTIVITY;
    let person = person.map(|person| conversations::Whose::Person(&person.id));
    let visitor = row.visitor.as_ref().map(conversations::Whose::Visitor);
    let mut found = BTreeMap::new();
    for whose in person.into_iter().chain(visitor) {
        for other in conversations::theirs(sql, whose, since, (END, ""), SHOWN + 2)? {
            found.insert((other.last, other.id.clone()), other);
        }
    }
    let others = found.into_values().rev().filter(|other| other.id != row.id);
    Ok(others.take(SHOWN + 1).collect())
}

/// Rows of a history, with the names of what ran, and whether who asks may read each.
fn activity(
    sql: &SqlStorage,
    me: &Caller,
    rows: Vec<ConversationRow>,
) -> Result<Vec<ActivityRow>, Fault> {
    let sees_all = me.rights.may(Permission::ViewAllConversations);
    let mut names: BTreeMap<DialogueId, String> = BTreeMap::new();
    let mut row = |row: ConversationRow| -> Result<ActivityRow, Fault> {
        let readable = sees_all || conversations::had(sql, &me.agent.id, &row.id)?;
        let dialogue = row.dialogue.map(|id| name_of(sql, &mut names, id)).transpose()?;
        let ConversationRow { id, started, last, standing, agent, .. } = row;
        let dialogue = dialogue.unwrap_or_default();
        Ok(ActivityRow { id, started, last, dialogue, standing, agent, readable })
    };
    rows.into_iter().map(&mut row).collect()
}

/// The name of a dialogue; of one that was deleted, what it was called in addresses.
fn name_of(
    sql: &SqlStorage,
    names: &mut BTreeMap<DialogueId, String>,
    id: DialogueId,
) -> Result<String, Fault> {
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let found = dialogues::row(sql, &id)?.map(|row| row.name);
    let name = found.unwrap_or_else(|| id.to_string());
    names.insert(id, name.clone());
    Ok(name)
}

/// Notes something of whom a conversation is with.
pub(super) fn note_visitor(
    shell: &Shell,
    me: &Caller,
    subject: &Subject,
    fields: &Values,
) -> Answer {
    let sql = shell.sql();
    let row = &subject.entry.row;
    let Some(id) = &row.visitor else { return Err(Fault::NotFound("visitor")) };
    atomic(&shell.state, || {
        if let Some(mut person) = known_person(&sql, subject)? {
            return note(&sql, &mut person, fields);
        }
        let mut visitor = hearing::visitor(&sql, id)?;
        visitor.known.hear(&heard(subject));
        visitor.known.note(fields, false).map_err(refused)?;
        store::keep_visitor(&sql, id, &visitor)?;
        rename(&sql, conversations::Whose::Visitor(id), &visitor.known.fields())?;
        // With a noted address they are a person from now on.
        if let Some(mut person) = hearing::whose(&sql, Some(id), &row.told)? {
            hearing::link(&sql, id, visitor, Some(&mut person))?;
            hearing::keep_person(&sql, &mut person)?;
        }
        Ok(())
    })?;
    visitor(shell, me, subject)
}

fn note(sql: &SqlStorage, person: &mut Person, fields: &Values) -> Result<(), Fault> {
    person.known.note(fields, true).map_err(refused)?;
    hearing::keep_person(sql, person)?;
    rename(sql, conversations::Whose::Person(&person.id), &person.known.fields())
}

/// By what is noted of somebody their conversations are found, too: the latest of them.
fn rename(sql: &SqlStorage, whose: conversations::Whose<'_>, known: &Values) -> Result<(), Fault> {
    for row in conversations::theirs(sql, whose, Timestamp::default(), (END, ""), PAGE)? {
        let mut fields = row.told;
        fields.extend(known.clone());
        search::rename(sql, &row.id, &people::who(&fields))?;
    }
    Ok(())
}

fn refused(error: people::NoteError) -> Fault {
    Fault::Invalid(error.to_string())
}

/// Everybody, page by page: all, or who fits what was typed.
pub(super) fn all(
    shell: &Shell,
    typed: Option<&str>,
    sort: Option<&str>,
    cursor: Option<&str>,
) -> Answer {
    let sql = shell.sql();
    if let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) {
        return found(&sql, typed, cursor);
    }
    let sort = match sort {
        None => Sort::Last,
        Some(word) => Sort::of_word(word).ok_or_else(|| {
            let known = "last, first, name or conversations";
            Fault::Invalid(format!("People can't be sorted by “{}”: {known}.", cut(word)))
        })?,
    };
    // An id has no point in it, a name may.
    let after = cursor.map(|cursor| cursor.rsplit_once('.').ok_or_else(no_cursor)).transpose()?;
    let mut items = store::page(&sql, sort, after, PAGE + 1)?.ok_or_else(no_cursor)?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|last| format!("{}.{}", sort.key(last), last.id));
    body::answer(&Listing { items: items.into_iter().map(row).collect(), next })
}

fn found(sql: &SqlStorage, typed: &str, cursor: Option<&str>) -> Answer {
    let before = cursor.map_or(Ok(END), |cursor| cursor.parse().map_err(|_| no_cursor()))?;
    let places = match people::query(typed) {
        Some(question) => search::find_people(sql, &question, before, PAGE + 1)?,
        None => Vec::new(),
    };
    let next = (places.len() > PAGE).then(|| places[PAGE - 1].to_string());
    let people = places.iter().take(PAGE).map(|place| store::at(sql, *place));
    let items: Vec<_> = people.collect::<Result<_, _>>()?;
    body::answer(&Listing { items: items.into_iter().flatten().map(row).collect(), next })
}

fn row(person: Person) -> PersonRow {
    let Person { id, known, conversations, .. } = person;
    PersonRow {
        id,
        fields: known.fields(),
        place: known.place,
        first: known.first,
        last: known.last,
        conversations,
    }
}

/// One person with their history.
pub(super) fn one(shell: &Shell, me: &Caller, id: &PersonId, cursor: Option<&str>) -> Answer {
    body::answer(&page(shell, me, id, cursor)?)
}

pub(super) fn page(
    shell: &Shell,
    me: &Caller,
    id: &PersonId,
    cursor: Option<&str>,
) -> Result<PersonPage, Fault> {
    let sql = shell.sql();
    let person = store::find(&sql, id)?.ok_or(Fault::NotFound("person"))?;
    let before = cursor.map_or(Ok((END, "")), place_of)?;
    let whose = conversations::Whose::Person(id);
    let mut rows = conversations::theirs(&sql, whose, Timestamp::default(), before, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(super::list::cursor_after);
    let items = activity(&sql, me, rows)?;
    let (noted, device) = (person.known.noted.clone(), person.known.device.clone());
    let visitors = store::visitors(&sql, id)?;
    Ok(PersonPage { row: row(person), noted, device, visitors, history: Listing { items, next } })
}

/// Notes something of a person.
pub(super) fn put(shell: &Shell, me: &Caller, id: &PersonId, fields: &Values) -> Answer {
    let sql = shell.sql();
    let mut person = store::find(&sql, id)?.ok_or(Fault::NotFound("person"))?;
    atomic(&shell.state, || note(&sql, &mut person, fields))?;
    one(shell, me, id, None)
}

/// Which conversations there are with somebody, for who takes all of it out.
pub(super) fn to_export(shell: &Shell, me: &Caller, id: &PersonId) -> Answer {
    if !me.rights.may(Permission::ViewAllConversations) {
        return Err(Fault::NoPermission(Permission::ViewAllConversations));
    }
    let person = page(shell, me, id, None)?;
    let conversations: Vec<ConversationId> = conversations::ids_of(&shell.sql(), id)?;
    body::answer(&(person, conversations))
}
