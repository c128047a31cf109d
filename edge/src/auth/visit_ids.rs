//! Ids of visits that this deployment handed out. What a browser reports counts only for these, so an
//! id that a stranger makes up counts nothing. They are derived and checked without storing anything.

use super::derived_ids::short;
use super::signing::{HmacSigner, same};
use crate::error::ApiError;
use shared::ab_test::Bucket;
use shared::id::{SiteId, VisitId};
use shared::time::{Millis, Timestamp};

/// How many hours an id is valid. Shorter than the site remembers what a visit has counted, so that
/// an id which is kept and sent again never counts twice.
const LIFETIME_HOURS: u64 = 24;
/// Digits of the hour in which the id was made, counted from 1970.
const HOUR_DIGITS: usize = 7;
const NAME_CHARS: usize = 16;
const TAG_CHARS: usize = 12;

/// The id under which a visit is counted, derived from the one that its browser made up: two tabs
/// that begin the visit together get the same. It ends with the visitor's bucket, which the browser
/// hands on to its next visit (ABTEST-02).
pub(crate) fn derive(
    signer: &HmacSigner,
    now: Timestamp,
    site: &SiteId,
    made_up: &VisitId,
) -> Result<VisitId, ApiError> {
    let hour = format!("{:0HOUR_DIGITS$}", hour(now));
    let fields = [site.as_str(), &hour, made_up.as_str()];
    let name = format!("{hour}{}", short(signer, "visit", &fields, NAME_CHARS));
    let bucket = Bucket::new(made_up).digits();
    let tag = tag(signer, site, &format!("{name}{bucket}"));
    Ok(VisitId::parse(format!("{}{name}{tag}{bucket}", VisitId::PREFIX))?)
}

/// Whether we handed this id out to a page of this site, and it is still valid.
pub(crate) fn is_ours(signer: &HmacSigner, now: Timestamp, site: &SiteId, id: &VisitId) -> bool {
    let parts = || {
        let rest = id.as_str().strip_prefix(VisitId::PREFIX)?;
        let (name, tag) = rest.split_at_checked(HOUR_DIGITS + NAME_CHARS)?;
        // An id of a release before buckets has none.
        let (tag, bucket) = tag.split_at_checked(TAG_CHARS)?;
        let made: u64 = name.get(..HOUR_DIGITS)?.parse().ok()?;
        Some((format!("{name}{bucket}"), tag, made))
    };
    let Some((name, given, made)) = parts() else { return false };
    signer.believes(|signer| same(given, &tag(signer, site, &name)))
        && hour(now) <= made + LIFETIME_HOURS
}

const fn hour(at: Timestamp) -> u64 {
    at.0 / Millis::minutes(60).0
}

fn tag(signer: &HmacSigner, site: &SiteId, name: &str) -> String {
    short(signer, "visit's site", &[site.as_str(), name], TAG_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_ours_is_valid_for_its_site_and_a_day() {
        let signer = HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap();
        let site = |name: &str| SiteId::parse(format!("site_{name}")).unwrap();
        let visit = |name: &str| VisitId::parse(format!("visit_{name}")).unwrap();
        let hours = |hours: u64| Timestamp(hours * 3_600_000);
        let id =
            |made_up: &str| derive(&signer, hours(490_000), &site("a"), &visit(made_up)).unwrap();
        assert_eq!(id("1"), id("1"), "two tabs are one visit");
        assert_ne!(id("1"), id("2"));
        assert!(id("abc42").as_str().ends_with("42"), "ABTEST-02: the visitor's bucket stays");
        let is = |now, name: &str, id: &VisitId| is_ours(&signer, now, &site(name), id);
        assert!(is(hours(490_000), "a", &id("1")) && is(hours(490_024), "a", &id("1")));
        assert!(!is(hours(490_025), "a", &id("1")), "PAGE-11: it has expired");
        assert!(!is(hours(490_000), "b", &id("1")));
        let changed = id("1").as_str().replacen("visit_0490000", "visit_0490001", 1);
        let dealt = id("42").as_str().replacen("visit_", "", 1);
        let dealt_anew = format!("{}43", &dealt[..dealt.len() - 2]);
        for made_up in
            ["1", &changed["visit_".len()..], &"a".repeat(35), &"a".repeat(37), &dealt_anew]
        {
            assert!(!is(hours(490_000), "a", &visit(made_up)), "{made_up}");
        }
    }
}
