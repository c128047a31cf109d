//! One attempt to send a push to its service.

use super::{Recipient, Vapid};
use crate::error::ApiError;
use crate::runtime::clock;
use data_encoding::BASE64URL_NOPAD;
use futures_util::future::{Either, select};
use sha2::{Digest, Sha256};
use shared::push::Answer;
use shared::time::{Millis, Timestamp};
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
};

/// How long a service may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest topic in characters.
const TOPIC_CHARS: usize = 32;

/// A push to send.
pub(crate) struct PushRequest<'p> {
    pub(crate) to: &'p Recipient,
    pub(crate) body: &'p str,
    /// The topic: the service replaces a stored push with the same topic.
    pub(crate) topic: &'p str,
    /// When the push expires.
    pub(crate) until: Timestamp,
}

/// Sends a push to its service, and returns the answer.
pub(crate) async fn send(
    vapid: &Vapid,
    push_request: &PushRequest<'_>,
) -> Result<Answer, ApiError> {
    let request = Fetch::Request(request(vapid, push_request)?);
    let controller = AbortController::default();
    let signal = controller.signal();
    let answered = pin!(answer(&request, &signal));
    match select(answered, pin!(Delay::from(PATIENCE))).await {
        Either::Left((answer, _)) => Ok(answer),
        Either::Right(((), late)) => {
            controller.abort();
            late.await; // it ends at once, so no timer is left running
            Ok(Answer::Nothing)
        }
    }
}

async fn answer(request: &Fetch, signal: &worker::AbortSignal) -> Answer {
    match request.send_with_signal(signal).await {
        Ok(mut response) => {
            let answer = Answer::Status(response.status_code(), retry_after(&response));
            // The body is not used, but reading it releases the connection.
            let _read = response.bytes().await;
            answer
        }
        Err(error) => {
            worker::console_warn!("a push service could not be reached: {error}");
            Answer::Nothing
        }
    }
}

fn retry_after(response: &Response) -> Option<Millis> {
    let retry_after = response.headers().get("Retry-After").ok().flatten()?;
    retry_after.parse::<u64>().ok().map(|seconds| Millis(seconds.saturating_mul(1_000)))
}

fn request(vapid: &Vapid, push_request: &PushRequest<'_>) -> Result<Request, ApiError> {
    let (now, to) = (clock::now(), push_request.to);
    let left = push_request.until.since(now).0.div_ceil(1_000);
    let headers = Headers::new();
    headers.set("TTL", &left.to_string())?;
    headers.set("Urgency", "high")?;
    headers.set("Topic", &topic(push_request.topic))?;
    headers.set("Content-Type", "application/octet-stream")?;
    headers.set("Content-Encoding", "aes128gcm")?;
    headers.set("Authorization", &vapid.authorization(now, &to.endpoint, &to.contact)?)?;
    let body = to.encrypt(push_request.body.as_bytes().to_vec())?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        // Redirects are not followed: only the endpoint was checked.
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(body.into()));
    Ok(Request::new_with_init(to.endpoint.as_str(), &init)?)
}

/// A topic in the length and alphabet that services allow. It is hashed, so that it tells the
/// service nothing.
fn topic(name: &str) -> String {
    let mut topic = BASE64URL_NOPAD.encode(&Sha256::digest(name));
    topic.truncate(TOPIC_CHARS);
    topic
}
