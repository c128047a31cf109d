//! What a request to the worker is for: a route of the API in `shared::api`, or a static file.

use crate::error::ApiError;
use shared::api::{self, Found, Route, RouteError};
use worker::Request;

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    Route(Route),
    /// A CORS preflight request.
    Preflight,
    /// A static file.
    File,
}

/// The method of a request as it was sent. `Request::method` takes one that it does not know for
/// `GET`.
pub(crate) fn method(request: &Request) -> String {
    request.inner().method()
}

/// What a request is for, for the log: without ids, which are not for those who read it.
pub(crate) fn describe(request: &Request) -> String {
    let method = method(request);
    match find(&method, &request.path()) {
        Ok(Destination::Route(route)) => format!("{method} {}", route.info().pattern),
        _ => "another request".to_owned(),
    }
}

/// Finds what a request is for.
pub(crate) fn find(method: &str, path: &str) -> Result<Destination, ApiError> {
    // What `GET` answers, without the body.
    let method = if method == "HEAD" { "GET" } else { method };
    if !path.starts_with("/v1/") {
        return match method {
            "GET" => Ok(Destination::File),
            _ => Err(ApiError::Method { allow: "GET, HEAD".to_owned() }),
        };
    }
    match api::find(method, path) {
        Ok(Found::Route(route)) => Ok(Destination::Route(route)),
        Ok(Found::Preflight) => Ok(Destination::Preflight),
        Err(RouteError::NoRoute) => Err(ApiError::NoRoute { path: path.to_owned() }),
        Err(RouteError::Method { allow }) => Err(ApiError::Method { allow }),
        Err(RouteError::Id(error)) => Err(ApiError::BadId(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::GetHealth;

    #[test]
    fn the_api_is_below_v1_and_everything_else_is_a_file() {
        let health = Destination::Route(Route::GetHealth(GetHealth {}));
        assert_eq!(find("GET", "/v1/health").unwrap(), health);
        assert_eq!(find("GET", "/console/inbox").unwrap(), Destination::File);
        assert_eq!(find("HEAD", "/widget.js").unwrap(), Destination::File);
        assert_eq!(find("HEAD", "/v1/health").unwrap(), health);
        let preflight = find("OPTIONS", "/v1/sites/site_a/visitors").unwrap();
        assert_eq!(preflight, Destination::Preflight);
    }

    #[test]
    fn a_wrong_address_is_refused_with_a_reason() {
        let error = find("GET", "/v1/nothing").unwrap_err();
        assert!(matches!(error, ApiError::NoRoute { path } if path == "/v1/nothing"));
        let error = find("POST", "/console").unwrap_err();
        assert!(matches!(error, ApiError::Method { allow } if allow == "GET, HEAD"));
        for other in ["PROPFIND", "QUERY", "TRACE", "get", ""] {
            let error = find(other, "/v1/health").unwrap_err();
            assert!(matches!(error, ApiError::Method { allow } if allow == "GET"), "{other}");
            let error = find(other, "/console").unwrap_err();
            assert!(matches!(error, ApiError::Method { allow } if allow == "GET, HEAD"), "{other}");
        }
        let error = find("DELETE", "/v1/sites/site_a/settings").unwrap_err();
        assert!(matches!(error, ApiError::Method { allow } if allow == "GET, PUT"));
        let error = find("GET", "/v1/sites/agent_a/bootstrap").unwrap_err();
        assert!(matches!(error, ApiError::BadId(_)));
    }
}
