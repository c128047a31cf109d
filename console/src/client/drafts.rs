//! A dialogue's draft at the edge as text, with its `ETag`.

use super::http::{HttpError, check_status, problem, send_tagged};
use gloo_net::http::Response;
use shared::api::{Endpoint, GetDialogue, GetVersion, Method, PutDialogue};
use shared::id::{DialogueId, SiteId, Version};
use shared::protocol::DialogueRow;

/// A draft at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The document, byte for byte.
    pub(crate) text: String,
    /// The `ETag` that the draft was read with; a write must name it.
    pub(crate) tag: String,
}

/// The result of saving a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The edge has it.
    Saved {
        /// The new `ETag`.
        tag: String,
        /// The dialogue as the list shows it now; `None` if the answer was lost on the way.
        row: Option<Box<DialogueRow>>,
    },
    /// Somebody else has saved in the meantime; the sentence says who and when.
    Overtaken(String),
    /// Refused, with the reason.
    Refused(String),
    /// The edge couldn't be reached.
    Unreachable,
}

/// Loads a draft.
pub(crate) async fn read(site: &SiteId, id: &DialogueId) -> Result<Written, HttpError> {
    get(&GetDialogue { site: site.clone(), dialogue: id.clone() }).await
}

/// Loads a version.
pub(crate) async fn version(
    site: &SiteId,
    id: &DialogueId,
    version: Version,
) -> Result<Written, HttpError> {
    get(&GetVersion { site: site.clone(), dialogue: id.clone(), version }).await
}

/// Saves a draft if the one at the edge still has that `ETag`; without one, unconditionally.
pub(crate) async fn send(site: &SiteId, id: &DialogueId, text: &str, over: Option<&str>) -> Sent {
    let route = PutDialogue { site: site.clone(), dialogue: id.clone() };
    let sent = send_tagged(Method::PUT, &route.path(), Some(text), over).await;
    let Ok(response) = sent else { return Sent::Unreachable };
    if response.ok() {
        let tag = tag(&response);
        let text = response.text().await.ok();
        let row = text.and_then(|text| super::json::read(&text)).map(Box::new);
        return Sent::Saved { tag, row };
    }
    let status = response.status();
    let reason = problem(&response).await.text();
    match status {
        412 => Sent::Overtaken(reason),
        // A temporary error.
        429 | 500.. => Sent::Unreachable,
        _ => Sent::Refused(reason),
    }
}

async fn get(route: &impl Endpoint) -> Result<Written, HttpError> {
    let response = check_status(send_tagged(Method::GET, &route.path(), None, None).await?).await?;
    let tag = tag(&response);
    let text = response.text().await.map_err(|_| HttpError::Unreachable)?;
    Ok(Written { text, tag })
}

fn tag(response: &Response) -> String {
    response.headers().get("etag").unwrap_or_default()
}
