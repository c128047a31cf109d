//! `…/conversations/{id}/blocked` and `…/blocked`: visitors whom nobody wants to hear of any more.

use super::Call;
use crate::conversation_object::{AsksBlock, Guest};
use crate::error::{Answer, Fault};
use crate::site_object::AgentCall;
use crate::{body, config, outbox};
use shared::id::{ConversationId, SiteId, VisitorId};
use shared::protocol::{Blocked, Me, NewBlock};
use worker::Response;

pub(super) async fn list(call: &Call, site: &SiteId) -> Answer {
    call.ask_as(site, AgentCall::Blocked).await
}

/// Whether the conversation's visitor is blocked: for whoever may read it.
pub(super) async fn state(call: &Call, site: &SiteId, id: &ConversationId) -> Answer {
    match ask(call, site, id, AgentCall::Me, None).await? {
        Ok(Blocked { visitor, .. }) => call.ask_as(site, AgentCall::BlockOf(visitor)).await,
        Err(answer) => Ok(answer),
    }
}

pub(super) async fn block(mut call: Call, site: &SiteId, id: &ConversationId) -> Answer {
    call.must_be_meant(site)?;
    let new: NewBlock = body::json_or_nothing(&mut call.request, body::MAX_BYTES).await?;
    match ask(&call, site, id, AgentCall::MayBlock, Some(new)).await? {
        Ok(blocked) => body::answer(&blocked),
        Err(answer) => Ok(answer),
    }
}

pub(super) async fn unblock(call: &Call, site: &SiteId, id: &ConversationId) -> Answer {
    call.must_be_meant(site)?;
    match ask(call, site, id, AgentCall::Me, None).await? {
        Ok(Blocked { visitor, .. }) => call.ask_as(site, AgentCall::Unblock(visitor)).await,
        Err(answer) => Ok(answer),
    }
}

/// The same from the list.
pub(super) async fn unblock_one(call: &Call, site: &SiteId, visitor: VisitorId) -> Answer {
    call.must_be_meant(site)?;
    call.ask_as(site, AgentCall::Unblock(visitor)).await
}

/// Asks the conversation, in the name of somebody who may do that at its site; the inner error is an
/// answer that says why not.
async fn ask(
    call: &Call,
    site: &SiteId,
    id: &ConversationId,
    may: AgentCall,
    block: Option<NewBlock>,
) -> Result<Result<Blocked, Response>, Fault> {
    let mut answer = call.ask_as(site, may).await?;
    if answer.status_code() != 200 {
        return Ok(Err(answer));
    }
    let me: Me = body::of(&mut answer).await?;
    let asks = AsksBlock { guest: Guest::agent(site, &me), block };
    let request = outbox::post("block", &asks)?;
    let mut answer = config::conversation(&call.env, id)?.fetch_with_request(request).await?;
    if answer.status_code() != 200 {
        return Ok(Err(answer));
    }
    Ok(Ok(body::of(&mut answer).await?))
}
