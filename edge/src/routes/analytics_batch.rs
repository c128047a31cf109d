//! Batches beacons in the isolate's memory, so that many page views wake a site once. `shared`
//! decides which request sends the batch, and which ones wait or fail.

use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::config;
use crate::site::SiteRequest;
use futures_util::FutureExt;
use shared::counts::{AnalyticsEvent, BatchId, BatchStatus, Batcher, Full};
use shared::id::SiteId;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;
use worker::{Context, Delay, Env};

thread_local! {
    static SITES: RefCell<BTreeMap<SiteId, Batcher>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts events together with others that arrive at this isolate now. Returns the size of the
/// batch when it is saved; `None` if it is lost.
pub(crate) async fn count(
    env: &Env,
    context: &Context,
    site: &SiteId,
    events: Vec<AnalyticsEvent>,
) -> Result<usize, ApiError> {
    let batch = add(site, events).map_err(|Full| ApiError::NotCounted)?;
    // A visitor may close the page at once. `wait_until` keeps their request running, with the
    // events that it carries for others.
    let waiting = wait(env.clone(), site.clone(), batch).shared();
    context.wait_until(waiting.clone().map(|_| ()));
    waiting.await.ok_or(ApiError::NotCounted)
}

/// Waits with a timer of its own until the batch is saved or lost. On Cloudflare, a request must
/// not wait for another request's I/O.
async fn wait(env: Env, site: SiteId, batch: BatchId) -> Option<usize> {
    loop {
        match poll(&site, batch) {
            BatchStatus::Wait(pause) => Delay::from(Duration::from_millis(pause.0)).await,
            BatchStatus::Send(events) => {
                let carried = carry(&env, &site, events).await;
                if let Err(error) = &carried {
                    worker::console_warn!("events of {site} were not counted: {error}");
                }
                complete(&site, batch, carried.is_ok());
            }
            BatchStatus::Saved(events) => return Some(events),
            BatchStatus::Lost => return None,
        }
    }
}

async fn carry(env: &Env, site: &SiteId, events: Vec<AnalyticsEvent>) -> Result<(), ApiError> {
    let request = outbox::request("request", &SiteRequest::Count(events))?;
    let answer = config::site(env, site)?.fetch_with_request(request).await?;
    match answer.status_code() {
        200..=299 => Ok(()),
        status => Err(ApiError::Broken(format!("the site answered {status}"))),
    }
}

fn add(site: &SiteId, events: Vec<AnalyticsEvent>) -> Result<BatchId, Full> {
    let now = clock::now();
    SITES.with_borrow_mut(|sites| {
        sites.retain(|_, batcher| {
            batcher.expire(now);
            !batcher.is_idle()
        });
        sites.entry(site.clone()).or_default().add(now, events)
    })
}

fn poll(site: &SiteId, batch: BatchId) -> BatchStatus {
    let now = clock::now();
    let poll = |batcher: &mut Batcher| batcher.poll(now, batch);
    SITES.with_borrow_mut(|sites| sites.get_mut(site).map_or(BatchStatus::Lost, poll))
}

fn complete(site: &SiteId, batch: BatchId, saved: bool) {
    SITES.with_borrow_mut(|sites| {
        if let Some(batcher) = sites.get_mut(site) {
            batcher.complete(batch, saved);
        }
    });
}
