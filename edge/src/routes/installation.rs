//! `POST …/installation/check`: whether a page has the widget. The worker fetches the page;
//! `shared::install` decides which pages may be fetched and what their content means.

use super::{RequestContext, Serve};
use crate::error::{Answer, ApiError};
use crate::http::{body, origin};
use crate::site::SiteRequest;
use crate::site::snapshot::Snapshot;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use shared::api::{CheckInstallation, Endpoint};
use shared::id::SiteId;
use shared::install::{CheckPage, InstallStatus, PageChecked, ReadPage, Target, inspect};
use shared::protocol::Settings;
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Response,
};

/// How much of a page is read. Most pages are smaller, and the snippet is near the beginning or the
/// end.
const MOST_BYTES: usize = 2 * 1024 * 1024;
const MOST_REDIRECTS: usize = 5;
/// How long fetching a page may take in total.
const PATIENCE: Duration = Duration::from_secs(10);

/// A page that was fetched.
struct FetchedPage {
    target: Target,
    status: u16,
    policies: Vec<String>,
    html: String,
}

impl Serve for CheckInstallation {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let CheckPage { url } = body::json(&mut ctx.request).await?;
        if let Err(answer) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(answer);
        }
        check(&ctx, &self.site, url).await
    }
}

async fn check(ctx: &RequestContext, site: &SiteId, url: String) -> Answer {
    let mut answer = ctx.send_to_site(site, &SiteRequest::Snapshot).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let Snapshot { settings, .. } = body::response_json(&mut answer).await?;
    let own = ctx.own_origin()?;
    // Never from the request: whoever sends it writes its `Host`.
    let home = ctx.config.local_pages;
    let target = Target::check(&url, home).map_err(|error| ApiError::Invalid(error.to_string()))?;
    let controller = AbortController::default();
    let signal = controller.signal();
    let fetched = pin!(fetch(target, home, &signal));
    let fetched_page = match select(fetched, pin!(Delay::from(PATIENCE))).await {
        Either::Left((fetched_page, _)) => fetched_page,
        Either::Right(((), late)) => {
            controller.abort();
            drop(late.await); // it ends at once, so no timer is left running
            Err("it took longer than 10 seconds".to_owned())
        }
    };
    body::answer(&match fetched_page {
        Ok(fetched_page) => judge(&fetched_page, site, &own, &settings),
        Err(reason) => unreadable(url, &reason),
    })
}

fn judge(fetched_page: &FetchedPage, site: &SiteId, own: &str, settings: &Settings) -> PageChecked {
    let url = fetched_page.target.url.clone();
    if !(200..300).contains(&fetched_page.status) {
        return unreadable(url, &format!("the server answered with {}", fetched_page.status));
    }
    let origin = fetched_page.target.origin.as_str();
    let allowed = origin::allowed(&settings.allowed_domains, origin);
    let page =
        ReadPage { html: &fetched_page.html, policies: &fetched_page.policies, origin, allowed };
    let (status, message) = inspect(page, site, own);
    PageChecked { url, status, message }
}

fn unreadable(url: String, reason: &str) -> PageChecked {
    let message = format!("The page could not be read: {reason}.");
    PageChecked { url, status: InstallStatus::Unreadable, message }
}

/// Fetches a page and follows redirects, each of which is checked.
async fn fetch(
    mut target: Target,
    home: bool,
    signal: &AbortSignal,
) -> Result<FetchedPage, String> {
    for _ in 0..=MOST_REDIRECTS {
        let mut response =
            http_get(&target.url, signal).await.map_err(|_| "it can’t be reached".to_owned())?;
        let status = response.status_code();
        let header = |name| response.headers().get(name).ok().flatten();
        if matches!(status, 301 | 302 | 303 | 307 | 308) {
            let location = header("Location").ok_or("its redirect has no address".to_owned())?;
            target = target.redirect(&location, home).map_err(|error| error.to_string())?;
            continue;
        }
        let policies = header("Content-Security-Policy");
        let policies = policies.iter().flat_map(|all| all.split(',')).map(str::to_owned).collect();
        let html = text(&mut response).await.map_err(|_| "the connection broke".to_owned())?;
        return Ok(FetchedPage { target, status, policies, html });
    }
    Err(format!("it redirected more than {MOST_REDIRECTS} times"))
}

async fn http_get(url: &str, signal: &AbortSignal) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("Accept", "text/html")?;
    headers.set("User-Agent", "Bellhop (installation check)")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers).with_redirect(RequestRedirect::Manual);
    Fetch::Request(Request::new_with_init(url, &init)?).send_with_signal(signal).await
}

/// The text of a page, up to the limit; invalid UTF-8 is replaced.
async fn text(response: &mut Response) -> worker::Result<String> {
    let mut bytes = Vec::new();
    let mut stream = response.stream()?;
    while let Some(part) = stream.next().await {
        bytes.extend(part?);
        if bytes.len() >= MOST_BYTES {
            break;
        }
    }
    bytes.truncate(MOST_BYTES);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
