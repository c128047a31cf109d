//! Where pages with the snippet were opened: the first one, and those that were refused because their
//! origin is none of the allowed domains. Admins see them, so that they know whether the chat is
//! installed, and can allow the pages that are theirs.

use crate::prelude::*;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Most origins that a site remembers.
const MOST: usize = 10;
/// Longer origins are no web sites.
const MAX_BYTES: usize = 200;
/// How long an origin is remembered after its last page view.
const FORGET_AFTER: Millis = Millis::minutes(30 * 24 * 60);
/// How long a sighting of an origin is not worth writing down again.
pub const SIGHTING_EVERY: Millis = Millis::minutes(10);

/// What `GET /v1/sites/{site}/installation` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Installation {
    /// Where a page with the snippet was opened first; `null` until then.
    pub first_page: Option<SeenOrigin>,
    /// Where pages with the snippet show no chat, latest first.
    pub refused: Vec<SeenOrigin>,
}

/// An origin whose pages have the snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeenOrigin {
    /// Such as `https://www.example.com`.
    pub origin: String,
    /// When a page of it was opened; of a refused one when it was last opened, give or take ten
    /// minutes.
    pub seen: Timestamp,
}

impl SeenOrigin {
    /// `None` if it is not the origin of a web site: anybody can send anything.
    pub fn new(now: Timestamp, origin: &str) -> Option<Self> {
        is_web_site(origin).then(|| Self { origin: origin.to_owned(), seen: now })
    }
}

/// What a site remembers of them, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RefusedOrigins(Vec<SeenOrigin>);

impl RefusedOrigins {
    /// Notes a page view; returns whether anything has changed. Anybody can send any origin, so what
    /// is not the address of a web site is ignored, and the oldest ones make room.
    pub fn note(&mut self, now: Timestamp, origin: &str) -> bool {
        let Some(sighting) = SeenOrigin::new(now, origin) else { return false };
        let before = self.0.iter().position(|known| known.origin == origin);
        if let Some(index) = before {
            if now.since(self.0[index].seen) < SIGHTING_EVERY {
                return false;
            }
            self.0.remove(index);
        }
        self.0.insert(0, sighting);
        self.0.retain(|known| now.since(known.seen) < FORGET_AFTER);
        self.0.truncate(MOST);
        true
    }

    /// The origins that were seen lately and that `allowed` doesn't hold for.
    pub fn list(self, now: Timestamp, allowed: impl Fn(&str) -> bool) -> Vec<SeenOrigin> {
        let lately = |known: &SeenOrigin| now.since(known.seen) < FORGET_AFTER;
        self.0.into_iter().filter(|known| lately(known) && !allowed(&known.origin)).collect()
    }
}

fn is_web_site(origin: &str) -> bool {
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '[' | ']');
    matches!(scheme, "http" | "https")
        && !host.is_empty()
        && origin.len() <= MAX_BYTES
        && host.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp(1_000_000_000_000);

    fn origins(all: RefusedOrigins, now: Timestamp) -> Vec<String> {
        all.list(now, |origin| origin == "https://ours.example")
            .into_iter()
            .map(|known| known.origin)
            .collect()
    }

    #[test]
    fn the_latest_ten_web_sites_are_remembered_for_thirty_days() {
        let mut seen = RefusedOrigins::default();
        for n in 0..12 {
            assert!(seen.note(T + Millis(n), &format!("https://{n}.example")));
        }
        assert!(!seen.note(T + Millis::minutes(9), "https://11.example"), "seen a moment ago");
        assert!(seen.note(T + Millis::minutes(11), "https://5.example"));
        let left = origins(seen.clone(), T + Millis::minutes(11));
        assert_eq!(
            (left.len(), left[0].as_str(), left[1].as_str()),
            (10, "https://5.example", "https://11.example")
        );
        assert_eq!(origins(seen, T + FORGET_AFTER + Millis::minutes(10)), ["https://5.example"]);
    }

    #[test]
    fn what_is_no_web_site_or_is_allowed_by_now_is_not_listed() {
        let mut seen = RefusedOrigins::default();
        for origin in [
            "null",
            "file://",
            "https://",
            "https://a b",
            "chrome-extension://abc",
            "https://é.example",
        ] {
            assert!(!seen.note(T, origin), "{origin}");
        }
        assert!(seen.note(T, "https://ours.example") && seen.note(T, "http://localhost:8080"));
        assert_eq!(origins(seen, T), ["http://localhost:8080"]);
    }
}
