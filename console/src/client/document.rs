//! Dialogue documents with optimistic concurrency: each is read with its `ETag`, and only replaced
//! if that still matches.

use super::http::{HttpError, check_status, problem, send_tagged};
use crate::texts::t;
use serde_json::Value;
use shared::api::{Endpoint, GetDialogue, Method, PutDialogue};
use shared::id::{DialogueId, SiteId};

/// A dialogue's draft, and its `ETag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// The whole document, including unknown fields.
    pub(crate) value: Value,
    pub(crate) tag: String,
}

/// Why a document was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotWritten {
    /// Somebody else has saved it in the meantime; a sentence for the screen.
    Overtaken(String),
    /// Any other error; a sentence for the screen.
    Failed(String),
}

impl NotWritten {
    /// The sentence for the screen.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Overtaken(text) | Self::Failed(text) => text,
        }
    }
}

/// Loads a dialogue's draft.
pub(crate) async fn read(site: &SiteId, id: &DialogueId) -> Result<Document, HttpError> {
    let route = GetDialogue { site: site.clone(), dialogue: id.clone() };
    let response = check_status(send_tagged(Method::GET, &route.path(), None, None).await?).await?;
    let tag = response.headers().get("etag").unwrap_or_default();
    let text = response.text().await.map_err(|_| HttpError::Unreachable)?;
    match serde_json::from_str(&text) {
        Ok(value) => Ok(Document { value, tag }),
        Err(_) => Err(HttpError::Refused(t!("app-unreadable").to_owned())),
    }
}

/// Saves a dialogue's draft if its `ETag` still matches; without one, unconditionally. Returns the
/// new `ETag`.
pub(crate) async fn write(
    site: &SiteId,
    id: &DialogueId,
    value: &Value,
    over: Option<&str>,
) -> Result<String, NotWritten> {
    let failed = |error: HttpError| NotWritten::Failed(error.text());
    let route = PutDialogue { site: site.clone(), dialogue: id.clone() };
    let sent = send_tagged(Method::PUT, &route.path(), Some(&value.to_string()), over).await;
    let response = sent.map_err(failed)?;
    if response.ok() {
        return Ok(response.headers().get("etag").unwrap_or_default());
    }
    let (status, reason) = (response.status(), problem(&response).await.text());
    Err(if status == 412 { NotWritten::Overtaken(reason) } else { NotWritten::Failed(reason) })
}
