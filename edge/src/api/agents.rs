//! What somebody signed in, or a program with a key, asks for: that cookie or key were made here is
//! proven here, whether they hold and what they permit at the site.

use super::Call;
use crate::error::{Answer, Fault};
use crate::route::Route;
use crate::site_object::AgentCall;
use crate::{body, password};
use shared::id::{AgentId, SiteId};
use shared::protocol::{NewAgent, RequireSignature};

pub(super) async fn answer(mut call: Call, route: Route) -> Answer {
    let (site, act) = match route {
        Route::Me(site) => (site, AgentCall::Me),
        Route::Agents(site) => (site, AgentCall::Agents),
        Route::AgentUses(site, agent) => (site, AgentCall::AgentUses(agent)),
        Route::TeamUses(site, team) => (site, AgentCall::TeamUses(team)),
        Route::Invitations(site) => (site, AgentCall::Invitations),
        Route::Availability(site, agent) => (site, AgentCall::Availability { agent }),
        Route::Devices(site) => (site, AgentCall::Devices),
        Route::Settings(site) => (site, AgentCall::Settings),
        Route::Identity(site) => (site, AgentCall::Identity),
        Route::Book(site) => (site, AgentCall::Book),
        Route::Usage(site) => (site, AgentCall::Usage),
        Route::DialogueReport(site) => {
            let (from, to) = (call.query("from")?, call.query("to")?);
            (site, AgentCall::DialogueReport { from, to })
        }
        Route::Funnel(site, dialogue) => {
            let (from, to) = (call.query("from")?, call.query("to")?);
            (site, AgentCall::Funnel { dialogue, from, to })
        }
        Route::ChatReport(site) => {
            let (from, to, zone) = (call.query("from")?, call.query("to")?, call.query("zone")?);
            (site, AgentCall::ChatReport { from, to, zone })
        }
        Route::Conversations(site) => {
            let list = list(&call)?;
            (site, list)
        }
        Route::PutAgent(site, agent) => put_agent(&mut call, site, agent).await?,
        route => write(&mut call, route).await?,
    };
    call.ask_as(&site, act).await
}

/// A password costs time: who sends it is looked at first.
async fn put_agent(
    call: &mut Call,
    site: SiteId,
    agent: AgentId,
) -> Result<(SiteId, AgentCall), Fault> {
    call.must_be_meant(&site)?;
    call.who(&site)?;
    let mut new: NewAgent = body::json(&mut call.request).await?;
    let hash = new.password.take().map(|word| password::hash(&word)).transpose()?;
    Ok((site, AgentCall::PutAgent { agent, new, hash }))
}

/// Writes must come from our own pages and somebody whose cookie is good, or with a key.
async fn write(call: &mut Call, route: Route) -> Result<(SiteId, AgentCall), Fault> {
    let (site, act) = match route {
        Route::RemoveAgent(site, agent) => (site, AgentCall::RemoveAgent(agent)),
        Route::RevokeInvitation(site, id) => (site, AgentCall::RevokeInvitation(id)),
        Route::PutAvailability(site, agent) => {
            let new = body::json(&mut call.request).await?;
            (site, AgentCall::PutAvailability { agent, new })
        }
        Route::PutDevice(site) => {
            let (contact, new) = (call.own_origin()?, body::json(&mut call.request).await?);
            (site, AgentCall::PutDevice { new, contact })
        }
        Route::ForgetDevice(site, id) => (site, AgentCall::ForgetDevice(id)),
        Route::TryDevice(site, id) => (site, AgentCall::TryDevice(id)),
        Route::PutSettings(site) => {
            (site, AgentCall::PutSettings(body::json(&mut call.request).await?))
        }
        Route::RequireSignature(site) => {
            let RequireSignature { required } = body::json(&mut call.request).await?;
            (site, AgentCall::RequireSignature(required))
        }
        Route::RotateIdentity(site) => (site, AgentCall::RotateIdentity),
        Route::PutBook(site) => (site, AgentCall::PutBook(body::json(&mut call.request).await?)),
        _ => return Err(Fault::NoRoute { path: call.request.path() }),
    };
    // Whatever it is: no site hears of it before.
    call.must_be_meant(&site)?;
    Ok((site, act))
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
