//! Pictures of agents and of the bot.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::store as roles;

use crate::error::{Answer, ApiError};
use crate::http::picture;
use crate::messaging::outbox;
use crate::runtime::base32;
use crate::runtime::storage::atomic;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use shared::api::{Endpoint, GetPicture, PutAgentPicture, PutBotPicture, Request};
use shared::id::AgentId;
use shared::protocol::{AgentRow, StoredPicture};
use std::rc::Rc;
use worker::ResponseBuilder;

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Sets a picture. Agents may change their own, and those who manage agents may change that of
/// others.
fn put(shell: &Rc<Shell>, me: &Principal, id: &AgentId, body: &str) -> Reply<AgentRow> {
    let sql = shell.sql();
    let mut agent = agents_store::find(&sql, id)?.ok_or(ApiError::NotFound("agent"))?;
    if !me.is(id) && !me.rights.may_appoint(&roles::permissions(&sql, &agent.role)?) {
        return Err(ApiError::RoleTooHigh);
    }
    let Picture { hash, media_type, bytes } = read(body)?;
    agent.picture = Some(hash.clone());
    atomic(&shell.object.state, || {
        store::save(&sql, id, &hash, media_type, bytes)?;
        agents_store::save(&sql, &agent)?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    reply::json(&super::agents::row_of(shell, &agent)?)
}

/// Stores a picture for the bot, beside those of agents. Until the settings name it, nobody sees it.
fn put_bot(shell: &Shell, body: &str) -> Reply<StoredPicture> {
    let Picture { hash, media_type, bytes } = read(body)?;
    let (sql, bot) = (shell.sql(), bot()?);
    atomic(&shell.object.state, || store::save(&sql, &bot, &hash, media_type, bytes))?;
    let path = GetPicture { site: shell.id()?, agent: bot, hash }.path();
    reply::json(&StoredPicture { path })
}

/// Whose picture the bot's is: it has the place of an agent in their addresses.
fn bot() -> Result<AgentId, ApiError> {
    AgentId::parse("agent_bot").map_err(|error| ApiError::Broken(error.to_string()))
}

/// A picture that was sent, checked.
struct Picture {
    hash: String,
    media_type: &'static str,
    bytes: Vec<u8>,
}

fn read(body: &str) -> Result<Picture, ApiError> {
    let bytes =
        BASE64.decode(body.as_bytes()).map_err(|error| ApiError::BadBody(error.to_string()))?;
    let media_type = picture::check(&bytes)?.media_type();
    let mut hash = base32::encode(&Sha256::digest(&bytes));
    hash.truncate(26);
    Ok(Picture { hash, media_type, bytes })
}

/// A picture by the hash of its content, which never changes.
pub(super) fn picture(shell: &Shell, agent: &AgentId, hash: &str) -> Answer {
    let found = store::find(&shell.sql(), agent, hash)?;
    let (content_type, bytes) = found.ok_or(ApiError::NotFound("picture"))?;
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", &content_type)?
        .with_header("Cache-Control", FOR_EVER)?
        .with_header("X-Content-Type-Options", "nosniff")?
        .with_header("Cross-Origin-Resource-Policy", "cross-origin")?
        .with_header("Content-Security-Policy", "default-src 'none'; sandbox")?
        .fixed(bytes))
}

/// The path of an agent's current picture.
pub(super) fn path(shell: &Shell, agent: &AgentId) -> Answer {
    let found = agents_store::find(&shell.sql(), agent)?;
    let path =
        found.map(|agent| Ok::<_, ApiError>(agent.picture_path(&shell.id()?))).transpose()?;
    let path = path.flatten().ok_or(ApiError::NotFound("picture"))?;
    Ok(ResponseBuilder::new()
        .with_status(302)
        .with_header("Location", &path)?
        .with_header("Cache-Control", "no-cache")?
        .empty())
}

impl Handler for PutAgentPicture {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, &request.route.agent, &request.body)
    }
}

impl Handler for PutBotPicture {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put_bot(shell, &request.body)
    }
}
