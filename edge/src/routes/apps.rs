//! Routes of programs that write in conversations.

use super::{RequestContext, Serve};
use crate::conversation::AppRequest;
use crate::error::Answer;
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::limits;
use crate::site::SiteRequest;
use shared::api::{Endpoint, HandOverToPeople, SayAsApp, TypeAsApp};
use shared::conversation::AppAct;
use shared::id::{ConversationId, SiteId};
use shared::limit::Limit;
use shared::protocol::{AppTyping, HandOver, NewAppMessage};
use shared::stream::Route;

impl Serve for SayAsApp {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        ctx.who_calls(&self.site, Self::INFO)?;
        let NewAppMessage { app, text, key } = body::json(&mut ctx.request).await?;
        let act = AppAct::Say(text);
        let request = |name| AppRequest::Act { app: app.unwrap_or(name), key, act };
        send::<Self>(&ctx, &self.site, &self.conversation, None, request).await
    }
}

impl Serve for HandOverToPeople {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        ctx.who_calls(&self.site, Self::INFO)?;
        let HandOver { app, route, key } = body::json(&mut ctx.request).await?;
        let act = AppAct::HandOver(route.clone());
        let request = |name| AppRequest::Act { app: app.unwrap_or(name), key, act };
        send::<Self>(&ctx, &self.site, &self.conversation, Some(route), request).await
    }
}

impl Serve for TypeAsApp {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        ctx.who_calls(&self.site, Self::INFO)?;
        let AppTyping { on } = body::json(&mut ctx.request).await?;
        let request = |_| AppRequest::Typing(on);
        send::<Self>(&ctx, &self.site, &self.conversation, None, request).await
    }
}

/// Passes a request on to the conversation, for a caller who may make it. By default the app has the
/// name that the site tells.
async fn send<E: Endpoint>(
    ctx: &RequestContext,
    site: &SiteId,
    id: &ConversationId,
    hands_over_by: Option<Route>,
    request: impl FnOnce(String) -> AppRequest,
) -> Answer {
    let (credential, route) = (ctx.credential(site)?, E::INFO.name.to_owned());
    let ask = SiteRequest::AsApp { credential, route, hands_over_by };
    let mut answer = ctx.send_to_site(site, &ask).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let request = request(body::response_json(&mut answer).await?);
    let conversation = ctx.conversation(site, id)?;
    limits::take(Limit::RequestsOfApps, id.as_str())?;
    Ok(conversation.fetch_with_request(outbox::request("app", &request)?).await?)
}
