//! Headers that every answer has, whoever made it.

use super::cors;
use crate::auth::session_cookie::Scheme;
use worker::{Response, Result};

/// One year, in seconds. Browsers then ask this host with https only.
const HTTPS_ONLY: &str = "max-age=31536000";

/// What our pages never use, so that a script that got in can't use it either.
pub(crate) const NO_DEVICES: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), bluetooth=(), \
     midi=(), display-capture=(), accelerometer=(), gyroscope=(), magnetometer=()";

/// Adds what keeps browsers from guessing a type, and, where people reach us over TLS, from ever
/// using plain HTTP. A WebSocket's answer stays as it is.
pub(crate) fn secure(answer: Response, own_origin: &str) -> Result<Response> {
    if answer.status_code() == 101 {
        return Ok(answer);
    }
    let mut answer = cors::changeable(answer);
    let headers = answer.headers_mut();
    headers.set("X-Content-Type-Options", "nosniff")?;
    if Scheme::of_origin(own_origin) == Scheme::Https {
        headers.set("Strict-Transport-Security", HTTPS_ONLY)?;
    }
    Ok(answer)
}

/// The answer to `HEAD`: that of `GET`, without its body.
pub(crate) fn without_body(answer: Response) -> Result<Response> {
    Ok(Response::empty()?.with_status(answer.status_code()).with_headers(answer.headers().clone()))
}
