//! Passkeys: `navigator.credentials`, with the JSON that browsers read and write for it.

use super::page;
use crate::client::http::HttpError;
use crate::client::json;
use crate::texts::t;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::protocol::{NewPasskey, PasskeyOptions, PasskeySignIn};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long the browser waits for its user, in milliseconds: as long as a challenge can be answered.
const PATIENCE: u32 = 300_000;

/// Why there is no answer of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPasskey {
    /// The browser has no passkeys, or not on a page like this.
    Unsupported,
    /// The user has cancelled it, or has no passkey here.
    Cancelled,
    /// The device has a passkey of this agent already.
    Registered,
}

impl NoPasskey {
    /// The sentence for the screen.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Unsupported => t!("passkey-unsupported"),
            Self::Cancelled => t!("passkey-cancelled"),
            Self::Registered => t!("passkey-registered"),
        }
    }
}

impl From<NoPasskey> for HttpError {
    fn from(reason: NoPasskey) -> Self {
        Self::Refused(reason.text().to_owned())
    }
}

/// Whether this browser has passkeys. On a page without a secure context it has none.
pub(crate) fn supported() -> bool {
    parser("parseRequestOptionsFromJSON").is_some()
}

/// The class of passkeys, and one of its functions that reads options.
fn parser(name: &str) -> Option<(JsValue, Function)> {
    let class = Reflect::get(&page::window()?.into(), &"PublicKeyCredential".into()).ok()?;
    let parse = Reflect::get(&class, &name.into()).ok()?.dyn_into().ok()?;
    Some((class, parse))
}

/// Has the browser make a passkey.
pub(crate) async fn create(
    options: &PasskeyOptions,
    name: String,
) -> Result<NewPasskey, NoPasskey> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Response {
        #[serde(rename = "clientDataJSON")]
        client_data: String,
        authenticator_data: String,
    }
    #[derive(Deserialize)]
    struct Credential {
        response: Response,
    }
    let registered: Vec<Value> =
        options.registered.iter().map(|id| json!({ "type": "public-key", "id": id })).collect();
    let (user, email, shown) = (&options.user, &options.email, &options.display_name);
    let options = json!({
        "challenge": options.challenge,
        "rp": { "name": options.site_name },
        "user": { "id": user, "name": email, "displayName": shown },
        "pubKeyCredParams": [{ "type": "public-key", "alg": options.algorithm }],
        "excludeCredentials": registered,
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        "attestation": "none",
        "timeout": PATIENCE,
    });
    let text = ask("parseCreationOptionsFromJSON", "create", &options).await?;
    let Credential { response } = json::read(&text).ok_or(NoPasskey::Unsupported)?;
    let Response { client_data, authenticator_data } = response;
    Ok(NewPasskey { name, client_data, authenticator_data })
}

/// Has the browser answer a challenge with a passkey that its user chooses.
pub(crate) async fn get(challenge: &str) -> Result<PasskeySignIn, NoPasskey> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Response {
        #[serde(rename = "clientDataJSON")]
        client_data: String,
        authenticator_data: String,
        signature: String,
        #[serde(default)]
        user_handle: Option<String>,
    }
    #[derive(Deserialize)]
    struct Credential {
        id: String,
        response: Response,
    }
    let options =
        json!({ "challenge": challenge, "userVerification": "required", "timeout": PATIENCE });
    let text = ask("parseRequestOptionsFromJSON", "get", &options).await?;
    let Credential { id, response } = json::read(&text).ok_or(NoPasskey::Unsupported)?;
    let Response { client_data, authenticator_data, signature, user_handle } = response;
    let user = user_handle;
    Ok(PasskeySignIn { credential: id, client_data, authenticator_data, signature, user })
}

/// Calls a method of `navigator.credentials`, and returns its answer as JSON.
async fn ask(parse: &str, method: &str, options: &Value) -> Result<String, NoPasskey> {
    let request = || {
        let (class, parse) = parser(parse)?;
        let options = JSON::parse(&options.to_string()).ok()?;
        let request = Object::new();
        Reflect::set(&request, &"publicKey".into(), &parse.call1(&class, &options).ok()?).ok()?;
        let navigator = page::window()?.navigator();
        let container = Reflect::get(&navigator, &"credentials".into()).ok()?;
        let method: Function = Reflect::get(&container, &method.into()).ok()?.dyn_into().ok()?;
        method.call1(&container, &request).ok()?.dyn_into::<Promise>().ok()
    };
    let promise = request().ok_or(NoPasskey::Unsupported)?;
    let credential = JsFuture::from(promise).await.map_err(|error| {
        let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
        match name.as_deref() {
            Some("InvalidStateError") => NoPasskey::Registered,
            Some("NotSupportedError" | "SecurityError") => NoPasskey::Unsupported,
            _ => NoPasskey::Cancelled,
        }
    })?;
    let text = JSON::stringify(&credential).map_err(|_| NoPasskey::Unsupported)?;
    Ok(text.into())
}
