//! The session cookie of an agent. It is signed here, and the site has a row for the session, so
//! that it can be revoked.

use super::signing::HmacSigner;
use crate::error::ApiError;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use shared::id::{AgentId, SessionId, SiteId};
use shared::time::{Millis, Timestamp};

const COOKIE: &str = "bellhop_session";
const PURPOSE: &str = "session";

/// How long a session is valid.
pub(crate) const LIFETIME: Millis = Millis::minutes(14 * 24 * 60);

/// The content of a session cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) site: SiteId,
    pub(crate) agent: AgentId,
    pub(crate) expires: Timestamp,
}

impl Session {
    /// The `Set-Cookie` header of a sign-in.
    pub(crate) fn set_cookie(&self, signer: &HmacSigner, now: Timestamp) -> String {
        let expires = self.expires.0.to_string();
        let fields = [self.id.as_str(), self.site.as_str(), self.agent.as_str(), &expires];
        cookie(&signer.sign(PURPOSE, &fields), self.expires.since(now).0 / 1_000)
    }

    /// The session in a `Cookie` header for this site. A browser may have cookies of several sites,
    /// so each is checked.
    pub(crate) fn from_cookie(
        signer: &HmacSigner,
        now: Timestamp,
        site: &SiteId,
        header: Option<&str>,
    ) -> Result<Self, ApiError> {
        cookies(header.unwrap_or_default())
            .filter_map(|cookie| Self::open(signer, cookie.value()))
            .find(|session| session.site == *site && session.expires > now)
            .ok_or(ApiError::NotSignedIn)
    }

    fn open(signer: &HmacSigner, cookie: &str) -> Option<Self> {
        let [id, site, agent, expires] = signer.verify(PURPOSE, cookie)?;
        Some(Self {
            id: SessionId::parse(id).ok()?,
            site: SiteId::parse(site).ok()?,
            agent: AgentId::parse(agent).ok()?,
            expires: Timestamp(expires.parse().ok()?),
        })
    }
}

/// The `Set-Cookie` header of a sign-out.
pub(crate) fn clear_cookie() -> String {
    cookie("", 0)
}

fn cookie(value: &str, seconds: u64) -> String {
    let max_age = Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
    Cookie::build((COOKIE, value))
        .http_only(true)
        .secure(true)
        .same_site(SameSite::Lax)
        .path("/v1/")
        .max_age(max_age)
        .to_string()
}

fn cookies(header: &str) -> impl Iterator<Item = Cookie<'_>> {
    Cookie::split_parse(header).flatten().filter(|cookie| cookie.name() == COOKIE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> HmacSigner {
        HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn session(site: &str) -> Session {
        Session {
            id: SessionId::parse("session_1").unwrap(),
            site: SiteId::parse(site).unwrap(),
            agent: AgentId::parse("agent_1").unwrap(),
            expires: Timestamp(60_000),
        }
    }

    fn sent_back(set: &str) -> String {
        set.split(';').next().unwrap().to_owned()
    }

    #[test]
    fn a_cookie_signs_in_at_its_site_until_it_expires() {
        let set = session("site_a").set_cookie(&signer(), Timestamp(0));
        assert!(set.ends_with("HttpOnly; SameSite=Lax; Secure; Path=/v1/; Max-Age=60"));
        let header = format!("other=1; {}", sent_back(&set));
        let of = |now, site: &str| {
            Session::from_cookie(
                &signer(),
                Timestamp(now),
                &SiteId::parse(site).unwrap(),
                Some(&header),
            )
        };
        assert_eq!(of(1, "site_a").unwrap(), session("site_a"));
        assert!(of(1, "site_b").is_err());
        assert!(of(60_000, "site_a").is_err());
    }

    #[test]
    fn without_a_cookie_there_is_no_session() {
        let site = SiteId::parse("site_a").unwrap();
        for header in [None, Some(""), Some("bellhop_session="), Some("bellhop_session=a.b")] {
            assert!(Session::from_cookie(&signer(), Timestamp(1), &site, header).is_err());
        }
    }
}
