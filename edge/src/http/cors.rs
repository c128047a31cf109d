//! CORS: answers that pages of other origins may read. No cookies are involved.

use super::origin;
use crate::error::{Answer, ApiError};
use worker::{Response, ResponseBuilder};

/// Whether pages of this origin may use the site: an allowed domain, or our own origin (the
/// panel's).
pub(crate) fn check(own: &str, allowed: &[String], origin: Option<&str>) -> Result<(), ApiError> {
    match origin {
        Some(origin) if origin != own && !origin::allowed(allowed, origin) => {
            Err(ApiError::PageNotAllowed { origin: origin.to_owned() })
        }
        // Without an `Origin` header the request is not from another site's page, because browsers
        // always send one then.
        _ => Ok(()),
    }
}

/// Lets pages of this origin read the answer.
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

/// The answer to a preflight request, which browsers may cache.
pub(crate) fn preflight() -> Answer {
    Ok(ResponseBuilder::new()
        .with_status(204)
        .with_header("Access-Control-Allow-Methods", "GET, POST")?
        .with_header("Access-Control-Allow-Headers", "Authorization, Content-Type")?
        .with_header("Access-Control-Max-Age", "86400")?
        .empty())
}

/// A copy with mutable headers, because those of an object's answer are immutable.
pub(crate) fn changeable(response: Response) -> Response {
    let headers = worker::Headers::new();
    for (name, value) in response.headers() {
        // Names and values come from valid headers.
        let _set = headers.append(&name, &value);
    }
    response.with_headers(headers)
}
