//! Mail by a provider's HTTP API: one request for each attempt.

use super::transport::NETWORK;
use futures_util::future::{Either, select};
use shared::mail::{ApiMail, Delivery, MailApi};
use shared::outbox::MAIL_PATIENCE;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::js_sys::Reflect;
use worker::{Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response};

/// Posts a mail, and returns how that ended.
pub(crate) async fn post(env: &Env, api: &MailApi, mail: &ApiMail<'_>) -> Delivery {
    let answer = pin!(answered(env, api, mail));
    let patience = pin!(Delay::from(Duration::from_millis(MAIL_PATIENCE.0)));
    match select(answer, patience).await {
        Either::Left((Ok((status, text)), _)) => MailApi::delivery(status, &text),
        Either::Left((Err(error), _)) => {
            Delivery::TryLater(format!("the provider can't be reached: {error}"))
        }
        Either::Right(_) => Delivery::TryLater("the provider took too long to answer".to_owned()),
    }
}

async fn answered(env: &Env, api: &MailApi, mail: &ApiMail<'_>) -> worker::Result<(u16, String)> {
    let headers = Headers::new();
    headers.set("Authorization", &format!("Bearer {}", api.key))?;
    headers.set("Content-Type", "application/json")?;
    headers.set("Accept", "application/json")?;
    // A provider that knows it sends a mail once, though we could not hear that it was taken.
    headers.set("Idempotency-Key", mail.id)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers);
    // The key is for this address alone.
    init.with_redirect(RequestRedirect::Manual);
    init.with_body(Some(JsValue::from_str(&mail.body())));
    let request = Request::new_with_init(&api.url, &init)?;
    let mut answer = send(env, request).await?;
    let text = answer.text().await.unwrap_or_default();
    Ok((answer.status_code(), text))
}

/// Sends a request by the network in which the mail server is, where there is one.
async fn send(env: &Env, request: Request) -> worker::Result<Response> {
    if Reflect::get(env, &JsValue::from_str(NETWORK))?.is_object() {
        env.service(NETWORK)?.fetch_request(request).await
    } else {
        Fetch::Request(request).send().await
    }
}
