//! Where files lie when the deployment has a bucket bound as `FILES` (R2), and how they are handed out
//! wherever they lie. Without a bucket they lie in their conversation's own object.

use crate::error::{Answer, ApiError};
use crate::http::body::disposition;
use shared::event::SharedFile;
use shared::id::{ConversationId, FileId};
use worker::{Bucket, Env, HttpMetadata, Response, ResponseBuilder};

/// Puts a file into the bucket, if there is one; gives back the bytes that are still to be kept.
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
    // Sent again, it stays what it was the first time.
    if bucket.head(&object_key).await?.is_none() {
        bucket.put(object_key, bytes).http_metadata(about).execute().await?;
    }
    Ok(Vec::new())
}

/// A file that lies in the bucket.
pub(crate) async fn find(
    env: &Env,
    conversation: &ConversationId,
    file: &FileId,
) -> Result<Option<Response>, ApiError> {
    let Some(bucket) = bucket(env) else { return Ok(None) };
    let Some(found) = bucket.get(object_key(conversation, file)).execute().await? else {
        return Ok(None); // it was sent before there was a bucket
    };
    let about = found.http_metadata();
    let Some(body) = found.body() else { return Ok(None) };
    let (kind, disposition) = (about.content_type, about.content_disposition);
    let bytes = body.bytes().await?;
    answer(&kind.unwrap_or_default(), &disposition.unwrap_or_default(), bytes).map(Some)
}

/// Takes files away; one that isn't there is as good as gone.
pub(crate) async fn delete(env: &Env, files: &[(ConversationId, FileId)]) -> Result<(), ApiError> {
    let Some(bucket) = bucket(env) else { return Ok(()) };
    for (conversation, file) in files {
        bucket.delete(object_key(conversation, file)).await?;
    }
    Ok(())
}

/// A file as it is handed out: never run, never guessed at, and as long as the browser likes.
pub(crate) fn answer(kind: &str, disposition: &str, bytes: Vec<u8>) -> Answer {
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", kind)?
        .with_header("Content-Disposition", disposition)?
        .with_header("X-Content-Type-Options", "nosniff")?
        .with_header("Content-Security-Policy", "default-src 'none'; sandbox")?
        .with_header("Cross-Origin-Resource-Policy", "same-origin")?
        .with_header("Referrer-Policy", "no-referrer")?
        .with_header("Cache-Control", "private, max-age=31536000, immutable")?
        .fixed(bytes))
}

/// May be left out of a deployment.
fn bucket(env: &Env) -> Option<Bucket> {
    env.bucket("FILES").ok()
}

fn object_key(conversation: &ConversationId, file: &FileId) -> String {
    format!("{conversation}/{file}")
}
