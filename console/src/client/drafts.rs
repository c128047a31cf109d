//! A dialogue's draft at the edge, letter by letter, with the tag that says which one it is.

use super::http::{HttpError, check_status, problem, send_tagged};
use gloo_net::http::Response;
use shared::api::{Endpoint, GetDialogue, GetVersion, Method, PutDialogue};
use shared::id::{DialogueId, SiteId, Version};

/// A draft as it stands at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The document.
    pub(crate) text: String,
    /// Names exactly this one.
    pub(crate) tag: String,
}

/// What became of a draft that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is kept, under that tag.
    Saved(String),
    /// Somebody else has written; the sentence says who and when.
    Overtaken(String),
    /// It was not taken, for that reason.
    Refused(String),
    /// The edge could not be reached.
    Unreachable,
}

/// Gets a draft.
pub(crate) async fn read(site: &SiteId, id: &DialogueId) -> Result<Written, HttpError> {
    get(&GetDialogue { site: site.clone(), dialogue: id.clone() }).await
}

/// Gets a version as it was written.
pub(crate) async fn version(
    site: &SiteId,
    id: &DialogueId,
    version: Version,
) -> Result<Written, HttpError> {
    get(&GetVersion { site: site.clone(), dialogue: id.clone(), version }).await
}

/// Sends a draft, over the one of that tag alone; without a tag, where there may be none yet.
pub(crate) async fn send(site: &SiteId, id: &DialogueId, text: &str, over: Option<&str>) -> Sent {
    let route = PutDialogue { site: site.clone(), dialogue: id.clone() };
    let sent = send_tagged(Method::PUT, &route.path(), Some(text), over).await;
    let Ok(response) = sent else { return Sent::Unreachable };
    if response.ok() {
        return Sent::Saved(tag(&response));
    }
    let status = response.status();
    let reason = problem(&response).await.text();
    match status {
        412 => Sent::Overtaken(reason),
        // It may be well again in a moment.
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
