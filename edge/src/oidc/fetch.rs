//! Requests to a provider: bounded in time and size, and without following redirects, because only
//! the address itself was checked.

use crate::error::ApiError;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use shared::account::oidc::{MAX_ANSWER_BYTES, OidcRefusal, TokenRequest};
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect,
};

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// An answer of a provider.
pub(super) struct ProviderAnswer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl ProviderAnswer {
    /// The body, if the request succeeded.
    pub(super) fn succeeded(self, what: &'static str) -> Result<Vec<u8>, OidcRefusal> {
        match self.status {
            200 => Ok(self.body),
            status => Err(OidcRefusal::Status { what, status }),
        }
    }
}

/// Gets a document, with an access token where the provider asks for one.
pub(super) async fn get(
    what: &'static str,
    address: &str,
    access_token: Option<&str>,
) -> Result<ProviderAnswer, ApiError> {
    let headers = Headers::new();
    if let Some(token) = access_token {
        headers.set("Authorization", &format!("Bearer {token}"))?;
    }
    send(what, address, Method::Get, headers, None).await
}

/// Posts a request for tokens.
pub(super) async fn post_form(
    address: &str,
    request: &TokenRequest,
) -> Result<ProviderAnswer, ApiError> {
    let headers = Headers::new();
    headers.set("Content-Type", "application/x-www-form-urlencoded")?;
    if let Some(authorization) = &request.authorization {
        headers.set("Authorization", authorization)?;
    }
    send("tokens", address, Method::Post, headers, Some(&request.body)).await
}

async fn send(
    what: &'static str,
    address: &str,
    method: Method,
    headers: Headers,
    body: Option<&str>,
) -> Result<ProviderAnswer, ApiError> {
    headers.set("Accept", "application/json")?;
    headers.set("User-Agent", "Bellhop (single sign-on)")?;
    let mut init = RequestInit::new();
    init.with_method(method)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(body.map(Into::into));
    let request = Fetch::Request(Request::new_with_init(address, &init)?);
    let controller = AbortController::default();
    let signal = controller.signal();
    let answered = pin!(answer(&request, &signal));
    let answered = match select(answered, pin!(Delay::from(PATIENCE))).await {
        Either::Left((answered, _)) => answered,
        Either::Right(((), late)) => {
            controller.abort();
            drop(late.await); // it ends at once, so no timer is left running
            return Err(OidcRefusal::Unreachable(what).into());
        }
    };
    match answered {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(OidcRefusal::Unreadable(what).into()),
        Err(error) => {
            worker::console_warn!("a provider of single sign-on could not be reached: {error}");
            Err(OidcRefusal::Unreachable(what).into())
        }
    }
}

/// The answer; `None` if it is too long.
async fn answer(request: &Fetch, signal: &AbortSignal) -> worker::Result<Option<ProviderAnswer>> {
    let mut response = request.send_with_signal(signal).await?;
    let (status, mut body) = (response.status_code(), Vec::new());
    // An error may have no body.
    let Ok(mut stream) = response.stream() else {
        return Ok(Some(ProviderAnswer { status, body }));
    };
    while let Some(part) = stream.next().await {
        body.extend(part?);
        if body.len() > MAX_ANSWER_BYTES {
            return Ok(None);
        }
    }
    Ok(Some(ProviderAnswer { status, body }))
}
