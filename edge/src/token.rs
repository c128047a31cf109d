//! A visitor's token: who they are and where, proven without asking any object.

use crate::error::Fault;
use crate::seal::Seal;
use shared::id::{SiteId, VisitorId};
use shared::time::{Millis, Timestamp};

const PURPOSE: &str = "visitor";

/// How long a token holds: a visitor who comes back within a year is known again.
pub(crate) const LIFETIME: Millis = Millis::minutes(400 * 24 * 60);

/// Whom a token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VisitorToken {
    pub(crate) site: SiteId,
    pub(crate) visitor: VisitorId,
    pub(crate) expires: Timestamp,
}

impl VisitorToken {
    /// The token as the page keeps it: letters, digits, `-`, `_` and `.`, so that it can go as a
    /// WebSocket subprotocol.
    pub(crate) fn seal(&self, seal: &Seal) -> String {
        let expires = self.expires.0.to_string();
        seal.close(PURPOSE, &[self.site.as_str(), self.visitor.as_str(), &expires])
    }

    pub(crate) fn open(seal: &Seal, now: Timestamp, token: &str) -> Result<Self, Fault> {
        let [site, visitor, expires] = seal.open(PURPOSE, token).ok_or(Fault::BadToken)?;
        let token = Self {
            site: SiteId::parse(site).map_err(|_| Fault::BadToken)?,
            visitor: VisitorId::parse(visitor).map_err(|_| Fault::BadToken)?,
            expires: Timestamp(expires.parse().map_err(|_| Fault::BadToken)?),
        };
        if token.expires <= now { Err(Fault::ExpiredToken) } else { Ok(token) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn token() -> VisitorToken {
        VisitorToken {
            site: SiteId::parse("site_demo").unwrap(),
            visitor: VisitorId::parse("visitor_ada").unwrap(),
            expires: Timestamp(1_000),
        }
    }

    #[test]
    fn a_token_names_its_visitor_until_it_expires() {
        let sealed = token().seal(&seal());
        assert_eq!(VisitorToken::open(&seal(), Timestamp(999), &sealed).unwrap(), token());
        let late = VisitorToken::open(&seal(), Timestamp(1_000), &sealed);
        assert!(matches!(late, Err(Fault::ExpiredToken)));
    }

    #[test]
    fn a_token_can_go_as_a_subprotocol() {
        let sealed = token().seal(&seal());
        assert!(sealed.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
    }

    #[test]
    fn a_changed_token_is_no_token() {
        let mut sealed = token().seal(&seal()).into_bytes();
        for place in 0..sealed.len() {
            let kept = sealed[place];
            sealed[place] = if kept == b'x' { b'y' } else { b'x' };
            let text = String::from_utf8(sealed.clone()).unwrap();
            // The last character of a part carries bits that mean nothing; decoding refuses those.
            assert!(VisitorToken::open(&seal(), Timestamp(1), &text).is_err(), "{place}");
            sealed[place] = kept;
        }
    }
}
