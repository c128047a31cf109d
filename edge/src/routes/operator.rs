//! Routes for the operator of the deployment.

use super::{RequestContext, Serve, known_sites};
use crate::auth::signing::same;
use crate::auth::{bearer, password};
use crate::deployment::DeploymentRequest;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::config;
use crate::site::{DeletionStep, NextStep, SiteRequest};
use futures_util::future::try_join_all;
use shared::api::{DeleteSite, GetSite, ListSites, PutPackage, PutSite, RecoverAgent};
use shared::id::{ConversationId, SiteId};
use shared::protocol::{Listing, MakeSite, Recovery, SetPackage, SiteDeletion, SiteRow};
use worker::{Response, Stub};

/// How many sites are listed at a time.
const PAGE: usize = 100;

/// How many steps of a deletion one request takes, so that its answer comes in time.
const STEPS: usize = 8;

impl Serve for ListSites {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        let after = ctx.query::<Self>()?.cursor.unwrap_or_default();
        let request = DeploymentRequest::Sites { after, most: PAGE as u64 + 1 };
        let mut answer = ctx.send_to_deployment(&request).await?;
        let mut items: Vec<SiteRow> = body::response_json(&mut answer).await?;
        let more = items.len() > PAGE;
        items.truncate(PAGE);
        let next = items.last().filter(|_| more).map(|row| row.site.to_string());
        body::answer(&Listing { items, next })
    }
}

impl Serve for GetSite {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        known_sites::check(&ctx, &self.site).await?;
        ctx.send_to_site(&self.site, &SiteRequest::Overview).await
    }
}

impl Serve for DeleteSite {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        let begin = DeploymentRequest::BeginDeletion(self.site.clone());
        let is_listed = ctx.send_to_deployment(&begin).await?.status_code() != 404;
        known_sites::forget(&self.site);
        let step = |dropped| DeletionStep::Next { dropped, is_listed };
        let mut deletion = ctx.deletion_step(&self.site, step(Vec::new())).await?;
        for _ in 0..STEPS {
            if deletion.next.is_empty() {
                break;
            }
            try_join_all(deletion.next.iter().map(|id| ctx.drop_conversation(id))).await?;
            deletion = ctx.deletion_step(&self.site, step(deletion.next)).await?;
        }
        if deletion.next.is_empty() {
            expect_done(send(config::desk(&ctx.env, &self.site)?, "drop", &()).await?).await?;
            let site = config::site(&ctx.env, &self.site)?;
            expect_done(send(site, "delete", &DeletionStep::Finish).await?).await?;
            ctx.send_to_deployment(&DeploymentRequest::RemoveSite(self.site)).await?;
        }
        body::answer(&SiteDeletion { removed: deletion.removed, waiting: deletion.waiting })
    }
}

impl RequestContext {
    /// Asks the deployment's list. A refusal is in the answer.
    async fn send_to_deployment(&self, request: &DeploymentRequest) -> Answer {
        let mut answer = send(config::deployment(&self.env)?, "request", request).await?;
        match answer.status_code() {
            200 | 204 | 404 => Ok(answer),
            _ => Err(ApiError::of_object(&mut answer).await),
        }
    }

    /// Tells the site which conversations were dropped; returns the next ones.
    async fn deletion_step(&self, site: &SiteId, step: DeletionStep) -> Result<NextStep, ApiError> {
        let mut answer = send(config::site(&self.env, site)?, "delete", &step).await?;
        match answer.status_code() {
            200 => body::response_json(&mut answer).await,
            404 => Err(ApiError::NoSite),
            _ => Err(ApiError::of_object(&mut answer).await),
        }
    }

    async fn drop_conversation(&self, id: &ConversationId) -> Result<(), ApiError> {
        let answer = send(config::conversation(&self.env, id)?, "drop", &()).await?;
        expect_done(answer).await
    }
}

pub(super) async fn send<T: serde::Serialize>(to: Stub, kind: &str, body: &T) -> Answer {
    Ok(to.fetch_with_request(outbox::request(kind, body)?).await?)
}

/// Passes on a refusal.
pub(super) async fn expect_done(mut answer: Response) -> Result<(), ApiError> {
    match answer.status_code() {
        200..=299 => Ok(()),
        _ => Err(ApiError::of_object(&mut answer).await),
    }
}

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
