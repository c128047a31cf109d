//! Answers that pages of other origins may read. No cookies are involved.

use super::origin;
use crate::error::{Answer, ApiError};
use worker::{Response, ResponseBuilder};

/// Whether a page of that origin may use the site: an allowed one, or our own (the panel's).
pub(crate) fn check(own: &str, allowed: &[String], origin: Option<&str>) -> Result<(), ApiError> {
    match origin {
        Some(origin) if origin != own && !origin::allowed(allowed, origin) => {
            Err(ApiError::PageNotAllowed { origin: origin.to_owned() })
        }
        // Without an origin it is no page of another site: a browser always names those.
        _ => Ok(()),
    }
}

/// Lets a page of that origin read the answer.
pub(crate) fn allow(response: Response, origin: Option<&str>) -> Answer {
    let mut response = changeable(response);
    let headers = response.headers_mut();
    headers.append("Vary", "Origin")?;
    if let Some(origin) = origin {
        headers.set("Access-Control-Allow-Origin", origin)?;
        headers.set("Access-Control-Expose-Headers", "Server-Timing, Retry-After")?;
    }
    Ok(response)
}

/// What a page may ask for, and for how long it need not ask again.
pub(crate) fn preflight() -> Answer {
    Ok(ResponseBuilder::new()
        .with_status(204)
        .with_header("Access-Control-Allow-Methods", "GET, POST")?
        .with_header("Access-Control-Allow-Headers", "Authorization, Content-Type")?
        .with_header("Access-Control-Max-Age", "86400")?
        .empty())
}

/// An object's answer has headers that can't be changed: this one's can.
pub(crate) fn changeable(response: Response) -> Response {
    let headers = worker::Headers::new();
    for (name, value) in response.headers() {
        // Names and values that were in a header can be in one.
        let _set = headers.append(&name, &value);
    }
    response.with_headers(headers)
}
