//! The object of the deployment: the list of its sites. A made-up site is refused by this list, so
//! that it wakes no object of its own, which would leave a file for ever.

mod store;

use crate::error::{Answer, ApiError, into_response};
use crate::http::body;
use crate::runtime::clock;
use serde::{Deserialize, Serialize};
use shared::id::SiteId;
use worker::{Request, Response, State};

/// The only object of its class has this name.
pub(crate) const NAME: &str = "deployment";

/// What the worker asks.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum DeploymentRequest {
    /// Whether there is such a site.
    HasSite(SiteId),
    /// The operator has made this site.
    AddSite(SiteId),
    /// The sites after this one, by id.
    Sites { after: String, most: u64 },
    /// From now on the site is not there, but still listed. Refused if it is not listed.
    BeginDeletion(SiteId),
    /// All of the site is deleted.
    RemoveSite(SiteId),
    /// Whether something can be stored.
    CheckStorage,
}

pub(crate) struct Shell {
    state: State,
}

impl Shell {
    pub(crate) fn new(state: State) -> Self {
        Self { state }
    }

    pub(crate) async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let read = body::request_json(&mut request).await;
        into_response(read.and_then(|request| self.handle(request)))
    }

    fn handle(&self, request: DeploymentRequest) -> Answer {
        let sql = self.state.storage().sql();
        store::open(&sql)?;
        match request {
            DeploymentRequest::HasSite(site) if store::has_site(&sql, &site)? => body::done(),
            DeploymentRequest::HasSite(_) => Err(ApiError::NoSite),
            DeploymentRequest::AddSite(site) => {
                store::add_site(&sql, &site, clock::now())?;
                body::done()
            }
            DeploymentRequest::Sites { after, most } => {
                body::answer(&store::sites(&sql, &after, most)?)
            }
            DeploymentRequest::BeginDeletion(site) => {
                if store::begin_deletion(&sql, &site)? {
                    body::done()
                } else {
                    Err(ApiError::NoSite)
                }
            }
            DeploymentRequest::RemoveSite(site) => {
                store::remove(&sql, &site)?;
                body::done()
            }
            DeploymentRequest::CheckStorage => {
                store::write_check(&sql, clock::now())?;
                body::done()
            }
        }
    }
}
