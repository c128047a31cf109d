//! Who works on a site: invitations, joining, and what the desk sees of everybody.

use super::RequestContext;
use crate::auth::password;
use crate::auth::session_cookie::{self, Session};
use crate::error::{Answer, ApiError};
use crate::http::{body, cors};
use crate::messaging::outbox;
use crate::runtime::{clock, config, random};
use crate::site::{AgentRequest, Joins, SiteRequest};
use shared::id::{InvitationId, SiteId};
use shared::protocol::{CreatedInvitation, InvitationRow, Join, NewInvitation, TryRouting};
use shared::time::{Millis, Timestamp};

const PURPOSE: &str = "invitation";

/// How long somebody may take to follow an invitation.
const LIFETIME: Millis = Millis::minutes(7 * 24 * 60);

/// `POST …/invitations`: the token is in this answer and nowhere else.
pub(super) async fn invite(mut ctx: RequestContext, site: &SiteId) -> Answer {
    ctx.check_csrf(site)?;
    let new: NewInvitation = body::json(&mut ctx.request).await?;
    let (id, expires) = (random::invitation()?, clock::now() + LIFETIME);
    let mut answer = ctx.request_as(site, AgentRequest::Invite { id, new, expires }).await?;
    if answer.status_code() != 201 {
        return Ok(answer);
    }
    let row: InvitationRow = body::response_json(&mut answer).await?;
    let until = row.expires.0.to_string();
    let token = ctx.config.signer.sign(PURPOSE, &[row.id.as_str(), site.as_str(), &until]);
    body::answer_with(201, &CreatedInvitation { row, token })
}

/// `GET …/join?invitation=…`: what the token invites to.
pub(super) async fn invited(ctx: &RequestContext, site: &SiteId) -> Answer {
    let token = ctx.query("invitation")?.unwrap_or_default();
    let invitation = proven(ctx, site, &token)?;
    ctx.send_to_site(site, &SiteRequest::Invited { invitation }).await
}

/// `POST …/join`: whoever holds the token joins, and is signed in.
pub(super) async fn join(mut ctx: RequestContext, site: &SiteId) -> Answer {
    ctx.check_origin()?;
    let Join { invitation: token, name, password } = body::json(&mut ctx.request).await?;
    let invitation = proven(&ctx, site, &token)?;
    // A password costs time: whether the invitation still holds is looked at first.
    let invited =
        ctx.send_to_site(site, &SiteRequest::Invited { invitation: invitation.clone() }).await?;
    if invited.status_code() != 200 {
        return Ok(invited);
    }
    let hash = password::hash(&password)?;
    let (now, agent) = (clock::now(), random::agent()?);
    let expires = now + session_cookie::LIFETIME;
    let session =
        Session { id: random::session()?, site: site.clone(), agent: agent.clone(), expires };
    let joins = Joins { invitation, agent, name, hash, session: session.id.clone(), expires };
    let answer = ctx.send_to_site(site, &SiteRequest::Join(joins)).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let mut answer = cors::changeable(answer);
    answer.headers_mut().set("Set-Cookie", &session.set_cookie(&ctx.config.signer, now))?;
    Ok(answer)
}

/// Which invitation a token was made for, here and for that site.
fn proven(ctx: &RequestContext, site: &SiteId, token: &str) -> Result<InvitationId, ApiError> {
    let [id, of, expires] =
        ctx.config.signer.verify(PURPOSE, token).ok_or(ApiError::NoInvitation)?;
    let expires = Timestamp(expires.parse().map_err(|_| ApiError::NoInvitation)?);
    if of != site.as_str() || expires <= clock::now() {
        return Err(ApiError::NoInvitation);
    }
    Ok(InvitationId::parse(id)?)
}

/// `GET …/availability`: how the desk sees everybody now.
pub(super) async fn availability(ctx: &RequestContext, site: &SiteId) -> Answer {
    let may = ctx.request_as(site, AgentRequest::SeeAvailability).await?;
    if may.status_code() != 200 {
        return Ok(may);
    }
    Ok(config::desk(&ctx.env, site)?
        .fetch_with_request(outbox::request("availability", &())?)
        .await?)
}

/// `POST …/routing/try`: whom a visitor like that would be taken to. No chat is offered.
pub(super) async fn try_routing(mut ctx: RequestContext, site: &SiteId) -> Answer {
    ctx.check_csrf(site)?;
    let query: TryRouting = body::json(&mut ctx.request).await?;
    let may = ctx.request_as(site, AgentRequest::TryRouting).await?;
    if may.status_code() != 200 {
        return Ok(may);
    }
    let request = outbox::request("explain", &query)?;
    Ok(config::desk(&ctx.env, site)?.fetch_with_request(request).await?)
}
