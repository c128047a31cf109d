//! The cookies of a sign-in with a provider: that it was begun in this browser, and who has signed in
//! there while the code of a second factor is still missing. Nothing is stored at the site meanwhile.

use super::session_cookie::{Scheme, cookies};
use super::signing::HmacSigner;
use data_encoding::BASE64URL_NOPAD;
use shared::account::oidc::{Account, FLOW_LIFETIME, Flow, PROVEN_LIFETIME};
use shared::id::SiteId;
use shared::time::{Millis, Timestamp};

const BEGUN: &str = "provider_begun";
const PROVEN: &str = "provider_proven";

/// A sign-in that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    /// Its random name, of which its secrets are derived.
    pub(crate) name: String,
    pub(crate) expires: Timestamp,
}

impl Begun {
    /// One that begins now.
    pub(crate) fn now(name: String, now: Timestamp) -> Self {
        Self { name, expires: now + FLOW_LIFETIME }
    }

    /// Its secrets. They are derived, so that the cookie says none of them, and only with the same
    /// provider they are the same. The state names the site, which the provider's answer doesn't.
    pub(crate) fn flow(&self, signer: &HmacSigner, site: &SiteId, issuer: &str, id: &str) -> Flow {
        let secret = |purpose| {
            BASE64URL_NOPAD.encode(&signer.tag(purpose, &[site.as_str(), issuer, id, &self.name]))
        };
        Flow {
            state: format!("{site}.{}", secret("provider_state")),
            nonce: secret("provider_nonce"),
            verifier: secret("provider_verifier"),
        }
    }

    /// The `Set-Cookie` header. `Lax`, because the browser comes back from the provider's page.
    pub(crate) fn set_cookie(&self, signer: &HmacSigner, scheme: Scheme, site: &SiteId) -> String {
        let expires = self.expires.0.to_string();
        let value = signer.sign(BEGUN, &[site.as_str(), &self.name, &expires]);
        scheme.set_cookie(&name_of(BEGUN, site), &value, FLOW_LIFETIME)
    }

    /// The sign-in in a `Cookie` header.
    pub(crate) fn from_cookie(
        signer: &HmacSigner,
        scheme: Scheme,
        now: Timestamp,
        site: &SiteId,
        header: Option<&str>,
    ) -> Option<Self> {
        let cookie_name = scheme.cookie_name(&name_of(BEGUN, site));
        cookies(header.unwrap_or_default(), &cookie_name).find_map(|cookie| {
            let [of, name, expires] = signer.verify(BEGUN, cookie.value())?;
            let begun = Self { name, expires: Timestamp(expires.parse().ok()?) };
            (of == site.as_str() && begun.expires > now).then_some(begun)
        })
    }
}

/// The `Set-Cookie` header for somebody who has signed in at the provider in answer to this state.
pub(crate) fn set_proven(
    signer: &HmacSigner,
    scheme: Scheme,
    now: Timestamp,
    site: &SiteId,
    state: &str,
    account: &Account,
) -> String {
    let expires = (now + PROVEN_LIFETIME).0.to_string();
    let Account { issuer, subject, email } = account;
    let value = signer.sign(PROVEN, &[site.as_str(), state, issuer, subject, email, &expires]);
    scheme.set_cookie(&name_of(PROVEN, site), &value, PROVEN_LIFETIME)
}

/// Who has signed in at the provider in answer to this state, by a `Cookie` header.
pub(crate) fn proven(
    signer: &HmacSigner,
    scheme: Scheme,
    now: Timestamp,
    site: &SiteId,
    state: &str,
    header: Option<&str>,
) -> Option<Account> {
    let cookie_name = scheme.cookie_name(&name_of(PROVEN, site));
    cookies(header.unwrap_or_default(), &cookie_name).find_map(|cookie| {
        let [of, answered, issuer, subject, email, expires] =
            signer.verify(PROVEN, cookie.value())?;
        let holds = of == site.as_str() && answered == state;
        let holds = holds && Timestamp(expires.parse().ok()?) > now;
        holds.then_some(Account { issuer, subject, email })
    })
}

/// The `Set-Cookie` headers that remove both.
pub(crate) fn clear(scheme: Scheme, site: &SiteId) -> [String; 2] {
    [BEGUN, PROVEN].map(|kind| scheme.set_cookie(&name_of(kind, site), "", Millis(0)))
}

fn name_of(kind: &str, site: &SiteId) -> String {
    format!("{kind}_{site}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn signer() -> HmacSigner {
        HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn site(id: &str) -> SiteId {
        SiteId::parse(id).unwrap()
    }

    fn sent_back(set: &str) -> &str {
        set.split(';').next().unwrap()
    }

    #[test]
    fn a_sign_in_is_of_one_site_browser_and_provider_and_ends() {
        let begun = Begun::now("name".to_owned(), NOW);
        let set = begun.set_cookie(&signer(), Scheme::Https, &site("site_a"));
        assert!(set.starts_with("__Host-bellhop_provider_begun_site_a="), "{set}");
        assert!(set.ends_with("HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600"), "{set}");
        let read = |at, of: &str, header: &str| {
            Begun::from_cookie(&signer(), Scheme::Https, at, &site(of), Some(header))
        };
        let header = sent_back(&set);
        assert_eq!(read(NOW, "site_a", header), Some(begun.clone()));
        assert_eq!(read(NOW + FLOW_LIFETIME, "site_a", header), None);
        assert_eq!(read(NOW, "site_b", &header.replace("site_a", "site_b")), None);
        let flow = |of: &str, issuer, id| begun.flow(&signer(), &site(of), issuer, id);
        let one = flow("site_a", "https://id.example", "bellhop");
        assert_eq!(one, flow("site_a", "https://id.example", "bellhop"));
        assert_ne!(one.state, flow("site_a", "https://evil.example", "bellhop").state);
        assert_ne!(one.state, flow("site_a", "https://id.example", "other").state);
        assert_ne!(one.verifier, flow("site_b", "https://id.example", "bellhop").verifier);
        assert!(one.state.starts_with("site_a.") && one.nonce != one.verifier);
        assert!(!set.contains(&one.verifier), "the cookie tells no secret");
    }

    #[test]
    fn who_has_signed_in_is_known_for_five_minutes_and_in_answer_to_one_state() {
        let account = Account {
            issuer: "https://id.example".to_owned(),
            subject: "ada".to_owned(),
            email: "ada@example.com".to_owned(),
        };
        let set = set_proven(&signer(), Scheme::Https, NOW, &site("site_a"), "s", &account);
        let read = |at, state: &str, header: &str| {
            proven(&signer(), Scheme::Https, at, &site("site_a"), state, Some(header))
        };
        let header = sent_back(&set);
        assert_eq!(read(NOW, "s", header), Some(account));
        assert_eq!(read(NOW, "t", header), None);
        assert_eq!(read(NOW + PROVEN_LIFETIME, "s", header), None);
        let begun = Begun::now("s".to_owned(), NOW);
        let other = begun.set_cookie(&signer(), Scheme::Https, &site("site_a"));
        assert_eq!(read(NOW, "s", &sent_back(&other).replace(BEGUN, PROVEN)), None);
    }
}
