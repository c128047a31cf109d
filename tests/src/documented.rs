//! Checks that every response is documented in the route table: a test fails if it gets a status or
//! problem that the route doesn't list.

use shared::api::RouteInfo;
use shared::problem::ProblemCode;

/// Returns why a response is not documented, or `None` if it is.
pub fn undocumented(method: &str, url: &str, status: u16, body: &[u8]) -> Option<String> {
    let path = url.split('?').next().unwrap_or_default();
    let route = RouteInfo::of_request(method, path)?;
    if route.statuses.contains(&status) {
        return None;
    }
    let problem: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let kind = problem["type"].as_str().unwrap_or_default();
    let code = kind.trim_start_matches("/docs/problems#");
    let listed = ProblemCode::find(status, code).is_some_and(|one| route.problems().contains(&one));
    (!listed).then(|| {
        format!("the table of routes does not say that {} answers {status} {code}", route.name)
    })
}
