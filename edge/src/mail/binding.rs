//! Mail by Cloudflare's binding (`send_email` in `wrangler.toml`).

use shared::mail::{Delivery, Envelope};
use wasm_bindgen::JsValue;
use worker::js_sys::Reflect;
use worker::{EmailMessage, Env, SendEmail};

/// The name of the binding.
const MAIL: &str = "MAIL";

/// Whether the deployment has the binding.
pub(crate) fn is_bound(env: &Env) -> bool {
    Reflect::get(env, &JsValue::from_str(MAIL)).is_ok_and(|bound| bound.is_object())
}

/// Hands a message over, and returns how that ended. Whatever the binding says, the mail is tried again: what
/// it refuses (a recipient or a sender that is not verified) can be mended.
pub(crate) async fn bind(env: &Env, envelope: &Envelope, message: &[u8]) -> Delivery {
    if !is_bound(env) {
        let missing = "BELLHOP_MAIL says binding, and wrangler.toml binds no send_email as MAIL";
        return Delivery::TryLater(missing.to_owned());
    }
    match handed_over(env, envelope, message).await {
        Ok(()) => Delivery::Taken("taken by Cloudflare".to_owned()),
        Err(error) => Delivery::TryLater(format!("Cloudflare has not taken it: {error}")),
    }
}

async fn handed_over(env: &Env, envelope: &Envelope, message: &[u8]) -> worker::Result<()> {
    let binding: SendEmail = env.get_binding(MAIL)?;
    let text = String::from_utf8_lossy(message);
    let message = EmailMessage::new(envelope.from.as_str(), envelope.to.as_str(), &text)?;
    binding.send(&message).await?;
    Ok(())
}
