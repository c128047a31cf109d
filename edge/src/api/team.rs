//! Who works on a site: invitations, joining, and what the desk sees of everybody.

use super::Call;
use crate::error::{Answer, Fault};
use crate::session::{self, Session};
use crate::site_object::{AgentCall, Joins, SiteCall};
use crate::{body, chance, clock, config, cors, outbox, password};
use shared::id::{InvitationId, SiteId};
use shared::protocol::{InvitationRow, Join, MadeInvitation, NewInvitation, TryRouting};
use shared::time::{Millis, Timestamp};

const PURPOSE: &str = "invitation";

/// How long somebody may take to follow an invitation.
const LIFETIME: Millis = Millis::minutes(7 * 24 * 60);

/// `POST …/invitations`: the token is in this answer and nowhere else.
pub(super) async fn invite(mut call: Call, site: &SiteId) -> Answer {
    call.must_be_meant(site)?;
    let new: NewInvitation = body::json(&mut call.request).await?;
    let (id, expires) = (chance::invitation()?, clock::now() + LIFETIME);
    let mut answer = call.ask_as(site, AgentCall::Invite { id, new, expires }).await?;
    if answer.status_code() != 201 {
        return Ok(answer);
    }
    let row: InvitationRow = body::of(&mut answer).await?;
    let until = row.expires.0.to_string();
    let token = call.config.seal.close(PURPOSE, &[row.id.as_str(), site.as_str(), &until]);
    body::answer_with(201, &MadeInvitation { row, token })
}

/// `GET …/join?invitation=…`: what the token invites to.
pub(super) async fn invited(call: &Call, site: &SiteId) -> Answer {
    let token = call.query("invitation")?.unwrap_or_default();
    let invitation = proven(call, site, &token)?;
    call.ask(site, &SiteCall::Invited { invitation }).await
}

/// `POST …/join`: whoever holds the token joins, and is signed in.
pub(super) async fn join(mut call: Call, site: &SiteId) -> Answer {
    call.must_come_from_own_page()?;
    let Join { invitation: token, name, password } = body::json(&mut call.request).await?;
    let invitation = proven(&call, site, &token)?;
    // A password costs time: whether the invitation still holds is looked at first.
    let held = call.ask(site, &SiteCall::Invited { invitation: invitation.clone() }).await?;
    if held.status_code() != 200 {
        return Ok(held);
    }
    let hash = password::hash(&password)?;
    let (now, agent) = (clock::now(), chance::agent()?);
    let expires = now + session::LIFETIME;
    let session =
        Session { id: chance::session()?, site: site.clone(), agent: agent.clone(), expires };
    let joins = Joins { invitation, agent, name, hash, session: session.id.clone(), expires };
    let answer = call.ask(site, &SiteCall::Join(joins)).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let mut answer = cors::changeable(answer);
    answer.headers_mut().set("Set-Cookie", &session.set_cookie(&call.config.seal, now))?;
    Ok(answer)
}

/// Which invitation a token was made for, here and for that site.
fn proven(call: &Call, site: &SiteId, token: &str) -> Result<InvitationId, Fault> {
    let [id, of, expires] = call.config.seal.open(PURPOSE, token).ok_or(Fault::NoInvitation)?;
    let expires = Timestamp(expires.parse().map_err(|_| Fault::NoInvitation)?);
    if of != site.as_str() || expires <= clock::now() {
        return Err(Fault::NoInvitation);
    }
    Ok(InvitationId::parse(id)?)
}

/// `GET …/duty`: how the desk sees everybody now.
pub(super) async fn duty(call: &Call, site: &SiteId) -> Answer {
    let may = call.ask_as(site, AgentCall::SeeDuty).await?;
    if may.status_code() != 200 {
        return Ok(may);
    }
    Ok(config::desk(&call.env, site)?.fetch_with_request(outbox::post("duty", &())?).await?)
}

/// `POST …/routing/try`: whom a visitor like that would be taken to. Nothing rings.
pub(super) async fn try_routing(mut call: Call, site: &SiteId) -> Answer {
    call.must_be_meant(site)?;
    let asked: TryRouting = body::json(&mut call.request).await?;
    let may = call.ask_as(site, AgentCall::TryRouting).await?;
    if may.status_code() != 200 {
        return Ok(may);
    }
    let request = outbox::post("explain", &asked)?;
    Ok(config::desk(&call.env, site)?.fetch_with_request(request).await?)
}
