//! A deployment's settings.

use crate::auth::signing::HmacSigner;
use crate::deployment;
use crate::error::ApiError;
use shared::id::{ConversationId, SiteId};
use wasm_bindgen::JsValue;
use worker::js_sys::Reflect;
use worker::{Env, Stub};

const MIN_SECRET_BYTES: usize = 32;

/// The settings of a deployment.
pub(crate) struct Config {
    pub(crate) signer: HmacSigner,
    pub(crate) operator_token: String,
    /// The host of an additional push service.
    pub(crate) push_host: Option<String>,
    /// The header in which the proxy in front tells the client's address.
    pub(crate) address_header: Option<String>,
    /// Whether the installation check may fetch pages of this machine, and single sign-on ask providers
    /// on it, for a deployment on a developer's computer.
    pub(crate) local_pages: bool,
}

impl Config {
    pub(crate) fn read(env: &Env) -> Result<Self, ApiError> {
        let secret = text(env, "BELLHOP_SECRET")
            .filter(|secret| secret.len() >= MIN_SECRET_BYTES)
            .ok_or(ApiError::NotConfigured {
                name: "BELLHOP_SECRET",
                expected: "at least 32 random bytes that sign tokens and sessions, for example from \
                       `openssl rand -hex 32`",
            })?;
        let operator_token =
            text(env, "BELLHOP_OPERATOR_TOKEN").ok_or(ApiError::NotConfigured {
                name: "BELLHOP_OPERATOR_TOKEN",
                expected: "a long random string with which the operator creates sites",
            })?;
        let signer =
            HmacSigner::new(&secret).ok_or_else(|| ApiError::Broken("HMAC took no key".into()))?;
        Ok(Self {
            signer,
            operator_token,
            push_host: text(env, "BELLHOP_PUSH_HOST"),
            address_header: text(env, "BELLHOP_ADDRESS_HEADER"),
            local_pages: text(env, "BELLHOP_LOCAL_PAGES").as_deref() == Some("yes"),
        })
    }
}

/// A setting, if it is there. We look it up ourselves, because workerd returns `null` for a missing
/// variable, which `Env::secret` takes for a value and then never returns.
fn text(env: &Env, name: &str) -> Option<String> {
    let binding = Reflect::get(env, &JsValue::from_str(name)).ok()?;
    binding.as_string().filter(|text| !text.is_empty())
}

pub(crate) fn deployment(env: &Env) -> Result<Stub, ApiError> {
    Ok(env.durable_object("DEPLOYMENT")?.get_by_name(deployment::NAME)?)
}

pub(crate) fn site(env: &Env, id: &SiteId) -> Result<Stub, ApiError> {
    Ok(env.durable_object("SITE")?.get_by_name(id.as_str())?)
}

pub(crate) fn desk(env: &Env, id: &SiteId) -> Result<Stub, ApiError> {
    Ok(env.durable_object("DESK")?.get_by_name(id.as_str())?)
}

pub(crate) fn conversation(env: &Env, id: &ConversationId) -> Result<Stub, ApiError> {
    Ok(env.durable_object("CONVERSATION")?.get_by_name(id.as_str())?)
}
