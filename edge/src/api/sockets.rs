//! Sockets: who connects is proven here; the object is told, by a request of our own.

use super::Call;
use crate::conversation_object::Guest;
use crate::desk_object::Seat;
use crate::error::{Answer, Fault};
use crate::session::Session;
use crate::site_object::{AgentCall, SiteCall, Who};
use crate::sockets::{PROTOCOL, WHO, is_upgrade, who_header};
use crate::token::VisitorToken;
use crate::{body, clock, config, names, outbox, snapshot};
use serde::Serialize;
use shared::id::{ConversationId, SiteId};
use shared::person::Values;
use shared::protocol::{Me, SUBPROTOCOL};
use worker::{Headers, Method, Request, RequestInit, Stub};

/// A conversation's socket: of its visitor by token, of an agent by cookie.
pub(super) async fn conversation(call: &Call, id: &ConversationId) -> Answer {
    let protocols = protocols(call)?;
    let guest = match protocols.iter().find(|protocol| *protocol != SUBPROTOCOL) {
        Some(token) => visitor(call, id, token).await?,
        None => agent(call).await?,
    };
    connect(&config::conversation(&call.env, id)?, &guest, &protocols).await
}

/// An agent's bell.
pub(super) async fn desk(call: &Call, site: &SiteId) -> Answer {
    upgrade(call)?;
    let (session, _) = signed_in(call, site).await?;
    let seat = Seat { agent: session.agent, session: session.id };
    connect(&config::desk(&call.env, site)?, &seat, &protocols(call)?).await
}

/// `GET …/colleagues`: the desk knows who could take a chat now.
pub(super) async fn colleagues(call: &Call, site: &SiteId) -> Answer {
    let mut answer = call.ask_as(site, AgentCall::SeeColleagues).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let me: Me = body::of(&mut answer).await?;
    let request = outbox::post("colleagues", &me.agent.id)?;
    Ok(config::desk(&call.env, site)?.fetch_with_request(request).await?)
}

/// Token and name are all it takes to tell whose conversation it is: a foreign or made-up one wakes
/// nothing.
/// Whoever is blocked has none.
async fn visitor(call: &Call, id: &ConversationId, token: &str) -> Result<Guest, Fault> {
    upgrade(call)?;
    let token = VisitorToken::open(&call.config.seal, clock::now(), token)?;
    if !names::is_theirs(&call.config.seal, &token, id) {
        return Err(Fault::NotYours);
    }
    let (snapshot, _) = snapshot::of(&call.env, &call.context, &token.site).await?;
    if snapshot.is_blocked(&token.visitor, &Values::new()) {
        return Err(Fault::NotYours);
    }
    Ok(Guest::Visitor)
}

async fn agent(call: &Call) -> Result<Guest, Fault> {
    let site = site(call)?;
    upgrade(call)?;
    agent_of(call, &site).await
}

/// The site that an agent says they belong to.
pub(super) fn site(call: &Call) -> Result<SiteId, Fault> {
    Ok(SiteId::parse(call.query("site")?.ok_or(Fault::NoToken)?)?)
}

/// Somebody signed in there, from one of our own pages.
pub(super) async fn agent_of(call: &Call, site: &SiteId) -> Result<Guest, Fault> {
    let (_, me) = signed_in(call, site).await?;
    Ok(Guest::agent(site, &me))
}

/// A session that holds, from one of our own pages.
async fn signed_in(call: &Call, site: &SiteId) -> Result<(Session, Me), Fault> {
    call.must_come_from_own_page()?;
    let session = call.session(site)?;
    let who = Who::Session { session: session.id.clone(), agent: session.agent.clone() };
    let ask = SiteCall::As { who, act: AgentCall::Me };
    let mut answer = call.ask(site, &ask).await?;
    match answer.status_code() {
        200 => Ok((session, body::of(&mut answer).await?)),
        404 => Err(Fault::NoSite),
        _ => Err(Fault::NotSignedIn),
    }
}

fn upgrade(call: &Call) -> Result<(), Fault> {
    if is_upgrade(&call.request)? { Ok(()) } else { Err(Fault::NotASocket) }
}

fn protocols(call: &Call) -> Result<Vec<String>, Fault> {
    let header = call.request.headers().get("Sec-WebSocket-Protocol")?.unwrap_or_default();
    Ok(header.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect())
}

async fn connect<T: Serialize>(stub: &Stub, who: &T, protocols: &[String]) -> Answer {
    let headers = Headers::new();
    headers.set("Upgrade", "websocket")?;
    headers.set(WHO, &who_header(who)?)?;
    if protocols.iter().any(|protocol| protocol == SUBPROTOCOL) {
        headers.set(PROTOCOL, "1")?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers);
    let request = Request::new_with_init("https://object/socket", &init)?;
    Ok(stub.fetch_with_request(request).await?)
}
