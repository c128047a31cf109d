//! Mail by Cloudflare's `send_email` binding: one call for each attempt, with a plain object. Another form of
//! the call needs a module that only Cloudflare has, and with which workerd does not start.

use futures_util::future::{Either, select};
use shared::mail::{BoundMail, Delivery};
use shared::outbox::MAIL_PATIENCE;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Array, Function, JSON, Promise, Reflect};
use worker::{Delay, Env};

/// The name of the binding.
const BINDING: &str = "SEND_EMAIL";

/// Whether the deployment has the binding.
pub(crate) fn is_bound(env: &Env) -> bool {
    Reflect::get(env, &JsValue::from_str(BINDING)).is_ok_and(|binding| binding.is_object())
}

/// Gives a mail to the binding, and returns how that ended.
pub(crate) async fn send_bound(env: &Env, mail: &BoundMail<'_>) -> Delivery {
    let sent = pin!(sent(env, mail));
    let patience = pin!(Delay::from(Duration::from_millis(MAIL_PATIENCE.0)));
    match select(sent, patience).await {
        Either::Left((Ok(result), _)) => {
            let id = text(&result, "messageId");
            Delivery::Taken(if id.is_empty() { "sent".to_owned() } else { id })
        }
        Either::Left((Err(error), _)) => {
            BoundMail::failed(&text(&error, "code"), &text(&error, "message"))
        }
        Either::Right(_) => Delivery::TryLater("Cloudflare took too long to answer".to_owned()),
    }
}

async fn sent(env: &Env, mail: &BoundMail<'_>) -> Result<JsValue, JsValue> {
    let binding = Reflect::get(env, &JsValue::from_str(BINDING))?;
    let send = Reflect::get(&binding, &JsValue::from_str("send"))?;
    let message = JSON::parse(&mail.message().to_string())?;
    // Not by a method of the function: on a stub that would be one more property of the other side.
    let send: &Function = send.unchecked_ref();
    let promise = Reflect::apply(send, &binding, &Array::of1(&message))?;
    JsFuture::from(Promise::resolve(&promise)).await
}

/// A property of an answer or an error; empty if it is no text.
fn text(of: &JsValue, name: &str) -> String {
    let value = Reflect::get(of, &JsValue::from_str(name)).ok();
    value.and_then(|value| value.as_string()).unwrap_or_default()
}
