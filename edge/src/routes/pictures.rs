//! Pictures of agents.

use super::RequestContext;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::http::picture::{self, PictureError};
use crate::site::{AgentRequest, SiteRequest};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use shared::id::{AgentId, SiteId};

/// Everybody may see a picture whose address they know.
pub(super) async fn picture(
    ctx: &RequestContext,
    site: &SiteId,
    agent: AgentId,
    hash: String,
) -> Answer {
    ctx.send_to_site(site, &SiteRequest::Picture { agent, hash }).await
}

pub(super) async fn path(ctx: &RequestContext, site: &SiteId, agent: AgentId) -> Answer {
    ctx.send_to_site(site, &SiteRequest::PicturePath { agent }).await
}

pub(super) async fn put(mut ctx: RequestContext, site: &SiteId, agent: AgentId) -> Answer {
    ctx.check_csrf(site)?;
    ctx.credential(site)?; // before anything is read
    let bytes = body::bytes(&mut ctx.request, body::MAX_BYTES).await?;
    if bytes.len() > picture::MAX_BYTES {
        return Err(ApiError::Picture(PictureError::TooLarge { actual: bytes.len() }));
    }
    let body = BASE64_STANDARD.encode(bytes);
    ctx.request_as(site, AgentRequest::PutPicture { agent, body }).await
}
