//! `POST …/installation/check`: whether a page has the chat. We ask the page ourselves; which pages we
//! ask, and what their answer means, `shared::install` says.

use super::Call;
use crate::error::{Answer, Fault};
use crate::site_object::AgentCall;
use crate::{body, origin};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use shared::id::SiteId;
use shared::install::{CheckPage, Found, PageChecked, ReadPage, Target, look};
use shared::protocol::Settings;
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Response,
};

/// So much of a page is read: the snippet stands near one of its ends, and most pages are smaller.
const MOST_BYTES: usize = 2 * 1024 * 1024;
const MOST_REDIRECTS: usize = 5;
/// How long a page may take in all.
const PATIENCE: Duration = Duration::from_secs(10);

/// A page as it came.
struct Came {
    target: Target,
    status: u16,
    policies: Vec<String>,
    html: String,
}

pub(super) async fn check(mut call: Call, site: &SiteId) -> Answer {
    call.must_be_meant(site)?;
    let CheckPage { url } = body::json(&mut call.request).await?;
    let mut answer = call.ask_as(site, AgentCall::Settings).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let settings: Settings = body::of(&mut answer).await?;
    let own = call.own_origin()?;
    let home = Target::check(&own, false).is_err();
    let target = Target::check(&url, home).map_err(|error| Fault::Invalid(error.to_string()))?;
    let controller = AbortController::default();
    let signal = controller.signal();
    let fetched = pin!(fetch(target, home, &signal));
    let came = match select(fetched, pin!(Delay::from(PATIENCE))).await {
        Either::Left((came, _)) => came,
        Either::Right(((), late)) => {
            controller.abort();
            drop(late.await); // it ends at once, and nothing of it is left behind
            Err("it took longer than 10 seconds".to_owned())
        }
    };
    body::answer(&match came {
        Ok(came) => judge(&came, site, &own, &settings),
        Err(why) => unreadable(url, &why),
    })
}

fn judge(came: &Came, site: &SiteId, own: &str, settings: &Settings) -> PageChecked {
    let url = came.target.url.clone();
    if !(200..300).contains(&came.status) {
        return unreadable(url, &format!("it was answered with {}", came.status));
    }
    let origin = came.target.origin.as_str();
    let allowed = origin::allowed(&settings.allowed_domains, origin);
    let page = ReadPage { html: &came.html, policies: &came.policies, origin, allowed };
    let (found, words) = look(page, site, own);
    PageChecked { url, found, words }
}

fn unreadable(url: String, why: &str) -> PageChecked {
    let words = format!("The page could not be read: {why}.");
    PageChecked { url, found: Found::Unreadable, words }
}

/// Asks for a page, and goes where it sends us, each time only where we may.
async fn fetch(mut target: Target, home: bool, signal: &AbortSignal) -> Result<Came, String> {
    for _ in 0..=MOST_REDIRECTS {
        let mut response =
            ask(&target.url, signal).await.map_err(|_| "it can’t be reached".to_owned())?;
        let status = response.status_code();
        let header = |name| response.headers().get(name).ok().flatten();
        if matches!(status, 301 | 302 | 303 | 307 | 308) {
            let location = header("Location").ok_or("it leads nowhere".to_owned())?;
            target = target.onward(&location, home).map_err(|error| error.to_string())?;
            continue;
        }
        let policies = header("Content-Security-Policy");
        let policies = policies.iter().flat_map(|all| all.split(',')).map(str::to_owned).collect();
        let html = text(&mut response).await.map_err(|_| "it broke off".to_owned())?;
        return Ok(Came { target, status, policies, html });
    }
    Err(format!("it led on more than {MOST_REDIRECTS} times"))
}

async fn ask(url: &str, signal: &AbortSignal) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("Accept", "text/html")?;
    headers.set("User-Agent", "Bellhop (looks whether a page has its snippet)")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers).with_redirect(RequestRedirect::Manual);
    Fetch::Request(Request::new_with_init(url, &init)?).send_with_signal(signal).await
}

/// What is read of a page; what is no text stands for itself.
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
