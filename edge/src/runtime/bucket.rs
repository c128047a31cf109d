//! The storage of files if the deployment has a bucket bound as `FILES` (R2), and the answer that
//! delivers a file. Without a bucket, files are stored in their conversation's own object.

use crate::error::{Answer, ApiError};
use crate::http::body::disposition;
use shared::event::SharedFile;
use shared::id::{ConversationId, FileId};
use worker::{Bucket, Env, HttpMetadata, Response, ResponseBuilder};

/// How long a browser may show a file without asking.
const CACHE_CONTROL: &str = "private, max-age=300, must-revalidate";

/// Stores a file in the bucket, if there is one. Returns the bytes that still have to be stored in
/// the object.
pub(crate) async fn save(
    env: &Env,
    conversation: &ConversationId,
    file: &SharedFile,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Vec<u8>, ApiError> {
    let Some(bucket) = bucket(env) else { return Ok(bytes) };
    let about = HttpMetadata {
        content_type: Some(file.kind.clone()),
        content_disposition: Some(disposition(name, file.is_image())),
        ..HttpMetadata::default()
    };
    let object_key = object_key(conversation, &file.id);
    // A repeated upload must not change the stored file.
    if bucket.head(&object_key).await?.is_none() {
        bucket.put(object_key, bytes).http_metadata(about).execute().await?;
    }
    Ok(Vec::new())
}

/// Reads a file from the bucket.
pub(crate) async fn find(
    env: &Env,
    conversation: &ConversationId,
    file: &FileId,
) -> Result<Option<Response>, ApiError> {
    let Some(bucket) = bucket(env) else { return Ok(None) };
    let Some(found) = bucket.get(object_key(conversation, file)).execute().await? else {
        return Ok(None); // it was sent before the bucket was bound
    };
    let about = found.http_metadata();
    let Some(body) = found.body() else { return Ok(None) };
    let (kind, disposition) = (about.content_type, about.content_disposition);
    let bytes = body.bytes().await?;
    answer(file, &kind.unwrap_or_default(), &disposition.unwrap_or_default(), bytes).map(Some)
}

/// Deletes files; a missing file is no error.
pub(crate) async fn delete(env: &Env, files: &[(ConversationId, FileId)]) -> Result<(), ApiError> {
    let Some(bucket) = bucket(env) else { return Ok(()) };
    for (conversation, file) in files {
        bucket.delete(object_key(conversation, file)).await?;
    }
    Ok(())
}

/// The answer that delivers a file. Browsers must not run it or guess its type. They may show it from
/// their cache for five minutes, and then have to ask again, so that an erased file is gone there, too.
pub(crate) fn answer(file: &FileId, kind: &str, disposition: &str, bytes: Vec<u8>) -> Answer {
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", kind)?
        .with_header("Content-Disposition", disposition)?
        .with_header("X-Content-Type-Options", "nosniff")?
        .with_header("Content-Security-Policy", "default-src 'none'; sandbox")?
        .with_header("Cross-Origin-Resource-Policy", "same-origin")?
        .with_header("Referrer-Policy", "no-referrer")?
        .with_header("Cache-Control", CACHE_CONTROL)?
        .with_header("ETag", &etag(file))?
        .fixed(bytes))
}

/// The same for a file that anybody may have and that never goes away.
pub(crate) fn public_answer(
    file: &FileId,
    kind: &str,
    disposition: &str,
    bytes: Vec<u8>,
) -> Answer {
    let mut answer = answer(file, kind, disposition, bytes)?;
    answer.headers_mut().set("Cache-Control", "public, max-age=31536000, immutable")?;
    // The panel frames documents, and a page with this policy frames only pages that have one.
    answer.headers_mut().set("Cross-Origin-Embedder-Policy", "credentialless")?;
    Ok(answer)
}

/// The answer to a browser that asks whether the file which it has cached is still there.
pub(crate) fn not_modified(file: &FileId) -> Answer {
    Ok(ResponseBuilder::new()
        .with_status(304)
        .with_header("Cache-Control", CACHE_CONTROL)?
        .with_header("ETag", &etag(file))?
        .empty())
}

/// Whether an `If-None-Match` header names the file. Its content never changes, so its id is enough.
pub(crate) fn is_cached(if_none_match: &str, file: &FileId) -> bool {
    let mut tags = if_none_match.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|tag| tag == "*" || tag == etag(file))
}

fn etag(file: &FileId) -> String {
    format!("\"{file}\"")
}

/// The bucket binding, which is optional.
fn bucket(env: &Env) -> Option<Bucket> {
    env.bucket("FILES").ok()
}

fn object_key(conversation: &ConversationId, file: &FileId) -> String {
    format!("{conversation}/{file}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cached_file_is_recognised_by_its_tag() {
        let file = |name: &str| FileId::parse(format!("file_{name}")).unwrap();
        assert!(is_cached("\"file_a\"", &file("a")) && is_cached("*", &file("a")));
        assert!(is_cached("\"file_b\", W/\"file_a\"", &file("a")));
        assert!(!is_cached("\"file_b\"", &file("a")) && !is_cached("", &file("a")));
    }
}
