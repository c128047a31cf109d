//! The edge's HTTP interface.

use super::json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::{DeviceId, SiteId};
use shared::protocol::{Invited, Join, Me, ProblemText, SignIn, TransferTargets};
use shared::push::{Devices, NewDevice};
use shared::quota::Usage;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Headers, Request, RequestCredentials, RequestInit, Response};

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HttpError {
    /// Nobody is signed in.
    NotSignedIn(String),
    /// The edge said no, in these words.
    Refused(String),
    /// The edge could not be reached.
    Unreachable,
}

impl HttpError {
    /// What to tell the agent.
    pub(crate) fn text(self) -> String {
        match self {
            Self::NotSignedIn(text) | Self::Refused(text) => text,
            Self::Unreachable => crate::texts::UNREACHABLE.to_owned(),
        }
    }
}

/// Who is signed in.
pub(crate) async fn me(site: &SiteId) -> Result<Me, HttpError> {
    answer(send("GET", &format!("/v1/sites/{site}/me"), None::<&()>).await?).await
}

/// Signs in; the browser keeps the cookie.
pub(crate) async fn sign_in(site: &SiteId, credentials: &SignIn) -> Result<Me, HttpError> {
    answer(send("POST", &format!("/v1/sites/{site}/session"), Some(credentials)).await?).await
}

/// Signs out.
pub(crate) async fn sign_out(site: &SiteId) -> Result<(), HttpError> {
    send("DELETE", &format!("/v1/sites/{site}/session"), None::<&()>).await.map(|_| ())
}

/// A path with what is asked for behind it.
pub(crate) fn query<'q>(
    path: &str,
    parameters: impl IntoIterator<Item = (&'q str, &'q str)>,
) -> String {
    let mut path = path.to_owned();
    for (index, (name, value)) in parameters.into_iter().enumerate() {
        path.push(if index == 0 { '?' } else { '&' });
        path.push_str(name);
        path.push('=');
        path.push_str(&String::from(js_sys::encode_uri_component(value)));
    }
    path
}

/// How much of the package is used.
pub(crate) async fn usage(site: &SiteId) -> Result<Usage, HttpError> {
    answer(send("GET", &format!("/v1/sites/{site}/usage"), None::<&()>).await?).await
}

/// Who else could take a chat.
pub(crate) async fn transfer_targets(site: &SiteId) -> Result<TransferTargets, HttpError> {
    answer(send("GET", &format!("/v1/sites/{site}/transfer-targets"), None::<&()>).await?).await
}

/// This agent's devices.
pub(crate) async fn devices(site: &SiteId) -> Result<Devices, HttpError> {
    answer(send("GET", &format!("/v1/sites/{site}/me/push"), None::<&()>).await?).await
}

/// Tells where this browser can be pushed to.
pub(crate) async fn put_device(site: &SiteId, device: &NewDevice) -> Result<Devices, HttpError> {
    answer(send("PUT", &format!("/v1/sites/{site}/me/push"), Some(device)).await?).await
}

/// Forgets a device.
pub(crate) async fn delete_device(site: &SiteId, id: &DeviceId) -> Result<Devices, HttpError> {
    answer(send("DELETE", &format!("/v1/sites/{site}/me/push/{id}"), None::<&()>).await?).await
}

/// Has something pushed to a device.
pub(crate) async fn try_device(site: &SiteId, id: &DeviceId) -> Result<Devices, HttpError> {
    answer(send("POST", &format!("/v1/sites/{site}/me/push/{id}/try"), None::<&()>).await?).await
}

/// Asks for something of the site: `path` follows `/v1/sites/{site}/`.
pub(crate) async fn get<T: DeserializeOwned>(site: &SiteId, path: &str) -> Result<T, HttpError> {
    answer(send("GET", &format!("/v1/sites/{site}/{path}"), None::<&()>).await?).await
}

/// Writes something of the site, with `PUT`, `POST` or `DELETE`, and reads the answer.
pub(crate) async fn write<T: DeserializeOwned>(
    site: &SiteId,
    method: &str,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<T, HttpError> {
    answer(send(method, &format!("/v1/sites/{site}/{path}"), body).await?).await
}

/// The same, where the answer says nothing more.
pub(crate) async fn command(
    site: &SiteId,
    method: &str,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<(), HttpError> {
    send(method, &format!("/v1/sites/{site}/{path}"), body).await.map(|_| ())
}

/// What an invitation's token invites to.
pub(crate) async fn invited(site: &SiteId, token: &str) -> Result<Invited, HttpError> {
    let token = String::from(js_sys::encode_uri_component(token));
    get(site, &format!("join?invitation={token}")).await
}

/// Joins; the browser keeps the cookie.
pub(crate) async fn join(site: &SiteId, joining: &Join) -> Result<Me, HttpError> {
    write(site, "POST", "join", Some(joining)).await
}

/// Writes a file of the site, and reads the answer.
pub(crate) async fn put_file<T: DeserializeOwned>(
    site: &SiteId,
    path: &str,
    file: &Blob,
) -> Result<T, HttpError> {
    let init = RequestInit::new();
    init.set_method("PUT");
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_body(file);
    let request = Request::new_with_str_and_init(&format!("/v1/sites/{site}/{path}"), &init);
    let sent = fetched(&request.map_err(|_| HttpError::Unreachable)?).await?;
    answer(check_status(sent).await?).await
}

async fn send(
    method: &str,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<Response, HttpError> {
    check_status(send_tagged(method, path, body.map(json::write).as_deref(), None).await?).await
}

/// Sends a body that is JSON already, to be taken only in place of what has that tag. The answer may
/// say no.
pub(crate) async fn send_tagged(
    method: &str,
    path: &str,
    body: Option<&str>,
    over: Option<&str>,
) -> Result<Response, HttpError> {
    fetched(&request(method, path, body, over).map_err(|_| HttpError::Unreachable)?).await
}

async fn fetched(request: &Request) -> Result<Response, HttpError> {
    let window = web_sys::window().ok_or(HttpError::Unreachable)?;
    let fetched = JsFuture::from(window.fetch_with_request(request)).await;
    let response = fetched.ok().and_then(|response| response.dyn_into::<Response>().ok());
    response.ok_or(HttpError::Unreachable)
}

/// The answer, unless it says no.
pub(crate) async fn check_status(response: Response) -> Result<Response, HttpError> {
    if response.ok() { Ok(response) } else { Err(problem(&response).await) }
}

fn request(
    method: &str,
    path: &str,
    body: Option<&str>,
    over: Option<&str>,
) -> Result<Request, JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::SameOrigin);
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    if let Some(body) = body {
        headers.set("content-type", "application/json")?;
        init.set_body(&body.into());
    }
    if let Some(tag) = over {
        headers.set("if-match", tag)?;
    }
    init.set_headers_headers(&headers);
    Request::new_with_str_and_init(path, &init)
}

async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, HttpError> {
    let text = text(&response).await.ok_or(HttpError::Unreachable)?;
    json::read(&text).ok_or(HttpError::Refused(crate::texts::UNREADABLE.to_owned()))
}

pub(crate) async fn problem(response: &Response) -> HttpError {
    let said = text(response).await.and_then(|text| json::read::<ProblemText>(&text));
    let said = said.map(|problem| problem.detail).filter(|detail| !detail.is_empty());
    match response.status() {
        401 => HttpError::NotSignedIn(said.unwrap_or_else(|| crate::texts::SIGN_IN.to_owned())),
        status => HttpError::Refused(
            said.unwrap_or_else(|| format!("The server answered with an error ({status}).")),
        ),
    }
}

pub(crate) async fn text(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
