//! One attempt to deliver to an endpoint.

use super::super::Shell;
use super::super::settings::store as site_kv;
use super::store::{self, Endpoint};
use crate::error::ApiError;
use crate::messaging::outbox::Payload;
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use shared::id::{DeliveryId, WebhookId};
use shared::outbox::{Outcome, Queued};
use shared::time::{Millis, Timestamp};
use shared::webhook::{
    Attempt, EndpointKind, MAX_ANSWER_BYTES, PATIENCE, Tried, Verdict, check_address, short_answer,
};
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Response,
};

/// Tries to deliver, and stores how it went.
pub(in crate::site) async fn send(
    shell: &Shell,
    endpoint: &WebhookId,
    message: &Queued<Payload>,
) -> Result<Outcome, ApiError> {
    let (sql, id) = (shell.sql(), serde_json::from_str::<DeliveryId>(message.payload.get())?);
    let (found, body) = (store::find(&sql, endpoint)?, store::body_of(&sql, &id)?);
    let (Some(found), Some(body)) = (found, body) else {
        return Ok(Outcome::Delivered); // the endpoint was deleted or the conversation erased
    };
    let at = clock::now();
    let (tried, answer) = match check_address(found.url(), shell.config()?.private_webhooks) {
        Ok(_) => post(&found, &id, at, &body).await?,
        Err(refused) => (Tried { status: None, wait: None }, refused.to_string()),
    };
    let now = clock::now();
    let attempt = Attempt { at, took: now.since(at), status: tried.status, answer };
    let verdict = tried.verdict();
    let mut paused = false;
    atomic(&shell.object.state, || {
        store::save_attempt(&sql, &id, &attempt, verdict == Verdict::Delivered)?;
        // It may have been changed or deleted while it was asked.
        let Some(mut endpoint) = store::find(&sql, endpoint)? else { return Ok(()) };
        let health = endpoint.health.after(now, verdict);
        if health == endpoint.health {
            return Ok(());
        }
        paused = health.paused_at.is_some() && endpoint.health.paused_at.is_none();
        endpoint.health = health;
        store::save(&sql, &endpoint)?;
        if paused {
            outbox_store::clear_webhook(&sql, endpoint.id())?;
            site_kv::next_revision(&sql)?;
        }
        Ok(())
    })?;
    if paused {
        shell.republish()?;
    }
    Ok(verdict.into())
}

/// Posts the body. Returns how it went, and the beginning of the answer or why there was none.
async fn post(
    endpoint: &Endpoint,
    id: &DeliveryId,
    at: Timestamp,
    body: &str,
) -> Result<(Tried, String), ApiError> {
    let request = Fetch::Request(request(endpoint, id, at, body)?);
    let controller = AbortController::default();
    let signal = controller.signal();
    let answered = pin!(answer(&request, &signal));
    let nothing = Tried { status: None, wait: None };
    Ok(match select(answered, pin!(Delay::from(Duration::from_millis(PATIENCE.0)))).await {
        Either::Left((Ok(answered), _)) => answered,
        Either::Left((Err(error), _)) => (nothing, short_answer(error.to_string().as_bytes())),
        Either::Right(((), late)) => {
            controller.abort();
            drop(late.await); // it ends at once, so no timer is left running
            (nothing, format!("No answer within {} seconds.", PATIENCE.0 / 1_000))
        }
    })
}

async fn answer(request: &Fetch, signal: &AbortSignal) -> worker::Result<(Tried, String)> {
    let mut response = request.send_with_signal(signal).await?;
    let tried = Tried { status: Some(response.status_code()), wait: retry_after(&response) };
    let mut bytes = Vec::new();
    if let Ok(mut stream) = response.stream() {
        while bytes.len() < MAX_ANSWER_BYTES
            && let Some(part) = stream.next().await
        {
            bytes.extend(part?);
        }
    }
    Ok((tried, short_answer(&bytes)))
}

fn retry_after(response: &Response) -> Option<Millis> {
    let retry_after = response.headers().get("Retry-After").ok().flatten()?;
    retry_after.parse::<u64>().ok().map(|seconds| Millis(seconds.saturating_mul(1_000)))
}

fn request(
    endpoint: &Endpoint,
    id: &DeliveryId,
    at: Timestamp,
    body: &str,
) -> Result<Request, ApiError> {
    let headers = Headers::new();
    headers.set("Content-Type", "application/json")?;
    headers.set("User-Agent", "Bellhop (webhooks)")?;
    if endpoint.kind() == EndpointKind::Standard {
        let signatures = endpoint.secrets.signatures(id.as_str(), at, body);
        let signatures = signatures.map_err(|bad| ApiError::Broken(bad.to_string()))?;
        headers.set("webhook-id", id.as_str())?;
        headers.set("webhook-timestamp", &(at.0 / 1_000).to_string())?;
        headers.set("webhook-signature", &signatures)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        // Redirects are not followed: only the address itself was checked.
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(body.into()));
    Ok(Request::new_with_init(endpoint.url(), &init)?)
}
