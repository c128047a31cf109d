//! Which sites there are. The worker asks the deployment's list once for each site and isolate,
//! before it wakes the site's own object.

use super::RequestContext;
use crate::deployment::DeploymentRequest;
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::{clock, config, limits};
use shared::api::RouteInfo;
use shared::id::SiteId;
use shared::limit::Limit;
use shared::time::{Millis, Timestamp};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// How many sites an isolate remembers of each kind.
const MOST: usize = 10_000;

/// How long a site that was not there is not asked for again. The operator may make it meanwhile.
const FORGET_MISSING: Millis = Millis::seconds(5);

thread_local! {
    static KNOWN: RefCell<KnownSites> = const { RefCell::new(KnownSites::new()) };
}

/// What an isolate has heard from the deployment's list.
struct KnownSites {
    /// They stay. The object of a site that was deleted elsewhere refuses requests by itself.
    there: BTreeSet<SiteId>,
    /// Sites that were not there, and when.
    missing: BTreeMap<SiteId, Timestamp>,
}

impl KnownSites {
    const fn new() -> Self {
        Self { there: BTreeSet::new(), missing: BTreeMap::new() }
    }

    /// Whether a site is there; `None` if the list must be asked.
    fn find(&self, site: &SiteId, now: Timestamp) -> Option<bool> {
        if self.there.contains(site) {
            return Some(true);
        }
        let asked = self.missing.get(site)?;
        (now.since(*asked) < FORGET_MISSING && now >= *asked).then_some(false)
    }

    fn remember(&mut self, site: &SiteId, is_there: bool, now: Timestamp) {
        self.missing.remove(site);
        if is_there {
            make_room(&mut self.there, BTreeSet::len, BTreeSet::clear);
            self.there.insert(site.clone());
        } else {
            make_room(&mut self.missing, BTreeMap::len, BTreeMap::clear);
            self.missing.insert(site.clone(), now);
        }
    }
}

/// Starts again when the memory is full: what is in use is back after one question each.
fn make_room<T>(memory: &mut T, len: fn(&T) -> usize, clear: fn(&mut T)) {
    if len(memory) >= MOST {
        clear(memory);
    }
}

/// The site in the path of a route, if it has one. The operator's routes make sites and are not
/// below `/v1/sites`.
pub(super) fn site_in_path(route: &RouteInfo, path: &str) -> Result<Option<SiteId>, ApiError> {
    if !route.pattern.starts_with("/v1/sites/{site}") {
        return Ok(None);
    }
    Ok(path.split('/').nth(3).map(SiteId::parse).transpose()?)
}

/// Fails with [`ApiError::NoSite`] if the deployment has no such site.
pub(super) async fn check(ctx: &RequestContext, site: &SiteId) -> Result<(), ApiError> {
    let found = match KNOWN.with_borrow(|known| known.find(site, clock::now())) {
        Some(found) => found,
        None => ask(ctx, site).await?,
    };
    if found { Ok(()) } else { Err(ApiError::NoSite) }
}

/// Asks for a site anew that was deleted.
pub(super) fn forget(site: &SiteId) {
    KNOWN.with_borrow_mut(|known| known.there.remove(site));
}

async fn ask(ctx: &RequestContext, site: &SiteId) -> Result<bool, ApiError> {
    limits::take(Limit::UnknownSites, "")?;
    let request = outbox::request("request", &DeploymentRequest::HasSite(site.clone()))?;
    let mut answer = config::deployment(&ctx.env)?.fetch_with_request(request).await?;
    let found = match answer.status_code() {
        204 => true,
        404 => false,
        503 => return Err(ApiError::of_object(&mut answer).await),
        status => return Err(ApiError::Broken(format!("the list of sites answered {status}"))),
    };
    KNOWN.with_borrow_mut(|known| known.remember(site, found, clock::now()));
    Ok(found)
}

/// Adds a site that the operator has made.
pub(super) async fn add(ctx: &RequestContext, site: &SiteId) -> Result<(), ApiError> {
    let request = outbox::request("request", &DeploymentRequest::AddSite(site.clone()))?;
    let answer = config::deployment(&ctx.env)?.fetch_with_request(request).await?;
    match answer.status_code() {
        204 => {
            KNOWN.with_borrow_mut(|known| known.remember(site, true, clock::now()));
            Ok(())
        }
        status => Err(ApiError::Broken(format!("the list of sites answered {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::{Endpoint, GetMe, PutSite};

    fn site(name: &str) -> SiteId {
        SiteId::parse(name).unwrap()
    }

    #[test]
    fn a_known_site_stays_and_a_missing_one_is_asked_for_again() {
        let mut known = KnownSites::new();
        assert_eq!(known.find(&site("site_a"), Timestamp(0)), None);
        known.remember(&site("site_a"), true, Timestamp(0));
        known.remember(&site("site_b"), false, Timestamp(0));
        assert_eq!(known.find(&site("site_a"), Timestamp(1_000_000_000)), Some(true));
        assert_eq!(known.find(&site("site_b"), Timestamp(4_999)), Some(false));
        assert_eq!(known.find(&site("site_b"), Timestamp(5_000)), None);
        known.remember(&site("site_b"), true, Timestamp(5_000));
        assert_eq!(known.find(&site("site_b"), Timestamp(5_000)), Some(true));
    }

    #[test]
    fn memory_is_bounded() {
        let mut known = KnownSites::new();
        for number in 0..=(2 * MOST) {
            known.remember(&site(&format!("site_{number}")), number % 2 == 0, Timestamp(0));
        }
        assert!(known.there.len() <= MOST && known.missing.len() <= MOST);
    }

    #[test]
    fn the_operators_routes_name_a_site_that_need_not_be_there() {
        let path = "/v1/sites/site_a/me";
        assert_eq!(site_in_path(GetMe::INFO, path).unwrap(), Some(site("site_a")));
        assert_eq!(site_in_path(PutSite::INFO, "/v1/operator/sites/site_a").unwrap(), None);
    }
}
