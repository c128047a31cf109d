//! `POST /v1/sites/{site}/counts`: analytics events that browsers report.

use super::analytics_batch;
use super::{RequestContext, Serve, pages};
use crate::auth::visit_ids;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::{clock, limits};
use shared::api::RecordAnalytics;
use shared::counts::{AnalyticsEvent, Beacon};
use shared::id::SiteId;
use shared::limit::Limit;
use shared::problem::ProblemCode;

/// More than the longest beacon that is accepted.
const MAX_BYTES: usize = 16 * 1024;

impl Serve for RecordAnalytics {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let answer = match events(&mut ctx, &self.site).await {
            Ok(events) => save(&ctx, &self.site, events).await,
            Err(error) => Err(error),
        };
        ctx.for_page(answer)
    }
}

/// The events of a beacon, from a page that may send one. Its content type is ignored, because
/// `text/plain` needs no preflight.
async fn events(ctx: &mut RequestContext, site: &SiteId) -> Result<Vec<AnalyticsEvent>, ApiError> {
    ctx.limit_by_address(Limit::BeaconsFromAddress)?;
    limits::take(Limit::BeaconsOfSite, site.as_str())?;
    pages::for_page(ctx, site).await?;
    let beacon: Beacon = body::json_up_to(&mut ctx.request, MAX_BYTES).await?;
    let now = clock::now();
    if !visit_ids::is_ours(&ctx.config.signer, now, site, &beacon.visit) {
        return Err(ApiError::Refused {
            code: ProblemCode::UnknownVisit,
            sentence: format!(
                "The visit {} was not handed out by this deployment, or not in the past day.",
                beacon.visit
            ),
        });
    }
    let refused =
        |sentence: String| ApiError::Refused { code: ProblemCode::TooManyEvents, sentence };
    beacon.events(now).map_err(|error| refused(error.to_string()))
}

async fn save(ctx: &RequestContext, site: &SiteId, events: Vec<AnalyticsEvent>) -> Answer {
    if events.is_empty() {
        return body::done();
    }
    let batch = analytics_batch::count(&ctx.env, &ctx.context, site, events).await?;
    let mut answer = body::done()?;
    answer.headers_mut().set("Server-Timing", &format!("batch;desc=\"{batch}\""))?;
    Ok(answer)
}
