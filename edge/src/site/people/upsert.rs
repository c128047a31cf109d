//! People whom another system writes, by their e-mail address (PEOPLE-27).

use super::store::{self, Person};
use super::{changed, refused, rename, row};
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use crate::site::Shell;
use crate::site::list::store as conversations;
use crate::site::principal::Principal;
use crate::site::projections;
use crate::site::reply::{self, Reply};
use crate::site::request::Handler;
use shared::api::{PutPersonByEmail, Request};
use shared::people::{self, Profile};
use shared::person::{Attributes, Field};
use shared::protocol::PersonRow;
use std::rc::Rc;
use worker::SqlStorage;

/// Sets overrides in the profile of the person with this address, and creates them if nobody has it.
fn upsert(shell: &Rc<Shell>, written: &str, mut fields: Attributes) -> Reply<PersonRow> {
    let sql = shell.sql();
    let Some(email) = people::normal_email(written) else {
        let sentence = "`email` must be an e-mail address, like ada@example.com.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    };
    // The address may be among the fields, but it is no change.
    if fields.get(&Field::Email).and_then(|email| people::normal_email(email)).as_ref()
        == Some(&email)
    {
        fields.remove(&Field::Email);
    }
    let (is_new, person) = atomic(&shell.object.state, || {
        let found = store::by_email(&sql, &email)?;
        let is_new = found.is_none();
        let mut person = found.map_or_else(|| create(&sql, &email), Ok)?;
        let before = if is_new { Attributes::new() } else { person.profile.fields() };
        person.profile.note(&fields, true).map_err(refused)?;
        projections::save_person(&sql, &mut person)?;
        changed(shell, &sql, &before, &person)?;
        rename(&sql, conversations::Contact::Person(&person.id), &person.profile.fields())?;
        Ok((is_new, person))
    })?;
    outbox::pump(shell)?;
    let row = row(person);
    if is_new { reply::created(&row) } else { reply::json(&row) }
}

fn create(sql: &SqlStorage, email: &str) -> Result<Person, ApiError> {
    let (id, now) = (random::person()?, clock::now());
    let mut profile = Profile::default();
    profile.attributes.insert(Field::Email, email.to_owned());
    (profile.first, profile.last) = (now, now);
    let row_id = store::add(sql, &id, email, &profile)?;
    Ok(Person { row_id, id, profile, conversations: 0 })
}

impl Handler for PutPersonByEmail {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        upsert(shell, &request.query.email.unwrap_or_default(), request.body.fields)
    }
}
