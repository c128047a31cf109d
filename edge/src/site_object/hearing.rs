//! What conversations tell of themselves: the list, the people, and what both are found by.

use super::Shell;
use super::store::people::{self as people_store, Person, Visitor};
use super::store::{conversations, erasures, search};
use super::{counts, reports};
use crate::chance;
use crate::clock;
use crate::error::{Answer, Fault};
use crate::outbox::{self, Envelope, Waiting};
use crate::outbox_store;
use crate::storage::atomic;
use shared::counts::{ChatFact, Mark};
use shared::id::VisitorId;
use shared::people::{self, Heard, Known};
use shared::person::Values;
use shared::protocol::Entry;
use std::rc::Rc;
use worker::SqlStorage;

/// A conversation's letter, what it counts as, and how its live chat goes.
pub(super) fn hear(
    shell: &Rc<Shell>,
    envelope: &Envelope,
    entry: &Entry,
    marks: &[Mark],
    chat: Option<&ChatFact>,
) -> Answer {
    let sql = shell.sql();
    if !outbox_store::has_come(&sql, &envelope.from, envelope.seq)? {
        atomic(&shell.state, || {
            outbox_store::mark(&sql, &envelope.from, envelope.seq)?;
            // What is being forgotten has nothing to tell any more.
            if !erasures::is_going(&sql, &entry.row.id)? {
                write_down(&sql, entry)?;
            }
            chat.map_or(Ok(()), |chat| reports::keep(&sql, clock::now(), chat))?;
            counts::hear(&sql, clock::now(), marks)
        })?;
        // What was told is forgotten one day.
        outbox::arm(&**shell, Waiting::None)?;
    }
    outbox::received()
}

fn write_down(sql: &SqlStorage, entry: &Entry) -> Result<(), Fault> {
    let Entry { row, place, device, agents, said, .. } = entry;
    let (started, last) = (row.started, row.last);
    let heard = Heard { told: &row.told, place, device, started, last };
    let mut person = whose(sql, row.visitor.as_ref(), &row.told)?;
    if let Some(id) = &row.visitor {
        let mut visitor = visitor(sql, id)?;
        visitor.known.hear(&heard);
        link(sql, id, visitor, person.as_mut())?;
    }
    conversations::keep(sql, entry, person.as_ref().map(|person| &person.id))?;
    let mut fields = row.told.clone();
    if let Some(person) = &mut person {
        person.known.hear(&heard);
        keep_person(sql, person)?;
        fields.extend(person.known.fields());
    }
    search::put(sql, &row.id, &people::who(&fields), agents, said.as_deref())
}

/// Whom a conversation is with, where an address is known: it was told or noted, or their browser is
/// somebody's. Who has just told theirs is written down.
pub(super) fn whose(
    sql: &SqlStorage,
    visitor: Option<&VisitorId>,
    told: &Values,
) -> Result<Option<Person>, Fault> {
    let known = visitor.map(|id| people_store::visitor(sql, id)).transpose()?.flatten();
    let noted = || known.as_ref().and_then(|known| people::email_of(&known.known.noted));
    let Some(email) = people::email_of(told).or_else(noted) else {
        let owner = known.and_then(|visitor| visitor.person);
        return Ok(owner.map(|id| people_store::find(sql, &id)).transpose()?.flatten());
    };
    if let Some(person) = people_store::by_email(sql, &email)? {
        return Ok(Some(person));
    }
    let (id, known) = (chance::person()?, Known::default());
    let place = people_store::add(sql, &id, &email, &known)?;
    Ok(Some(Person { place, id, known, conversations: 0 }))
}

/// A browser as it is known, also when it isn't.
pub(super) fn visitor(sql: &SqlStorage, id: &VisitorId) -> Result<Visitor, Fault> {
    let found = people_store::visitor(sql, id)?;
    Ok(found.unwrap_or_else(|| Visitor { person: None, known: Known::default() }))
}

/// Keeps a browser as that person's. What was known of it while it was nobody's goes over to them,
/// and so do its conversations.
pub(super) fn link(
    sql: &SqlStorage,
    id: &VisitorId,
    mut visitor: Visitor,
    person: Option<&mut Person>,
) -> Result<(), Fault> {
    if let Some(person) = person {
        if visitor.person.is_none() {
            person.known.absorb(&visitor.known);
            conversations::adopt(sql, id, &person.id)?;
        }
        visitor.person = Some(person.id.clone());
        visitor.known = visitor.known.only_when();
    }
    people_store::keep_visitor(sql, id, &visitor)
}

/// Keeps a person, with what they are counted and found by.
pub(super) fn keep_person(sql: &SqlStorage, person: &mut Person) -> Result<(), Fault> {
    person.conversations = conversations::count(sql, &person.id)?;
    people_store::keep(sql, person)?;
    search::put_person(sql, person.place, &people::who(&person.known.fields()))
}
