//! `…/conversations/{conversation}/labels`: the conversation decides whether the caller may read it, the
//! site keeps the labels.

use super::{RequestContext, Serve};
use crate::conversation::Participant;
use crate::error::Answer;
use crate::messaging::outbox;
use crate::site::{LabelAct, SiteRequest};
use shared::api::{DeleteConversationLabel, Endpoint, GetConversationLabels, PutConversationLabel};
use shared::id::{ConversationId, SiteId};

impl Serve for GetConversationLabels {
    async fn serve(self, ctx: RequestContext) -> Answer {
        labels::<Self>(&ctx, &self.site, self.conversation, LabelAct::Show).await
    }
}

impl Serve for PutConversationLabel {
    async fn serve(self, ctx: RequestContext) -> Answer {
        labels::<Self>(&ctx, &self.site, self.conversation, LabelAct::Put(self.label)).await
    }
}

impl Serve for DeleteConversationLabel {
    async fn serve(self, ctx: RequestContext) -> Answer {
        labels::<Self>(&ctx, &self.site, self.conversation, LabelAct::TakeOff(self.label)).await
    }
}

async fn labels<E: Endpoint>(
    ctx: &RequestContext,
    site: &SiteId,
    conversation: ConversationId,
    act: LabelAct,
) -> Answer {
    let credential = ctx.who_calls(site, E::INFO)?;
    let me = match ctx.authorize::<E>(site, credential.clone()).await? {
        Ok(me) => me,
        Err(answer) => return Ok(answer),
    };
    let request = outbox::request("visitor", &Participant::agent(site, &me))?;
    let found = ctx.conversation(site, &conversation)?.fetch_with_request(request).await?;
    if found.status_code() != 200 {
        return Ok(found);
    }
    let route = E::INFO.name.to_owned();
    let request = SiteRequest::Label { credential, route, conversation, act };
    ctx.send_to_site(site, &request).await
}
