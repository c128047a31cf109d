//! Whom conversations are with: beside a chat, in the list of people, taken out whole, and erased.

use super::RequestContext;
use super::route::Route;
use crate::conversation::{Participant, Subject};
use crate::error::{Answer, ApiError};
use crate::http::{body, cors};
use crate::messaging::outbox;
use crate::runtime::{clock, config};
use crate::site::AgentRequest;
use shared::id::{ConversationId, PersonId, SiteId};
use shared::protocol::{Export, FieldEdits, Me, PersonPage, Record};
use worker::Method;

pub(super) async fn answer(mut ctx: RequestContext, route: Route) -> Answer {
    let (site, act) = match route {
        Route::Visitor(site, id) => return visitor(&mut ctx, &site, &id).await,
        Route::ExportPerson(site, person) => return export(&ctx, &site, person).await,
        Route::People(site) => {
            let (typed, sort) = (ctx.query("q")?, ctx.query("sort")?);
            (site, AgentRequest::People { typed, sort, cursor: ctx.query("cursor")? })
        }
        Route::Person(site, person) => {
            let cursor = ctx.query("cursor")?;
            (site, AgentRequest::Person { person, cursor })
        }
        Route::PutPerson(site, person) => {
            ctx.check_csrf(&site)?;
            let FieldEdits { fields } = body::json(&mut ctx.request).await?;
            (site, AgentRequest::NotePerson { person, fields })
        }
        Route::ErasePerson(site, person) => {
            ctx.check_csrf(&site)?;
            (site, AgentRequest::ErasePerson(person))
        }
        Route::Erasures(site) => (site, AgentRequest::Erasures { cursor: ctx.query("cursor")? }),
        Route::Erasure(site, id) => (site, AgentRequest::Erasure(id)),
        _ => return Err(ApiError::NoRoute { path: ctx.request.path() }),
    };
    ctx.request_as(&site, act).await
}

/// `GET` and `PUT …/conversations/{id}/visitor`. The conversation says whom it is with, and whether
/// who asks may know; the site says what is known of them.
async fn visitor(ctx: &mut RequestContext, site: &SiteId, id: &ConversationId) -> Answer {
    let fields = match ctx.request.method() {
        Method::Put => {
            ctx.check_csrf(site)?;
            Some(body::json::<FieldEdits>(&mut ctx.request).await?.fields)
        }
        _ => None,
    };
    let mut answer = ctx.request_as(site, AgentRequest::Me).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let me: Me = body::response_json(&mut answer).await?;
    let request = outbox::request("visitor", &Participant::agent(site, &me))?;
    let mut found = config::conversation(&ctx.env, id)?.fetch_with_request(request).await?;
    if found.status_code() != 200 {
        return Ok(found);
    }
    let subject: Box<Subject> = body::response_json(&mut found).await?;
    let act = match fields {
        Some(fields) => AgentRequest::NoteVisitor { subject, fields },
        None => AgentRequest::Visitor(subject),
    };
    ctx.request_as(site, act).await
}

/// `GET …/people/{person}/export`: the person, and every conversation with its whole log.
async fn export(ctx: &RequestContext, site: &SiteId, id: PersonId) -> Answer {
    let mut answer = ctx.request_as(site, AgentRequest::ExportPerson(id.clone())).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let (person, ids): (PersonPage, Vec<ConversationId>) = body::response_json(&mut answer).await?;
    let mut conversations: Vec<Record> = Vec::new();
    for conversation in &ids {
        let request = outbox::request("record", &())?;
        let stub = config::conversation(&ctx.env, conversation)?;
        let mut record = stub.fetch_with_request(request).await?;
        match record.status_code() {
            200 => conversations.push(body::response_json(&mut record).await?),
            404 => {} // forgotten since
            status => return Err(ApiError::Broken(format!("{conversation} answered {status}"))),
        }
    }
    let export = Export { at: clock::now(), person, conversations };
    let mut answer = cors::changeable(body::answer(&export)?);
    let name = format!("attachment; filename=\"{id}.json\"");
    answer.headers_mut().set("Content-Disposition", &name)?;
    Ok(answer)
}
