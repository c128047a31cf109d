//! Dialogues, their versions, and the keys with which programs write them.

use super::route::Route;
use super::{RequestContext, agents};
use crate::auth::api_key;
use crate::error::Answer;
use crate::http::body;
use crate::runtime::random;
use crate::site::AgentRequest;
use shared::id::SiteId;
use shared::protocol::DialogueOrder;

pub(super) async fn answer(mut ctx: RequestContext, route: Route) -> Answer {
    let (site, act) = match route {
        Route::Dialogues(site) => (site, AgentRequest::Dialogues),
        Route::Dialogue(site, id) => (site, AgentRequest::Dialogue(id)),
        Route::Versions(site, dialogue) => {
            let cursor = ctx.query("cursor")?;
            (site, AgentRequest::Versions { dialogue, cursor })
        }
        Route::VersionText(site, id, version) => (site, AgentRequest::VersionText(id, version)),
        Route::History(site, dialogue) => {
            let cursor = ctx.query("cursor")?;
            (site, AgentRequest::History { dialogue, cursor })
        }
        Route::Keys(site) => (site, AgentRequest::Keys),
        Route::PutDialogue(site, dialogue) => {
            ctx.check_csrf(&site)?;
            let over = ctx.request.headers().get("If-Match")?;
            let body = body::text(&mut ctx.request, body::MAX_BYTES).await?;
            (site, AgentRequest::PutDialogue { dialogue, body, over })
        }
        Route::OrderDialogues(site) => {
            ctx.check_csrf(&site)?;
            let new_order: DialogueOrder = body::json(&mut ctx.request).await?;
            (site, AgentRequest::OrderDialogues(new_order.order))
        }
        Route::MakeKey(site) => {
            ctx.check_csrf(&site)?;
            let new = body::json(&mut ctx.request).await?;
            let (id, key) = (random::key()?, api_key::make(&ctx.config.signer, &site)?);
            (site, AgentRequest::MakeKey { id, key, new })
        }
        route => match act(&route) {
            Some((site, act)) => {
                ctx.check_csrf(site)?;
                (site.clone(), act)
            }
            None => return agents::answer(ctx, route).await,
        },
    };
    ctx.request_as(&site, act).await
}

/// What is done without a body.
fn act(route: &Route) -> Option<(&SiteId, AgentRequest)> {
    Some(match route {
        Route::DeleteDialogue(site, id) => (site, AgentRequest::DeleteDialogue(id.clone())),
        Route::Publish(site, id) => (site, AgentRequest::Publish(id.clone())),
        Route::Unpublish(site, id) => (site, AgentRequest::Unpublish(id.clone())),
        Route::RollBack(site, id, version) => (site, AgentRequest::RollBack(id.clone(), *version)),
        Route::RevokeKey(site, id) => (site, AgentRequest::RevokeKey(id.clone())),
        _ => return None,
    })
}
