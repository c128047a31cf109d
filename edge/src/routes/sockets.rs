//! WebSockets. The caller is authenticated here, and the object gets their identity in a request
//! that is built here.

use super::{RequestContext, Serve, known_sites};
use crate::auth::derived_ids;
use crate::auth::session_cookie::Session;
use crate::auth::visitor_token::VisitorToken;
use crate::conversation::Participant;
use crate::desk::AgentSocket;
use crate::error::{Answer, ApiError, into_response};
use crate::runtime::sockets::{IDENTITY, PROTOCOL, identity_header, is_upgrade};
use crate::runtime::{clock, config, limits, sockets};
use crate::site::Credential;
use crate::site::snapshot;
use serde::Serialize;
use shared::api::{Endpoint, GetMe, OpenAgentSocket, OpenConversationSocket};
use shared::client::CloseCode;
use shared::id::{ConversationId, SiteId};
use shared::limit::Limit;
use shared::person::Attributes;
use shared::protocol::{CLOSES, Me, SUBPROTOCOL};
use worker::{Headers, Method, Request, RequestInit, Stub};

impl Serve for OpenConversationSocket {
    /// The visitor with a token, an agent with a session cookie.
    async fn serve(self, ctx: RequestContext) -> Answer {
        let id = &self.conversation;
        ctx.limit_by_address(Limit::SocketsFromAddress)?;
        let protocols = protocols(&ctx)?;
        let answer = open(&ctx, id, &protocols).await;
        if !protocols.iter().any(|protocol| protocol == CLOSES) || !is_upgrade(&ctx.request)? {
            return answer;
        }
        let answer = into_response(answer)?;
        match answer.status_code() {
            401 => sockets::refuse(CloseCode::SignedOut),
            403 => sockets::refuse(CloseCode::NotAllowed),
            404 => sockets::refuse(CloseCode::Gone),
            503 => sockets::refuse(CloseCode::StorageFull),
            _ => Ok(answer),
        }
    }
}

impl Serve for OpenAgentSocket {
    async fn serve(self, ctx: RequestContext) -> Answer {
        upgrade(&ctx)?;
        let (session, _) = signed_in::<Self>(&ctx, &self.site).await?;
        let agent_socket = AgentSocket { agent: session.agent, session: session.id };
        connect(&config::desk(&ctx.env, &self.site)?, &agent_socket, &protocols(&ctx)?).await
    }
}

async fn open(ctx: &RequestContext, id: &ConversationId, protocols: &[String]) -> Answer {
    let participant = match protocols.iter().find(|protocol| *protocol != SUBPROTOCOL) {
        Some(token) => visitor(ctx, id, token).await?,
        None => agent(ctx, id).await?,
    };
    connect(&config::conversation(&ctx.env, id)?, &participant, protocols).await
}

/// The visitor of a conversation. Token and id are enough to tell whether it is theirs, so a
/// foreign or made-up id wakes no object. A blocked visitor has none.
async fn visitor(
    ctx: &RequestContext,
    id: &ConversationId,
    token: &str,
) -> Result<Participant, ApiError> {
    upgrade(ctx)?;
    let token = VisitorToken::open(&ctx.config.signer, clock::now(), token)?;
    if !derived_ids::is_theirs(&ctx.config.signer, &token, id) {
        return Err(ApiError::NotYours);
    }
    limits::check_flood(id)?;
    limits::take(Limit::SocketsOfVisitor, token.visitor.as_str())?;
    check_blocked(ctx, &token).await?;
    Ok(Participant::Visitor)
}

/// Fails if the site has blocked the visitor.
pub(super) async fn check_blocked(
    ctx: &RequestContext,
    token: &VisitorToken,
) -> Result<(), ApiError> {
    let (snapshot, _) = snapshot::load(&ctx.env, &ctx.context, &token.site).await?;
    let blocked = snapshot.is_blocked(&token.visitor, &Attributes::new());
    if blocked { Err(ApiError::NotYours) } else { Ok(()) }
}

async fn agent(ctx: &RequestContext, id: &ConversationId) -> Result<Participant, ApiError> {
    let site = ctx.query::<OpenConversationSocket>()?.site.ok_or(ApiError::NoToken)?;
    upgrade(ctx)?;
    known_sites::check(ctx, &site).await?;
    let (session, me) = signed_in::<GetMe>(ctx, &site).await?;
    check_site(ctx, &site, id)?;
    Ok(Participant::agent_socket(&site, &me, session.id))
}

/// An agent of the conversation's site, from one of our own pages.
pub(super) async fn agent_of(
    ctx: &RequestContext,
    site: &SiteId,
    id: &ConversationId,
) -> Result<Participant, ApiError> {
    known_sites::check(ctx, site).await?;
    let (_, me) = signed_in::<GetMe>(ctx, site).await?;
    check_site(ctx, site, id)?;
    Ok(Participant::agent(site, &me))
}

/// Fails if the conversation was not begun at this site, before its object is woken.
fn check_site(ctx: &RequestContext, site: &SiteId, id: &ConversationId) -> Result<(), ApiError> {
    let is_of_site = derived_ids::is_of_site(&ctx.config.signer, site, id);
    if is_of_site { Ok(()) } else { Err(ApiError::NotYours) }
}

/// An agent with a valid session and the permissions of a route, from one of our own pages.
async fn signed_in<E: Endpoint>(
    ctx: &RequestContext,
    site: &SiteId,
) -> Result<(Session, Me), ApiError> {
    ctx.check_origin()?;
    let session = ctx.session(site)?;
    let credential =
        Credential::Session { session: session.id.clone(), agent: session.agent.clone() };
    match ctx.authorize::<E>(site, credential).await? {
        Ok(me) => Ok((session, me)),
        Err(answer) if answer.status_code() == 404 => Err(ApiError::NoSite),
        Err(_) => Err(ApiError::NotSignedIn),
    }
}

fn upgrade(ctx: &RequestContext) -> Result<(), ApiError> {
    if is_upgrade(&ctx.request)? { Ok(()) } else { Err(ApiError::NotASocket) }
}

fn protocols(ctx: &RequestContext) -> Result<Vec<String>, ApiError> {
    let header = ctx.request.headers().get("Sec-WebSocket-Protocol")?.unwrap_or_default();
    Ok(header.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect())
}

async fn connect<T: Serialize>(stub: &Stub, identity: &T, protocols: &[String]) -> Answer {
    let headers = Headers::new();
    headers.set("Upgrade", "websocket")?;
    headers.set(IDENTITY, &identity_header(identity)?)?;
    if protocols.iter().any(|protocol| protocol == SUBPROTOCOL) {
        headers.set(PROTOCOL, "1")?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers);
    let request = Request::new_with_init("https://object/socket", &init)?;
    Ok(stub.fetch_with_request(request).await?)
}
