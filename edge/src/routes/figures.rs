//! The figures of the deployment for its operator, as JSON and as Prometheus reads them.

use super::operator::check_operator;
use super::{RequestContext, Serve};
use crate::deployment::DeploymentRequest;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::{clock, config, counters};
use crate::site::SiteRequest;
use futures_util::StreamExt as _;
use futures_util::future::join;
use serde::de::DeserializeOwned;
use shared::api::{GetFigures, GetMetrics, Paging};
use shared::id::SiteId;
use shared::metrics::{
    CONTENT_TYPE, FIGURES_HOLD, Figures, FiguresOfSite, SITES_OF_A_PAGE, SiteFigures, Stored, page,
};
use shared::protocol::SiteRow;
use shared::time::Timestamp;
use std::cell::RefCell;
use std::collections::BTreeMap;
use worker::{Request, ResponseBuilder, Stub};

/// How many sites are asked at the same time.
const AT_ONCE: usize = 10;

/// How many pages of sites an isolate remembers.
const PAGES: usize = 50;

thread_local! {
    /// The last answers, by the site that they begin after.
    static LAST: RefCell<BTreeMap<String, Figures>> = const { RefCell::new(BTreeMap::new()) };
}

impl Serve for GetFigures {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        let query = ctx.query::<Self>()?;
        body::answer(&figures(&ctx, query).await?)
    }
}

impl Serve for GetMetrics {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        let query = ctx.query::<Self>()?;
        let text = page(&figures(&ctx, query).await?);
        Ok(ResponseBuilder::new()
            .with_header("Cache-Control", "no-store")?
            .with_header("Content-Type", CONTENT_TYPE)?
            .fixed(text.into_bytes()))
    }
}

async fn figures(ctx: &RequestContext, query: Paging) -> Result<Figures, ApiError> {
    let after = query.cursor.unwrap_or_default();
    let now = clock::now();
    let holds =
        |figures: &Figures| !figures.at.is_ahead_of(now) && now.since(figures.at) < FIGURES_HOLD;
    let known = LAST.with_borrow(|last| last.get(&after).filter(|known| holds(known)).cloned());
    let mut figures = if let Some(known) = known {
        known
    } else {
        let asked = ask(ctx, after.clone(), now).await?;
        LAST.with_borrow_mut(|last| {
            if last.len() >= PAGES {
                last.clear();
            }
            last.insert(after, asked.clone());
        });
        asked
    };
    figures.isolate = counters::counts();
    Ok(figures)
}

async fn ask(ctx: &RequestContext, after: String, now: Timestamp) -> Result<Figures, ApiError> {
    let request = DeploymentRequest::Figures { after, most: SITES_OF_A_PAGE as u64 };
    let request = outbox::request("request", &request)?;
    let listed: Option<(Vec<SiteRow>, u64, Stored)> =
        answer(config::deployment(&ctx.env)?, request).await;
    let (rows, sites_total, deployment) = listed.ok_or(ApiError::StorageFull)?;
    let ids: Vec<SiteId> = rows.into_iter().map(|row| row.site).collect();
    let next = ids.last().filter(|_| ids.len() == SITES_OF_A_PAGE).cloned();
    let asked = futures_util::stream::iter(ids.into_iter().map(|id| of_site(ctx, id)));
    Ok(Figures {
        at: now,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sites_total,
        deployment,
        sites: asked.buffered(AT_ONCE).collect().await,
        next,
        isolate: counters::counts(),
    })
}

async fn of_site(ctx: &RequestContext, id: SiteId) -> FiguresOfSite {
    let site = async {
        let request = outbox::request("request", &SiteRequest::Figures).ok()?;
        answer::<SiteFigures>(config::site(&ctx.env, &id).ok()?, request).await
    };
    let desk = async {
        answer(config::desk(&ctx.env, &id).ok()?, outbox::request("figures", &()).ok()?).await
    };
    let (site, desk) = join(site, desk).await;
    FiguresOfSite { id, site, desk }
}

/// What an object answers; none if it fails, which the operator has to see beside the others.
async fn answer<T: DeserializeOwned>(object: Stub, request: Request) -> Option<T> {
    let read = async {
        let mut answer = object.fetch_with_request(request).await?;
        match answer.status_code() {
            200 => body::response_json(&mut answer).await,
            status => Err(ApiError::Broken(format!("it answered {status}"))),
        }
    };
    read.await.inspect_err(|error| worker::console_error!("an object has no figures: {error}")).ok()
}
