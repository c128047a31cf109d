//! Whom conversations are with: beside a chat, in the list of people, taken out whole, and erased.

use super::Call;
use crate::conversation_object::{Guest, Subject};
use crate::error::{Answer, Fault};
use crate::route::Route;
use crate::site_object::AgentCall;
use crate::{body, clock, config, cors, outbox};
use shared::id::{ConversationId, PersonId, SiteId};
use shared::protocol::{Export, Me, PersonPage, PutFields, Record};
use worker::Method;

pub(super) async fn answer(mut call: Call, route: Route) -> Answer {
    let (site, act) = match route {
        Route::Visitor(site, id) => return visitor(&mut call, &site, &id).await,
        Route::ExportPerson(site, person) => return export(&call, &site, person).await,
        Route::People(site) => {
            let (typed, sort) = (call.query("q")?, call.query("sort")?);
            (site, AgentCall::People { typed, sort, cursor: call.query("cursor")? })
        }
        Route::Person(site, person) => {
            let cursor = call.query("cursor")?;
            (site, AgentCall::Person { person, cursor })
        }
        Route::PutPerson(site, person) => {
            call.must_be_meant(&site)?;
            let PutFields { fields } = body::json(&mut call.request).await?;
            (site, AgentCall::NotePerson { person, fields })
        }
        Route::ErasePerson(site, person) => {
            call.must_be_meant(&site)?;
            (site, AgentCall::ErasePerson(person))
        }
        Route::Erasures(site) => (site, AgentCall::Erasures { cursor: call.query("cursor")? }),
        Route::Erasure(site, id) => (site, AgentCall::Erasure(id)),
        _ => return Err(Fault::NoRoute { path: call.request.path() }),
    };
    call.ask_as(&site, act).await
}

/// `GET` and `PUT …/conversations/{id}/visitor`. The conversation says whom it is with, and whether
/// who asks may know; the site says what is known of them.
async fn visitor(call: &mut Call, site: &SiteId, id: &ConversationId) -> Answer {
    let fields = match call.request.method() {
        Method::Put => {
            call.must_be_meant(site)?;
            Some(body::json::<PutFields>(&mut call.request).await?.fields)
        }
        _ => None,
    };
    let mut answer = call.ask_as(site, AgentCall::Me).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let me: Me = body::of(&mut answer).await?;
    let request = outbox::post("visitor", &Guest::agent(site, &me))?;
    let mut found = config::conversation(&call.env, id)?.fetch_with_request(request).await?;
    if found.status_code() != 200 {
        return Ok(found);
    }
    let subject: Box<Subject> = body::of(&mut found).await?;
    let act = match fields {
        Some(fields) => AgentCall::NoteVisitor { subject, fields },
        None => AgentCall::Visitor(subject),
    };
    call.ask_as(site, act).await
}

/// `GET …/people/{person}/export`: the person, and every conversation with its whole log.
async fn export(call: &Call, site: &SiteId, id: PersonId) -> Answer {
    let mut answer = call.ask_as(site, AgentCall::ExportPerson(id.clone())).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let (person, ids): (PersonPage, Vec<ConversationId>) = body::of(&mut answer).await?;
    let mut conversations: Vec<Record> = Vec::new();
    for conversation in &ids {
        let request = outbox::post("record", &())?;
        let stub = config::conversation(&call.env, conversation)?;
        let mut record = stub.fetch_with_request(request).await?;
        match record.status_code() {
            200 => conversations.push(body::of(&mut record).await?),
            404 => {} // forgotten since
            status => return Err(Fault::Broken(format!("{conversation} answered {status}"))),
        }
    }
    let export = Export { at: clock::now(), person, conversations };
    let mut answer = cors::changeable(body::answer(&export)?);
    let name = format!("attachment; filename=\"{id}.json\"");
    answer.headers_mut().set("Content-Disposition", &name)?;
    Ok(answer)
}
