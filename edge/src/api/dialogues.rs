//! Dialogues, their versions, and the keys with which programs write them.

use super::{Call, agents};
use crate::error::Answer;
use crate::route::Route;
use crate::site_object::AgentCall;
use crate::{body, chance, key};
use shared::id::SiteId;
use shared::protocol::DialogueOrder;

pub(super) async fn answer(mut call: Call, route: Route) -> Answer {
    let (site, act) = match route {
        Route::Dialogues(site) => (site, AgentCall::Dialogues),
        Route::Dialogue(site, id) => (site, AgentCall::Dialogue(id)),
        Route::Versions(site, dialogue) => {
            let cursor = call.query("cursor")?;
            (site, AgentCall::Versions { dialogue, cursor })
        }
        Route::VersionText(site, id, version) => (site, AgentCall::VersionText(id, version)),
        Route::History(site, dialogue) => {
            let cursor = call.query("cursor")?;
            (site, AgentCall::History { dialogue, cursor })
        }
        Route::Keys(site) => (site, AgentCall::Keys),
        Route::PutDialogue(site, dialogue) => {
            call.must_be_meant(&site)?;
            let over = call.request.headers().get("If-Match")?;
            let body = body::text(&mut call.request, body::MAX_BYTES).await?;
            (site, AgentCall::PutDialogue { dialogue, body, over })
        }
        Route::OrderDialogues(site) => {
            call.must_be_meant(&site)?;
            let wanted: DialogueOrder = body::json(&mut call.request).await?;
            (site, AgentCall::OrderDialogues(wanted.order))
        }
        Route::MakeKey(site) => {
            call.must_be_meant(&site)?;
            let new = body::json(&mut call.request).await?;
            let (id, key) = (chance::key()?, key::make(&call.config.seal, &site)?);
            (site, AgentCall::MakeKey { id, key, new })
        }
        route => match act(&route) {
            Some((site, act)) => {
                call.must_be_meant(site)?;
                (site.clone(), act)
            }
            None => return agents::answer(call, route).await,
        },
    };
    call.ask_as(&site, act).await
}

/// What is done without a body.
fn act(route: &Route) -> Option<(&SiteId, AgentCall)> {
    Some(match route {
        Route::DeleteDialogue(site, id) => (site, AgentCall::DeleteDialogue(id.clone())),
        Route::Publish(site, id) => (site, AgentCall::Publish(id.clone())),
        Route::Unpublish(site, id) => (site, AgentCall::Unpublish(id.clone())),
        Route::RollBack(site, id, version) => (site, AgentCall::RollBack(id.clone(), *version)),
        Route::RevokeKey(site, id) => (site, AgentCall::RevokeKey(id.clone())),
        _ => return None,
    })
}
