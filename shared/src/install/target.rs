//! The addresses that the installation check may fetch. An agent enters the address and our server
//! fetches it, so it must not reach hosts that only the server can reach (SSRF).

use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

const MAX_BYTES: usize = 2_000;
/// What names of hosts end with that only a network itself knows.
const INSIDE: [&str; 8] =
    ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa"];

/// A checked address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub url: String,
    pub origin: String,
}

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The text is not the address of a web page.
    #[error(
        "This is not the address of a page. Enter all of it, like https://www.example.com/pricing."
    )]
    Shape,
    /// The address has a port.
    #[error("Only pages on the default ports can be checked. Leave the port out.")]
    Port,
    /// The address is in a private network.
    #[error("“{0}” is a private address. Only public pages can be checked.")]
    Private(String),
}

impl Target {
    /// Checks an address. `home` says that the operator lets pages of this machine be checked.
    pub fn check(url: &str, home: bool) -> Result<Self, Refused> {
        let url = url.trim();
        // A parser drops line breaks and tabs; nobody means them.
        if url.len() > MAX_BYTES || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Refused::Shape);
        }
        let mut url = Url::parse(url).map_err(|_| Refused::Shape)?;
        // Somebody's name before the host is only ever there to mislead.
        let names_user = !url.username().is_empty() || url.password().is_some();
        if !matches!(url.scheme(), "https" | "http") || names_user {
            return Err(Refused::Shape);
        }
        let host = url.host().ok_or(Refused::Shape)?;
        if !(home && is_loopback(&host)) {
            if url.port().is_some() {
                return Err(Refused::Port);
            }
            if is_inside(&host) {
                return Err(Refused::Private(host.to_string()));
            }
        }
        url.set_fragment(None);
        Ok(Self { origin: url.origin().ascii_serialization(), url: url.into() })
    }

    /// Checks the target of a redirect.
    pub fn redirect(&self, location: &str, home: bool) -> Result<Self, Refused> {
        let here = Url::parse(&self.url).map_err(|_| Refused::Shape)?;
        let there = here.join(location).map_err(|_| Refused::Shape)?;
        Self::check(there.as_str(), home)
    }
}

pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => *address == Ipv4Addr::LOCALHOST,
        Host::Ipv6(address) => *address == Ipv6Addr::LOCALHOST,
    }
}

/// Whether that host is inside of somebody's network, as far as its name says.
pub(crate) fn is_inside(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let last = name.rsplit('.').next().unwrap_or_default();
            !name.contains('.') || INSIDE.contains(&last)
        }
        Host::Ipv4(address) => inside_four(*address),
        Host::Ipv6(address) => inside_six(*address),
    }
}

fn inside_four(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a, b, c) == (192, 0, 0)
}

fn inside_six(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Only global unicast addresses, and none that contains an IPv4 address.
    let is_global = segments[0] & 0xe000 == 0x2000;
    let holds_another = segments[0] == 0x2002 || (segments[0] == 0x2001 && segments[1] < 0x0200);
    let is_example = segments[0] == 0x2001 && segments[1] == 0x0db8;
    !is_global || holds_another || is_example
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_page_may_be_fetched() {
        let target = Target::check(" HTTPS://Shop.Example/a?b=c#d ", false).unwrap();
        assert_eq!(target.url, "https://shop.example/a?b=c");
        assert_eq!(target.origin, "https://shop.example");
        // As browsers do: a backslash is a slash, and a name in other letters is written in ASCII.
        let host = |url: &str| Target::check(url, false).unwrap().origin;
        assert_eq!(host("https://a.example\\@b/"), "https://a.example");
        assert_eq!(host("https://bücher.example/"), "https://xn--bcher-kva.example");
        for good in ["http://a.example:80", "https://93.184.216.34/", "https://[2606:4700::1]/x"] {
            assert!(Target::check(good, false).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_private_address_is_not_fetched() {
        for bad in [
            "http://localhost/",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://172.20.0.1/",
            "http://169.254.169.254/latest",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[2002:7f00:1::]/",
            "http://router/",
            "http://a.internal/",
            "http://localhost./",
            "https://a.example:8443/",
            "ftp://a.example/",
            "https://u@a.example/",
            "nothing",
            "https:///x",
            "https://a b.example/",
            "http://[::1/",
            "http://a.example:x/",
        ] {
            assert!(Target::check(bad, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_local_server_may_fetch_local_pages() {
        assert!(Target::check("http://localhost:8080/x", true).is_ok());
        assert!(Target::check("http://127.0.0.1:9/", true).is_ok());
        assert!(Target::check("http://10.0.0.1/", true).is_err());
    }

    #[test]
    fn a_redirect_target_is_checked_again() {
        let from = Target::check("https://a.example/b/c?d", false).unwrap();
        let url = |location: &str| from.redirect(location, false).map(|target| target.url);
        assert_eq!(url("/x").unwrap(), "https://a.example/x");
        assert_eq!(url("../z").unwrap(), "https://a.example/z");
        assert_eq!(url("y?z").unwrap(), "https://a.example/b/y?z");
        assert_eq!(url("//b.example/").unwrap(), "https://b.example/");
        assert_eq!(url("http://b.example").unwrap(), "http://b.example/");
        assert!(url("http://169.254.169.254/").is_err() && url("//10.0.0.1/").is_err());
    }
}
