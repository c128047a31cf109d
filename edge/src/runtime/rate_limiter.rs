//! Cloudflare's rate limiter, where the deployment has bound one: it counts for all isolates of a
//! location, before an object is woken. Without it our own limits decide alone.

use crate::error::ApiError;
use shared::api::Access;
use wasm_bindgen::prelude::*;
use worker::Env;
use worker::js_sys::{Object, Promise, Reflect};
use worker::wasm_bindgen_futures::JsFuture;

/// The name of the binding in `wrangler.toml`.
const BINDING: &str = "RATE_LIMITER";

#[wasm_bindgen]
extern "C" {
    type Limiter;

    #[wasm_bindgen(method, catch)]
    fn limit(this: &Limiter, options: &Object) -> Result<Promise, JsValue>;
}

/// Whether a route is asked for by strangers. Agents, programs and operators are known first.
pub(crate) const fn counts(access: Access) -> bool {
    matches!(access, Access::Page | Access::Visitor | Access::Participant)
}

/// Fails if the limiter says that this sender asks for too much. If it can't be asked, it says nothing.
pub(crate) async fn check(env: &Env, sender: &str) -> Result<(), ApiError> {
    let bound = Reflect::get(env, &BINDING.into()).unwrap_or_default();
    if !bound.is_object() {
        return Ok(());
    }
    let options = Object::new();
    let _set = Reflect::set(&options, &"key".into(), &sender.into());
    let asked = async { JsFuture::from(bound.unchecked_into::<Limiter>().limit(&options)?).await };
    match asked.await {
        Ok(outcome) if is_refusal(&outcome) => Err(ApiError::TooManyRequests),
        Ok(_) => Ok(()),
        Err(_) => {
            worker::console_warn!(
                "the rate limiter did not answer, so our own limits decide alone"
            );
            Ok(())
        }
    }
}

fn is_refusal(outcome: &JsValue) -> bool {
    Reflect::get(outcome, &"success".into()).is_ok_and(|success| success.as_bool() == Some(false))
}

#[cfg(test)]
mod tests {
    use super::counts;
    use shared::api::{Endpoint, GetHealth, GetMe, GetMetrics, PostBootstrap, StartConversation};

    #[test]
    fn strangers_are_counted_and_those_who_must_name_themselves_are_not() {
        assert!(counts(PostBootstrap::INFO.access) && counts(StartConversation::INFO.access));
        for access in [GetHealth::INFO.access, GetMe::INFO.access, GetMetrics::INFO.access] {
            assert!(!counts(access));
        }
    }
}
