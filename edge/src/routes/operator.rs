//! Routes for the operator of the deployment.

use super::{RequestContext, Serve, known_sites};
use crate::auth::signing::same;
use crate::auth::{bearer, password};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::site::SiteRequest;
use shared::api::{PutPackage, PutSite, RecoverAgent};
use shared::protocol::{MakeSite, Recovery, SetPackage};

impl Serve for PutSite {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        let MakeSite { name, package, allowed_domains, mut admin } =
            body::json(&mut ctx.request).await?;
        let hash = admin.password.take().map(|password| password::hash(&password)).transpose()?;
        let make = SiteRequest::Make { name, package, allowed_domains, admin, hash };
        let answer = ctx.send_to_site(&self.site, &make).await?;
        // If this fails, the operator repeats the request, which changes nothing at the site.
        if matches!(answer.status_code(), 200 | 201) {
            known_sites::add(&ctx, &self.site).await?;
        }
        Ok(answer)
    }
}

impl Serve for PutPackage {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        known_sites::check(&ctx, &self.site).await?;
        let SetPackage { package, limit } = body::json(&mut ctx.request).await?;
        ctx.send_to_site(&self.site, &SiteRequest::SetPackage { package, limit }).await
    }
}

impl Serve for RecoverAgent {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        known_sites::check(&ctx, &self.site).await?;
        let recovery: Recovery = body::json(&mut ctx.request).await?;
        ctx.send_to_site(&self.site, &SiteRequest::Recover(recovery)).await
    }
}

pub(super) fn check_operator(ctx: &RequestContext) -> Result<(), ApiError> {
    let header = ctx.request.headers().get("Authorization")?.unwrap_or_default();
    let token = bearer::token(&header).unwrap_or_default();
    let tokens = [Some(&ctx.config.operator_token), ctx.config.operator_token_before.as_ref()];
    if tokens.into_iter().flatten().any(|expected| same(token, expected)) {
        return Ok(());
    }
    Err(ApiError::NotOperator)
}
