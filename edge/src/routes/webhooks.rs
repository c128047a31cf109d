//! `POST /v1/sites/{site}/webhooks`: an endpoint is told where the console is, and only the worker
//! knows at which address it was reached.

use super::{RequestContext, Serve};
use crate::error::Answer;
use crate::http::body;
use crate::site::SiteRequest;
use shared::api::{CreateWebhook, Endpoint};
use shared::webhook::NewEndpoint;

impl Serve for CreateWebhook {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let new: NewEndpoint = body::json(&mut ctx.request).await?;
        let origin = ctx.own_origin()?;
        ctx.send_to_site(&self.site, &SiteRequest::MakeWebhook { credential, new, origin }).await
    }
}
