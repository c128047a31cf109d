//! What somebody signed in, or a program with a key, asks for: that cookie or key were made here is
//! proven here, whether they hold and what they permit at the site.

use super::RequestContext;
use super::route::Route;
use crate::auth::password;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::site::{AgentRequest, ConversationFilter};
use shared::id::{AgentId, DialogueId, PersonId, SiteId, TeamId};
use shared::protocol::{NewAgent, RequireSignature};

pub(super) async fn answer(mut ctx: RequestContext, route: Route) -> Answer {
    let (site, act) = match route {
        Route::Me(site) => (site, AgentRequest::Me),
        Route::Agents(site) => (site, AgentRequest::Agents),
        Route::AgentReferences(site, agent) => (site, AgentRequest::AgentReferences(agent)),
        Route::TeamReferences(site, team) => (site, AgentRequest::TeamReferences(team)),
        Route::Invitations(site) => (site, AgentRequest::Invitations),
        Route::Availability(site, agent) => (site, AgentRequest::Availability { agent }),
        Route::Devices(site) => (site, AgentRequest::Devices),
        Route::Settings(site) => (site, AgentRequest::Settings),
        Route::Identity(site) => (site, AgentRequest::Identity),
        Route::RoutingConfig(site) => (site, AgentRequest::RoutingConfig),
        Route::Usage(site) => (site, AgentRequest::Usage),
        Route::Replies(site) => (site, AgentRequest::Replies),
        Route::DialogueReport(site) => {
            let (from, to) = (ctx.query("from")?, ctx.query("to")?);
            (site, AgentRequest::DialogueReport { from, to })
        }
        Route::Funnel(site, dialogue) => {
            let (from, to) = (ctx.query("from")?, ctx.query("to")?);
            (site, AgentRequest::Funnel { dialogue, from, to })
        }
        Route::ChatReport(site) => {
            let (from, to, zone) = (ctx.query("from")?, ctx.query("to")?, ctx.query("zone")?);
            (site, AgentRequest::ChatReport { from, to, zone })
        }
        Route::Conversations(site) => {
            let list = list(&ctx)?;
            (site, list)
        }
        Route::Search(site) => {
            let search = search(&ctx)?;
            (site, search)
        }
        Route::Filters(site) => (site, AgentRequest::Filters),
        Route::PutAgent(site, agent) => put_agent(&mut ctx, site, agent).await?,
        route => write(&mut ctx, route).await?,
    };
    ctx.request_as(&site, act).await
}

/// A password costs time: who sends it is looked at first.
async fn put_agent(
    ctx: &mut RequestContext,
    site: SiteId,
    agent: AgentId,
) -> Result<(SiteId, AgentRequest), ApiError> {
    ctx.check_csrf(&site)?;
    ctx.credential(&site)?;
    let mut new: NewAgent = body::json(&mut ctx.request).await?;
    let hash = new.password.take().map(|plain| password::hash(&plain)).transpose()?;
    Ok((site, AgentRequest::PutAgent { agent, new, hash }))
}

/// Writes must come from our own pages and somebody whose cookie is good, or with a key.
async fn write(ctx: &mut RequestContext, route: Route) -> Result<(SiteId, AgentRequest), ApiError> {
    let (site, act) = match route {
        Route::RemoveAgent(site, agent) => (site, AgentRequest::RemoveAgent(agent)),
        Route::RevokeInvitation(site, id) => (site, AgentRequest::RevokeInvitation(id)),
        Route::PutAvailability(site, agent) => {
            let new = body::json(&mut ctx.request).await?;
            (site, AgentRequest::PutAvailability { agent, new })
        }
        Route::PutDevice(site) => {
            let (contact, new) = (ctx.own_origin()?, body::json(&mut ctx.request).await?);
            (site, AgentRequest::PutDevice { new, contact })
        }
        Route::DeleteDevice(site, id) => (site, AgentRequest::DeleteDevice(id)),
        Route::TryDevice(site, id) => (site, AgentRequest::TryDevice(id)),
        Route::PutSettings(site) => {
            (site, AgentRequest::PutSettings(body::json(&mut ctx.request).await?))
        }
        Route::RequireSignature(site) => {
            let RequireSignature { required } = body::json(&mut ctx.request).await?;
            (site, AgentRequest::RequireSignature(required))
        }
        Route::RotateIdentity(site) => (site, AgentRequest::RotateIdentity),
        Route::PutReply(site, scope, reply) => {
            let new = body::json(&mut ctx.request).await?;
            (site, AgentRequest::PutReply { scope, reply, new })
        }
        Route::DeleteReply(site, scope, reply) => {
            (site, AgentRequest::DeleteReply { scope, reply })
        }
        Route::PutRoutingConfig(site) => {
            (site, AgentRequest::PutRoutingConfig(body::json(&mut ctx.request).await?))
        }
        _ => return Err(ApiError::NoRoute { path: ctx.request.path() }),
    };
    // Whatever it is: no site hears of it before.
    ctx.check_csrf(&site)?;
    Ok((site, act))
}

fn list(ctx: &RequestContext) -> Result<AgentRequest, ApiError> {
    let filter = ConversationFilter {
        agent: ctx.query("agent")?.map(AgentId::parse).transpose()?,
        team: ctx.query("team")?.map(TeamId::parse).transpose()?,
        person: ctx.query("person")?.map(PersonId::parse).transpose()?,
        dialogue: ctx.query("dialogue")?.map(DialogueId::parse).transpose()?,
        status: ctx.query("status")?,
        cursor: ctx.query("cursor")?,
    };
    Ok(if asks_for_all(ctx)? { AgentRequest::All(filter) } else { AgentRequest::Mine(filter) })
}

fn search(ctx: &RequestContext) -> Result<AgentRequest, ApiError> {
    let typed = ctx.query("q")?.unwrap_or_default();
    let cursor = ctx.query("cursor")?;
    Ok(if asks_for_all(ctx)? {
        AgentRequest::SearchAll { typed, cursor }
    } else {
        AgentRequest::SearchMine { typed, cursor }
    })
}

/// Whether all conversations are meant, not only the own ones.
fn asks_for_all(ctx: &RequestContext) -> Result<bool, ApiError> {
    match ctx.query("scope")?.as_deref() {
        None | Some("mine") => Ok(false),
        Some("all") => Ok(true),
        Some(other) => {
            let visible: String = other.chars().take(24).collect();
            Err(ApiError::Invalid(format!("“{visible}” is no scope: use `mine` or `all`.")))
        }
    }
}
