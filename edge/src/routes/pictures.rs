//! Pictures of agents. Anybody may see them.

use super::{RequestContext, Serve};
use crate::error::Answer;
use crate::site::SiteRequest;
use shared::api::{GetAgentPicture, GetPicture};

impl Serve for GetPicture {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let Self { site, agent, hash } = self;
        ctx.send_to_site(&site, &SiteRequest::Picture { agent, hash }).await
    }
}

impl Serve for GetAgentPicture {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let Self { site, agent } = self;
        ctx.send_to_site(&site, &SiteRequest::PicturePath { agent }).await
    }
}
