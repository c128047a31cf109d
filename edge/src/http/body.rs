//! Bodies: read no further than allowed, and told where they are wrong.

use crate::error::ApiError;
use core::fmt::Write as _;
use futures_util::TryStreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Request, Response, ResponseBuilder};

/// Largest body taken.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

/// Reads a body, at most that long.
pub(crate) async fn bytes(request: &mut Request, max: usize) -> Result<Vec<u8>, ApiError> {
    let said = request.headers().get("Content-Length")?;
    if said.and_then(|said| said.parse::<usize>().ok()).is_some_and(|said| said > max) {
        return Err(ApiError::TooLarge { max });
    }
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    let mut stream = request.stream()?;
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.try_next().await? {
        bytes.extend(chunk);
        if bytes.len() > max {
            return Err(ApiError::TooLarge { max });
        }
    }
    Ok(bytes)
}

/// Reads a JSON body of a request from outside.
pub(crate) async fn json<T: DeserializeOwned>(request: &mut Request) -> Result<T, ApiError> {
    json_up_to(request, MAX_BYTES).await
}

/// Reads a JSON body of a request from outside, at most that long.
pub(crate) async fn json_up_to<T: DeserializeOwned>(
    request: &mut Request,
    max: usize,
) -> Result<T, ApiError> {
    read(&text(request, max).await?)
}

/// The same, where there may be no body: then everything is as it is by default.
pub(crate) async fn json_or_nothing<T: DeserializeOwned>(
    request: &mut Request,
    max: usize,
) -> Result<T, ApiError> {
    read(&text_or_empty(request, max).await?)
}

/// The text of a request from outside whose body is a JSON object; an empty one where there is no body.
pub(crate) async fn text_or_empty(request: &mut Request, max: usize) -> Result<String, ApiError> {
    let bytes = bytes(request, max).await?;
    match bytes.trim_ascii() {
        b"" | b"null" => Ok("{}".to_owned()),
        _ => object(bytes),
    }
}

/// The text of a request from outside whose body is a JSON object, not read yet.
pub(crate) async fn text(request: &mut Request, max: usize) -> Result<String, ApiError> {
    object(bytes(request, max).await?)
}

fn object(bytes: Vec<u8>) -> Result<String, ApiError> {
    // A list would be taken for the fields in their order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(ApiError::BadBody("it is not a JSON object".to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| ApiError::BadBody("it is not UTF-8".to_owned()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(bad)
}

/// What is wrong with a body, and where.
pub(crate) fn bad(error: serde_json::Error) -> ApiError {
    ApiError::BadBody(error.to_string())
}

/// Reads the body of a request made by one of our own objects, or by the worker.
pub(crate) async fn request_json<T: DeserializeOwned>(
    request: &mut Request,
) -> Result<T, ApiError> {
    Ok(serde_json::from_slice(&request.bytes().await?)?)
}

/// An answer that nobody may keep: what it says is true now.
pub(crate) fn answer<T: Serialize>(value: &T) -> Result<Response, ApiError> {
    answer_with(200, value)
}

/// A text of ours that nobody may keep.
pub(crate) fn plain_text(text: String) -> Result<Response, ApiError> {
    Ok(ResponseBuilder::new()
        .with_header("Cache-Control", "no-store")?
        .with_header("Content-Type", "text/plain; charset=utf-8")?
        .with_header("X-Content-Type-Options", "nosniff")?
        .fixed(text.into_bytes()))
}

/// How a browser is to take a file: shown where it is a picture, else saved under its name.
pub(crate) fn disposition(name: &str, inline: bool) -> String {
    let disposition = if inline { "inline" } else { "attachment" };
    let mut written = format!("{disposition}; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            written.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

/// The same with another status.
pub(crate) fn answer_with<T: Serialize>(status: u16, value: &T) -> Result<Response, ApiError> {
    written(status, serde_json::to_vec(value)?)
}

/// An answer that is JSON already.
pub(crate) fn answer_text(text: &str) -> Result<Response, ApiError> {
    written(200, text.as_bytes().to_vec())
}

fn written(status: u16, json: Vec<u8>) -> Result<Response, ApiError> {
    Ok(ResponseBuilder::new()
        .with_status(status)
        .with_header("Cache-Control", "no-store")?
        .with_header("Content-Type", "application/json")?
        .fixed(json))
}

/// Done, and nothing to say.
pub(crate) fn done() -> Result<Response, ApiError> {
    Ok(ResponseBuilder::new().with_status(204).with_header("Cache-Control", "no-store")?.empty())
}

/// Reads what one of our own objects answered.
pub(crate) async fn response_json<T: DeserializeOwned>(
    answer: &mut Response,
) -> Result<T, ApiError> {
    Ok(serde_json::from_slice(&answer.bytes().await?)?)
}
