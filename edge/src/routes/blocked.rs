//! `…/conversations/{conversation}/blocked`: blocks and unblocks a conversation's visitor. The conversation knows its visitor, and the site knows whom it has blocked.

use super::{RequestContext, Serve};
use crate::conversation::{BlockRequest, Participant};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::site::{Credential, Input, RouteRequest, SiteRequest};
use shared::api::{
    BlockVisitor, Endpoint, GetBlockState, UnblockConversationVisitor, UnblockVisitor,
};
use shared::id::{ConversationId, SiteId};
use shared::protocol::{Blocked, By, Me, NewBlock};
use worker::Response;

impl Serve for GetBlockState {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        match visitor::<Self>(&ctx, &self.site, &self.conversation, credential).await? {
            Ok(visitor) => {
                let credential = ctx.credential(&self.site)?;
                ctx.send_to_site(
                    &self.site,
                    &SiteRequest::BlockState { credential, visitor: visitor.visitor },
                )
                .await
            }
            Err(answer) => Ok(answer),
        }
    }
}

impl Serve for BlockVisitor {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let new: NewBlock = body::json_or_nothing(&mut ctx.request, body::MAX_BYTES).await?;
        let me = match ctx.authorize::<Self>(&self.site, credential.clone()).await? {
            Ok(me) => me,
            Err(answer) => return Ok(answer),
        };
        let visitor = match request_block(&ctx, &self.site, &self.conversation, &me, None).await? {
            Ok(Blocked { visitor, .. }) => visitor,
            Err(answer) => return Ok(answer),
        };
        // The site may have no room for another block. Then the conversation goes on.
        let may = SiteRequest::MayBlock { credential, visitor };
        let mut may = ctx.send_to_site(&self.site, &may).await?;
        if may.status_code() != 200 {
            return Ok(may);
        }
        let block = Some((new, body::response_json::<By>(&mut may).await?));
        match request_block(&ctx, &self.site, &self.conversation, &me, block).await? {
            Ok(blocked) => body::answer(&blocked),
            Err(answer) => Ok(answer),
        }
    }
}

impl Serve for UnblockConversationVisitor {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        match visitor::<Self>(&ctx, &self.site, &self.conversation, credential).await? {
            Ok(Blocked { visitor, .. }) => {
                let route = UnblockVisitor { site: self.site.clone(), visitor };
                let nothing = Input { query: Vec::new(), body: "null".to_owned(), if_match: None };
                let request = Box::new(RouteRequest::UnblockVisitor(nothing.request(route)?));
                ctx.send_to_site(
                    &self.site,
                    &SiteRequest::As { credential: ctx.credential(&self.site)?, request },
                )
                .await
            }
            Err(answer) => Ok(answer),
        }
    }
}

/// The conversation's visitor, for a caller who may call the route. The inner error is an answer
/// that refuses it.
async fn visitor<E: Endpoint>(
    ctx: &RequestContext,
    site: &SiteId,
    id: &ConversationId,
    credential: Credential,
) -> Result<Result<Blocked, Response>, ApiError> {
    match ctx.authorize::<E>(site, credential).await? {
        Ok(me) => request_block(ctx, site, id, &me, None).await,
        Err(answer) => Ok(Err(answer)),
    }
}

/// Asks the conversation, which decides whether the caller may read it.
async fn request_block(
    ctx: &RequestContext,
    site: &SiteId,
    id: &ConversationId,
    me: &Me,
    block: Option<(NewBlock, By)>,
) -> Result<Result<Blocked, Response>, ApiError> {
    let block_request = BlockRequest { participant: Participant::agent(site, me), block };
    let request = outbox::request("block", &block_request)?;
    let mut answer = ctx.conversation(site, id)?.fetch_with_request(request).await?;
    if answer.status_code() != 200 {
        return Ok(Err(answer));
    }
    Ok(Ok(body::response_json(&mut answer).await?))
}
