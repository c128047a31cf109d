//! `…/conversations/{id}/blocked` and `…/blocked`: visitors whom nobody wants to hear of any more.

use super::RequestContext;
use crate::conversation::{BlockRequest, Participant};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::config;
use crate::site::AgentRequest;
use shared::id::{ConversationId, SiteId, VisitorId};
use shared::protocol::{Blocked, Me, NewBlock};
use worker::Response;

pub(super) async fn list(ctx: &RequestContext, site: &SiteId) -> Answer {
    ctx.request_as(site, AgentRequest::Blocked).await
}

/// Whether the conversation's visitor is blocked: for whoever may read it.
pub(super) async fn state(ctx: &RequestContext, site: &SiteId, id: &ConversationId) -> Answer {
    match request_block(ctx, site, id, AgentRequest::Me, None).await? {
        Ok(Blocked { visitor, .. }) => {
            ctx.request_as(site, AgentRequest::BlockStatus(visitor)).await
        }
        Err(answer) => Ok(answer),
    }
}

pub(super) async fn block(mut ctx: RequestContext, site: &SiteId, id: &ConversationId) -> Answer {
    ctx.check_csrf(site)?;
    let new: NewBlock = body::json_or_nothing(&mut ctx.request, body::MAX_BYTES).await?;
    match request_block(&ctx, site, id, AgentRequest::MayBlock, Some(new)).await? {
        Ok(blocked) => body::answer(&blocked),
        Err(answer) => Ok(answer),
    }
}

pub(super) async fn unblock(ctx: &RequestContext, site: &SiteId, id: &ConversationId) -> Answer {
    ctx.check_csrf(site)?;
    match request_block(ctx, site, id, AgentRequest::Me, None).await? {
        Ok(Blocked { visitor, .. }) => ctx.request_as(site, AgentRequest::Unblock(visitor)).await,
        Err(answer) => Ok(answer),
    }
}

/// The same from the list.
pub(super) async fn unblock_one(ctx: &RequestContext, site: &SiteId, visitor: VisitorId) -> Answer {
    ctx.check_csrf(site)?;
    ctx.request_as(site, AgentRequest::Unblock(visitor)).await
}

/// Asks the conversation, in the name of somebody who may do that at its site; the inner error is an
/// answer that says why not.
async fn request_block(
    ctx: &RequestContext,
    site: &SiteId,
    id: &ConversationId,
    may: AgentRequest,
    block: Option<NewBlock>,
) -> Result<Result<Blocked, Response>, ApiError> {
    let mut answer = ctx.request_as(site, may).await?;
    if answer.status_code() != 200 {
        return Ok(Err(answer));
    }
    let me: Me = body::response_json(&mut answer).await?;
    let block_request = BlockRequest { participant: Participant::agent(site, &me), block };
    let request = outbox::request("block", &block_request)?;
    let mut answer = config::conversation(&ctx.env, id)?.fetch_with_request(request).await?;
    if answer.status_code() != 200 {
        return Ok(Err(answer));
    }
    Ok(Ok(body::response_json(&mut answer).await?))
}
