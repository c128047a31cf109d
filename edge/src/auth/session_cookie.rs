//! The session cookie of an agent. It is signed here, and the site has a row for the session, so
//! that it can be revoked. Each site has a cookie of its own, so that one browser can be signed in
//! to several.

use super::signing::HmacSigner;
use crate::error::ApiError;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use shared::id::{AgentId, SessionId, SiteId};
use shared::time::{Millis, Timestamp};

const PURPOSE: &str = "session";

/// How a request reached the deployment, which decides what cookie a browser takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// The cookie has the prefix `__Host-`: no other host and no plain connection can set it.
    Https,
    /// Browsers refuse that prefix and `Secure` here, except some on the machine itself. This is for
    /// development; the sign-in itself is unprotected.
    Http,
}

impl Scheme {
    /// The scheme of the deployment's own origin.
    pub(crate) fn of_origin(origin: &str) -> Self {
        if origin.starts_with("https:") { Self::Https } else { Self::Http }
    }

    /// The name of a cookie, from a name that has only characters that names of cookies may have.
    pub(super) fn cookie_name(self, name: &str) -> String {
        match self {
            Self::Https => format!("__Host-bellhop_{name}"),
            Self::Http => format!("bellhop_{name}"),
        }
    }

    /// The `Set-Cookie` header of a cookie that scripts can't read.
    pub(super) fn set_cookie(self, name: &str, value: &str, lifetime: Millis) -> String {
        let seconds = lifetime.0 / 1_000;
        let max_age = Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
        Cookie::build((self.cookie_name(name), value))
            .http_only(true)
            .secure(self == Self::Https)
            .same_site(SameSite::Lax)
            .path("/")
            .max_age(max_age)
            .to_string()
    }

    /// The `Set-Cookie` header of a sign-out.
    pub(crate) fn clear_cookie(self, site: &SiteId) -> String {
        self.set_cookie(site.as_str(), "", Millis(0))
    }
}

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
    pub(crate) fn set_cookie(&self, signer: &HmacSigner, scheme: Scheme, now: Timestamp) -> String {
        let expires = self.expires.0.to_string();
        let fields = [self.id.as_str(), self.site.as_str(), self.agent.as_str(), &expires];
        let value = signer.sign(PURPOSE, &fields);
        scheme.set_cookie(self.site.as_str(), &value, self.expires.since(now))
    }

    /// The session in a `Cookie` header for this site. Over plain HTTP another host can set a cookie
    /// of the same name, so each is checked.
    pub(crate) fn from_cookie(
        signer: &HmacSigner,
        scheme: Scheme,
        now: Timestamp,
        site: &SiteId,
        header: Option<&str>,
    ) -> Result<Self, ApiError> {
        let name = scheme.cookie_name(site.as_str());
        cookies(header.unwrap_or_default(), &name)
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

/// The cookies of a name in a `Cookie` header.
pub(super) fn cookies<'h>(header: &'h str, name: &str) -> impl Iterator<Item = Cookie<'h>> {
    Cookie::split_parse(header).flatten().filter(move |cookie| cookie.name() == name)
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
        let set = session("site_a").set_cookie(&signer(), Scheme::Https, Timestamp(0));
        assert!(set.starts_with("__Host-bellhop_site_a="));
        assert!(set.ends_with("HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60"));
        let header = format!("other=1; {}", sent_back(&set));
        let of = |now, site: &str| {
            Session::from_cookie(
                &signer(),
                Scheme::Https,
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
        for header in [None, Some(""), Some("bellhop_site_a="), Some("bellhop_site_a=a.b")] {
            let found = Session::from_cookie(&signer(), Scheme::Http, Timestamp(1), &site, header);
            assert!(found.is_err());
        }
    }

    #[test]
    fn a_cookie_that_a_plain_connection_could_set_does_not_sign_in_over_https() {
        let site = SiteId::parse("site_a").unwrap();
        let set = session("site_a").set_cookie(&signer(), Scheme::Http, Timestamp(0));
        assert!(set.starts_with("bellhop_site_a=") && !set.contains("Secure"), "{set}");
        let of = |scheme| {
            let header = sent_back(&set);
            Session::from_cookie(&signer(), scheme, Timestamp(1), &site, Some(&header))
        };
        assert!(of(Scheme::Http).is_ok() && of(Scheme::Https).is_err());
    }
}
