//! The id of a request: in the header `X-Request-Id` of its answer, in the `instance` of a problem, and
//! in the log, so that the operator finds what somebody reports.

use crate::error::ApiError;
use crate::runtime::random;
use data_encoding::HEXLOWER;
use serde_json::{Map, Value};
use worker::{Response, Result};

const HEADER: &str = "X-Request-Id";
const PROBLEM: &str = "application/problem+json";

/// A new id: a random UUID.
pub(crate) fn make() -> std::result::Result<String, ApiError> {
    let mut bytes: [u8; 16] = random::bytes()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = HEXLOWER.encode(&bytes);
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hex.get(part).unwrap_or_default());
    Ok(parts.join("-"))
}

/// Adds the id to an answer, and logs an answer that is our fault. `what` says which route was asked.
pub(crate) async fn add(mut answer: Response, id: &str, what: &str) -> Result<Response> {
    // The answer that opens a WebSocket can't be changed.
    if answer.status_code() == 101 {
        return Ok(answer);
    }
    let is_problem = answer.headers().get("Content-Type")?.as_deref() == Some(PROBLEM);
    if is_problem && let Ok(mut problem) = answer.json::<Map<String, Value>>().await {
        let status = answer.status_code();
        if status >= 500 {
            let text = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or_default();
            worker::console_error!(
                "request {id}: {what} was answered {status}: {}",
                text("detail")
            );
        }
        problem.insert("instance".to_owned(), format!("urn:uuid:{id}").into());
        let headers = answer.headers().clone();
        let body = serde_json::to_vec(&problem)?;
        answer = Response::from_bytes(body)?.with_status(status).with_headers(headers);
    }
    answer.headers_mut().set(HEADER, id)?;
    Ok(answer)
}
