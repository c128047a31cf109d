//! A deployment's settings.

use crate::auth::signing::HmacSigner;
use crate::deployment;
use crate::error::ApiError;
use crate::mail;
use shared::id::{ConversationId, SiteId};
use shared::mail::{MailSettings, SettingError};
use shared::place::PlaceHeaders;
use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys::{Function, Reflect};
use worker::{Env, ObjectNamespace, Stub};

const MIN_SECRET_BYTES: usize = 32;

/// The settings of a deployment.
pub(crate) struct Config {
    pub(crate) signer: HmacSigner,
    pub(crate) operator_token: String,
    /// The operator's last token, as long as it is accepted beside the new one.
    pub(crate) operator_token_before: Option<String>,
    /// The host of an additional push service.
    pub(crate) push_host: Option<String>,
    /// The header in which the proxy in front tells the client's address.
    pub(crate) address_header: Option<String>,
    /// The headers in which the proxy in front tells where the client is.
    pub(crate) place_headers: Option<PlaceHeaders>,
    /// Whether the installation check may fetch pages of this machine, and single sign-on ask providers
    /// on it, for a deployment on a developer's computer.
    pub(crate) local_pages: bool,
    /// How mail is sent, if it is. A mistake in it stops mail and nothing else.
    pub(crate) mail: Result<Option<MailSettings>, SettingError>,
    /// The secret of the machine that posts mail, if there is one.
    pub(crate) inbound_secret: Option<String>,
    /// Whether webhooks may go to addresses in private networks, and without TLS.
    pub(crate) private_webhooks: bool,
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
        let before = earlier(env, "BELLHOP_SECRET_BEFORE")?;
        let retired = earlier(env, "BELLHOP_SECRET_RETIRED")?;
        let operator_token =
            text(env, "BELLHOP_OPERATOR_TOKEN").ok_or(ApiError::NotConfigured {
                name: "BELLHOP_OPERATOR_TOKEN",
                expected: "a long random string with which the operator creates sites",
            })?;
        let signer = HmacSigner::new(&secret)
            .and_then(|signer| signer.with_earlier(&before, &retired))
            .ok_or_else(|| ApiError::Broken("HMAC took no key".into()))?;
        Ok(Self {
            signer,
            operator_token,
            operator_token_before: text(env, "BELLHOP_OPERATOR_TOKEN_BEFORE"),
            push_host: text(env, "BELLHOP_PUSH_HOST"),
            address_header: text(env, "BELLHOP_ADDRESS_HEADER"),
            place_headers: place_headers(env)?,
            local_pages: text(env, "BELLHOP_LOCAL_PAGES").as_deref() == Some("yes"),
            mail: mail_settings(env),
            inbound_secret: text(env, "BELLHOP_INBOUND_SECRET"),
            private_webhooks: text(env, "BELLHOP_PRIVATE_WEBHOOKS").as_deref() == Some("yes"),
        })
    }
}

fn mail_settings(env: &Env) -> Result<Option<MailSettings>, SettingError> {
    let names = ["BELLHOP_MAIL", "BELLHOP_MAIL_FROM", "BELLHOP_ORIGIN", "BELLHOP_MAIL_REPLY"];
    let [server, from, origin, replies] = names.map(|name| text(env, name));
    let [server, from] = [server.as_deref(), from.as_deref()];
    let is_bound = mail::is_bound(env);
    MailSettings::read(server, from, origin.as_deref(), replies.as_deref(), is_bound)
}

fn place_headers(env: &Env) -> Result<Option<PlaceHeaders>, ApiError> {
    let read = |setting: String| {
        PlaceHeaders::parse(&setting).ok_or(ApiError::BadSetting {
            name: "BELLHOP_PLACE_HEADERS",
            expected: "up to three names of headers, for country, region and city, separated by spaces",
        })
    };
    text(env, "BELLHOP_PLACE_HEADERS").map(read).transpose()
}

/// Earlier secrets, if there are any, the latest first. The setting has one a line, the oldest first.
fn earlier(env: &Env, name: &'static str) -> Result<Vec<String>, ApiError> {
    let setting = text(env, name).unwrap_or_default();
    let secrets: Vec<_> = setting.lines().rev().map(str::to_owned).collect();
    if secrets.iter().all(|secret| secret.len() >= MIN_SECRET_BYTES) {
        return Ok(secrets);
    }
    Err(ApiError::BadSetting {
        name,
        expected: "earlier values of BELLHOP_SECRET, one a line, the oldest first",
    })
}

/// A setting, if it is there. We look it up ourselves, because workerd returns `null` for a missing
/// variable, which `Env::secret` takes for a value and then never returns.
pub(crate) fn text(env: &Env, name: &str) -> Option<String> {
    let binding = Reflect::get(env, &JsValue::from_str(name)).ok()?;
    binding.as_string().filter(|text| !text.is_empty())
}

/// The objects of a class, in the jurisdiction where the operator keeps all of them (Cloudflare only).
/// The crate has no method for it.
fn namespace(env: &Env, class: &str) -> Result<ObjectNamespace, ApiError> {
    let all = env.durable_object(class)?;
    let Some(name) = text(env, "BELLHOP_JURISDICTION") else { return Ok(all) };
    let raw: &JsValue = all.as_ref();
    let restrict =
        Reflect::get(raw, &JsValue::from_str("jurisdiction")).map_err(worker::Error::from)?;
    let restrict: Function = restrict.dyn_into().map_err(worker::Error::from)?;
    let restricted = restrict.call1(raw, &JsValue::from_str(&name)).map_err(worker::Error::from)?;
    Ok(restricted.unchecked_into())
}

pub(crate) fn deployment(env: &Env) -> Result<Stub, ApiError> {
    Ok(namespace(env, "DEPLOYMENT")?.get_by_name(deployment::NAME)?)
}

pub(crate) fn site(env: &Env, id: &SiteId) -> Result<Stub, ApiError> {
    Ok(namespace(env, "SITE")?.get_by_name(id.as_str())?)
}

pub(crate) fn desk(env: &Env, id: &SiteId) -> Result<Stub, ApiError> {
    Ok(namespace(env, "DESK")?.get_by_name(id.as_str())?)
}

pub(crate) fn conversation(env: &Env, id: &ConversationId) -> Result<Stub, ApiError> {
    Ok(namespace(env, "CONVERSATION")?.get_by_name(id.as_str())?)
}
