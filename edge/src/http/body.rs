//! Request bodies with limits and clear errors, and the bodies of answers.

use crate::error::ApiError;
use core::fmt::Write as _;
use futures_util::TryStreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Request, Response, ResponseBody, ResponseBuilder, web_sys};

/// Largest body in bytes.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

/// Reads a body of at most `max` bytes. Of a larger one as much again is read and dropped: a sender
/// who is still writing when the connection closes does not see the answer.
pub(crate) async fn bytes(request: &mut Request, max: usize) -> Result<Vec<u8>, ApiError> {
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    // The runtime holds the sender to the length. Reading all at once costs one turn of JavaScript, a stream several.
    let length = request.headers().get("Content-Length")?.and_then(|length| length.parse().ok());
    if length.is_some_and(|length: usize| length <= max) {
        return Ok(request.bytes().await?);
    }
    let (mut stream, mut size, mut bytes) = (request.stream()?, 0, Vec::new());
    while let Some(chunk) = stream.try_next().await? {
        size += chunk.len();
        if size <= max {
            bytes.extend(chunk);
        } else if size > 2 * max {
            break;
        } else {
            bytes = Vec::new();
        }
    }
    if size <= max { Ok(bytes) } else { Err(ApiError::TooLarge { max }) }
}

/// Parses the JSON body of a request from outside.
pub(crate) async fn json<T: DeserializeOwned>(request: &mut Request) -> Result<T, ApiError> {
    json_up_to(request, MAX_BYTES).await
}

/// Parses the JSON body of a request from outside, of at most `max` bytes.
pub(crate) async fn json_up_to<T: DeserializeOwned>(
    request: &mut Request,
    max: usize,
) -> Result<T, ApiError> {
    read(&text(request, max).await?)
}

/// Parses an optional JSON body; without a body, the default value.
pub(crate) async fn json_or_nothing<T: DeserializeOwned>(
    request: &mut Request,
    max: usize,
) -> Result<T, ApiError> {
    read(&text_or_empty(request, max).await?)
}

/// The text of a JSON object in a request from outside; empty if there is no body.
pub(crate) async fn text_or_empty(request: &mut Request, max: usize) -> Result<String, ApiError> {
    let bytes = bytes(request, max).await?;
    match bytes.trim_ascii() {
        b"" | b"null" => Ok("{}".to_owned()),
        _ => object(bytes),
    }
}

/// The text of a JSON object in a request from outside, not parsed yet.
pub(crate) async fn text(request: &mut Request, max: usize) -> Result<String, ApiError> {
    object(bytes(request, max).await?)
}

fn object(bytes: Vec<u8>) -> Result<String, ApiError> {
    // serde would take a list for the fields in their order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(ApiError::BadBody("it is not a JSON object".to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| ApiError::BadBody("it is not UTF-8".to_owned()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(bad)
}

/// Where a body is wrong, and why.
pub(crate) fn bad(error: serde_json::Error) -> ApiError {
    ApiError::BadBody(error.to_string())
}

/// Parses the body of a request from the worker or one of our objects.
pub(crate) async fn request_json<T: DeserializeOwned>(
    request: &mut Request,
) -> Result<T, ApiError> {
    Ok(serde_json::from_slice(&request.bytes().await?)?)
}

/// An answer that must not be cached.
pub(crate) fn answer<T: Serialize>(value: &T) -> Result<Response, ApiError> {
    answer_with(200, value)
}

/// A plain text that must not be cached.
pub(crate) fn plain_text(text: String) -> Result<Response, ApiError> {
    Ok(ResponseBuilder::new()
        .with_header("Cache-Control", "no-store")?
        .with_header("Content-Type", "text/plain; charset=utf-8")?
        .with_header("X-Content-Type-Options", "nosniff")?
        .fixed(text.into_bytes()))
}

/// A table that must not be cached.
pub(crate) fn csv(table: &str) -> Result<Response, ApiError> {
    Ok(ResponseBuilder::new()
        .with_header("Cache-Control", "no-store")?
        .with_header("Content-Type", "text/csv; charset=utf-8")?
        .with_header("Content-Disposition", "attachment; filename=\"conversations.csv\"")?
        .with_header("X-Content-Type-Options", "nosniff")?
        .fixed(table.as_bytes().to_vec()))
}

/// The `Content-Disposition` of a file: pictures are shown, other files are saved under their name.
pub(crate) fn disposition(name: &str, inline: bool) -> String {
    let disposition = if inline { "inline" } else { "attachment" };
    let mut written = format!("{disposition}; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            written.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

/// [`answer`] with another status.
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

/// An answer without a body.
pub(crate) fn done() -> Result<Response, ApiError> {
    Ok(ResponseBuilder::new().with_status(204).with_header("Cache-Control", "no-store")?.empty())
}

/// Parses the answer of one of our objects.
pub(crate) async fn response_json<T: DeserializeOwned>(
    answer: &mut Response,
) -> Result<T, ApiError> {
    let bytes = match answer.body() {
        // All at once: `Response::bytes` reads a stream, which costs several turns of JavaScript.
        ResponseBody::Stream(stream) => {
            let whole = web_sys::Response::new_with_opt_readable_stream(Some(stream))
                .map_err(worker::Error::from)?;
            let buffer = whole.array_buffer().map_err(worker::Error::from)?;
            let buffer = JsFuture::from(buffer).await.map_err(worker::Error::from)?;
            Uint8Array::new(&buffer).to_vec()
        }
        ResponseBody::Body(_) | ResponseBody::Empty => answer.bytes().await?,
    };
    Ok(serde_json::from_slice(&bytes)?)
}
