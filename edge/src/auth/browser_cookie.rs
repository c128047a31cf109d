//! The cookie by which a browser is known that has signed in before. It opens nothing: it only says
//! who pays for guesses of passwords (`shared::account::KnownBrowser`).

use super::session_cookie::{Scheme, cookies};
use super::signing::HmacSigner;
use shared::account::{BROWSER_LIFETIME, KnownBrowser};
use shared::id::{AgentId, SiteId};
use shared::time::Timestamp;

const PURPOSE: &str = "browser";

fn cookie_name(site: &SiteId) -> String {
    format!("browser_{site}")
}

/// The `Set-Cookie` header of a sign-in.
pub(crate) fn set_cookie(
    signer: &HmacSigner,
    scheme: Scheme,
    site: &SiteId,
    browser: &KnownBrowser,
) -> String {
    let at = browser.signed_in_at.0.to_string();
    let fields = [browser.name.as_str(), site.as_str(), browser.agent.as_str(), &at];
    scheme.set_cookie(&cookie_name(site), &signer.sign(PURPOSE, &fields), BROWSER_LIFETIME)
}

/// The browser in a `Cookie` header. Only the site knows whether its agent has forgotten it.
pub(crate) fn from_cookie(
    signer: &HmacSigner,
    scheme: Scheme,
    site: &SiteId,
    header: Option<&str>,
) -> Option<KnownBrowser> {
    let name = scheme.cookie_name(&cookie_name(site));
    cookies(header.unwrap_or_default(), &name).find_map(|cookie| {
        let [name, of, agent, at] = signer.verify(PURPOSE, cookie.value())?;
        let signed_in_at = Timestamp(at.parse().ok()?);
        let browser = KnownBrowser { name, agent: AgentId::parse(agent).ok()?, signed_in_at };
        (of == site.as_str()).then_some(browser)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_of_one_site_and_can_not_be_made_up() {
        let signer = HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap();
        let [site, other] = ["site_a", "site_b"].map(|id| SiteId::parse(id).unwrap());
        let agent = AgentId::parse("agent_a").unwrap();
        let browser = KnownBrowser { name: "b".to_owned(), agent, signed_in_at: Timestamp(7) };
        let set = set_cookie(&signer, Scheme::Https, &site, &browser);
        assert!(set.starts_with("__Host-bellhop_browser_site_a="), "{set}");
        assert!(set.ends_with("HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=15552000"), "{set}");
        let header = set.split(';').next().unwrap();
        let read = |signer: &HmacSigner, scheme, site: &SiteId, header: &str| {
            from_cookie(signer, scheme, site, Some(header))
        };
        assert_eq!(read(&signer, Scheme::Https, &site, header), Some(browser));
        assert_eq!(read(&signer, Scheme::Http, &site, header), None);
        let moved = header.replace("site_a", "site_b");
        assert_eq!(read(&signer, Scheme::Https, &other, &moved), None);
        let foreign = HmacSigner::new("another").unwrap();
        assert_eq!(read(&foreign, Scheme::Https, &site, header), None);
        assert_eq!(from_cookie(&signer, Scheme::Https, &site, None), None);
    }
}
