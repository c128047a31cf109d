//! Pictures of agents.

use super::Call;
use crate::body;
use crate::error::{Answer, Fault};
use crate::picture::{self, PictureError};
use crate::site_object::{AgentCall, SiteCall};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use shared::id::{AgentId, SiteId};

/// Everybody may see a picture whose address they know.
pub(super) async fn picture(call: &Call, site: &SiteId, agent: AgentId, hash: String) -> Answer {
    call.ask(site, &SiteCall::Picture { agent, hash }).await
}

pub(super) async fn path(call: &Call, site: &SiteId, agent: AgentId) -> Answer {
    call.ask(site, &SiteCall::PicturePath { agent }).await
}

pub(super) async fn put(mut call: Call, site: &SiteId, agent: AgentId) -> Answer {
    call.must_be_meant(site)?;
    call.who(site)?; // before anything is read
    let bytes = body::bytes(&mut call.request, body::MAX_BYTES).await?;
    if bytes.len() > picture::MAX_BYTES {
        return Err(Fault::Picture(PictureError::TooLarge { given: bytes.len() }));
    }
    let body = BASE64_STANDARD.encode(bytes);
    call.ask_as(site, AgentCall::PutPicture { agent, body }).await
}
