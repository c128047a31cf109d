//! Documents that several people may write: each is read with the tag that names exactly this one, and
//! written only in place of it.

use super::http::{HttpError, check_status, problem, send_tagged};
use serde_json::Value;
use shared::api::{Endpoint, GetDialogue, Method, PutDialogue};
use shared::id::{DialogueId, SiteId};

/// A dialogue's draft as it was written, and its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// All of it, also what we don't know.
    pub(crate) value: Value,
    /// What names exactly this one.
    pub(crate) tag: String,
}

/// Why a document was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotWritten {
    /// Somebody else has written it since it was read; in words.
    Overtaken(String),
    /// Anything else, in words.
    Failed(String),
}

impl NotWritten {
    /// What to tell whoever wrote.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Overtaken(text) | Self::Failed(text) => text,
        }
    }
}

/// Reads a dialogue's draft.
pub(crate) async fn read(site: &SiteId, id: &DialogueId) -> Result<Document, HttpError> {
    let route = GetDialogue { site: site.clone(), dialogue: id.clone() };
    let response = check_status(send_tagged(Method::GET, &route.path(), None, None).await?).await?;
    let tag = response.headers().get("etag").unwrap_or_default();
    let text = response.text().await.map_err(|_| HttpError::Unreachable)?;
    match serde_json::from_str(&text) {
        Ok(value) => Ok(Document { value, tag }),
        Err(_) => Err(HttpError::Refused(crate::texts::UNREADABLE.to_owned())),
    }
}

/// Writes a dialogue's draft in place of the one with that tag; without one, over whatever is there.
/// Gives the tag of what is there now.
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
