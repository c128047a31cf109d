//! What somebody signed in asks for: the cookie is proven here, session and permission at the site.

use super::Call;
use crate::error::{Answer, Fault};
use crate::route::Route;
use crate::site_object::AgentCall;
use crate::{body, password};
use shared::id::SiteId;
use shared::protocol::{NewAgent, RequireSignature};

pub(super) async fn answer(mut call: Call, route: Route) -> Answer {
    let (site, act) = match route {
        Route::Me(site) => (site, AgentCall::Me),
        Route::Agents(site) => (site, AgentCall::Agents),
        Route::Availability(site, agent) => (site, AgentCall::Availability { agent }),
        Route::Settings(site) => (site, AgentCall::Settings),
        Route::Identity(site) => (site, AgentCall::Identity),
        Route::Book(site) => (site, AgentCall::Book),
        Route::Dialogues(site) => (site, AgentCall::Dialogues),
        Route::Dialogue(site, id) => (site, AgentCall::Dialogue(id)),
        Route::Usage(site) => (site, AgentCall::Usage),
        Route::DialogueReport(site) => {
            let (from, to) = (call.query("from")?, call.query("to")?);
            (site, AgentCall::DialogueReport { from, to })
        }
        Route::Conversations(site) => {
            let list = list(&call)?;
            (site, list)
        }
        route => write(&mut call, route).await?,
    };
    call.ask_as(&site, act).await
}

/// Writes must come from our own pages, and from somebody whose cookie is good.
async fn write(call: &mut Call, route: Route) -> Result<(SiteId, AgentCall), Fault> {
    call.must_come_from_own_page()?;
    match route {
        Route::PutAgent(site, agent) => {
            call.session(&site)?; // before anything costs time
            let mut new: NewAgent = body::json(&mut call.request).await?;
            let hash = new.password.take().map(|word| password::hash(&word)).transpose()?;
            Ok((site, AgentCall::PutAgent { agent, new, hash }))
        }
        Route::PutAvailability(site, agent) => {
            let new = body::json(&mut call.request).await?;
            Ok((site, AgentCall::PutAvailability { agent, new }))
        }
        Route::PutSettings(site) => {
            Ok((site, AgentCall::PutSettings(body::json(&mut call.request).await?)))
        }
        Route::RequireSignature(site) => {
            let RequireSignature { required } = body::json(&mut call.request).await?;
            Ok((site, AgentCall::RequireSignature(required)))
        }
        Route::RotateIdentity(site) => Ok((site, AgentCall::RotateIdentity)),
        Route::PutBook(site) => {
            Ok((site, AgentCall::PutBook(body::json(&mut call.request).await?)))
        }
        Route::PutDialogue(site, id) => {
            Ok((site, AgentCall::PutDialogue(id, body::json(&mut call.request).await?)))
        }
        Route::Publish(site, id) => Ok((site, AgentCall::Publish(id))),
        Route::Unpublish(site, id) => Ok((site, AgentCall::Unpublish(id))),
        _ => Err(Fault::NoRoute { path: call.request.path() }),
    }
}

fn list(call: &Call) -> Result<AgentCall, Fault> {
    let cursor = call.query("cursor")?;
    match call.query("scope")?.as_deref() {
        None | Some("mine") => Ok(AgentCall::Mine { cursor }),
        Some("all") => Ok(AgentCall::All { cursor }),
        Some(other) => {
            let shown: String = other.chars().take(24).collect();
            Err(Fault::Invalid(format!("“{shown}” is no scope: use `mine` or `all`.")))
        }
    }
}
