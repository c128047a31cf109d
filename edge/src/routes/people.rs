//! Routes of people: the profile beside a chat, and the export.

use super::{RequestContext, Serve};
use crate::conversation::{Participant, Subject};
use crate::error::{Answer, ApiError};
use crate::http::{body, cors};
use crate::messaging::outbox;
use crate::runtime::{clock, config};
use crate::site::{PersonToExport, SiteRequest};
use shared::api::{Endpoint, ExportPerson, GetConversationVisitor, PutConversationVisitor};
use shared::id::{ConversationId, SiteId};
use shared::person::Attributes;
use shared::protocol::{Export, ExportedConversation, FieldEdits};

impl Serve for GetConversationVisitor {
    async fn serve(self, ctx: RequestContext) -> Answer {
        visitor::<Self>(&ctx, &self.site, &self.conversation, None).await
    }
}

impl Serve for PutConversationVisitor {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        ctx.who_calls(&self.site, Self::INFO)?;
        let FieldEdits { fields } = body::json(&mut ctx.request).await?;
        visitor::<Self>(&ctx, &self.site, &self.conversation, Some(fields)).await
    }
}

/// The visitor's profile. The conversation provides the visitor's data and checks whether the
/// caller may read it; the site adds what it knows.
async fn visitor<E: Endpoint>(
    ctx: &RequestContext,
    site: &SiteId,
    id: &ConversationId,
    fields: Option<Attributes>,
) -> Answer {
    let me = match ctx.authorize::<E>(site, ctx.who_calls(site, E::INFO)?).await? {
        Ok(me) => me,
        Err(answer) => return Ok(answer),
    };
    let request = outbox::request("visitor", &Participant::agent(site, &me))?;
    let mut found = ctx.conversation(site, id)?.fetch_with_request(request).await?;
    if found.status_code() != 200 {
        return Ok(found);
    }
    let subject: Box<Subject> = body::response_json(&mut found).await?;
    ctx.send_to_site(
        site,
        &SiteRequest::Visitor { credential: ctx.credential(site)?, subject, fields },
    )
    .await
}

impl Serve for ExportPerson {
    /// The person, their blocks, and every conversation with all that it stores.
    async fn serve(self, ctx: RequestContext) -> Answer {
        let Self { site, person: id } = self;
        let credential = ctx.who_calls(&site, Self::INFO)?;
        let mut answer = ctx
            .send_to_site(&site, &SiteRequest::Export { credential, person: id.clone() })
            .await?;
        if answer.status_code() != 200 {
            return Ok(answer);
        }
        let PersonToExport { person, blocks, conversations: ids } =
            body::response_json(&mut answer).await?;
        let origin = ctx.own_origin()?;
        let mut conversations: Vec<ExportedConversation> = Vec::new();
        for conversation in &ids {
            let request = outbox::request("export", &origin)?;
            let stub = config::conversation(&ctx.env, conversation)?;
            let mut exported = stub.fetch_with_request(request).await?;
            match exported.status_code() {
                200 => conversations.push(body::response_json(&mut exported).await?),
                404 => {} // erased meanwhile
                status => {
                    return Err(ApiError::Broken(format!("{conversation} answered {status}")));
                }
            }
        }
        let export = Export { at: clock::now(), person, blocks, conversations };
        let mut answer = cors::changeable(body::answer(&export)?);
        let name = format!("attachment; filename=\"{id}.json\"");
        answer.headers_mut().set("Content-Disposition", &name)?;
        Ok(answer)
    }
}
