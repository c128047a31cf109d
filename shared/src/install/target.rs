//! The addresses that the installation check may fetch. An agent enters the address and our server
//! fetches it, so it must not reach hosts that only the server can reach (SSRF).

use std::net::{Ipv4Addr, Ipv6Addr};

const MAX_BYTES: usize = 2_000;

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
    /// Checks an address. `home` says that the deployment runs on this machine, so the page may be
    /// on this machine too.
    pub fn check(url: &str, home: bool) -> Result<Self, Refused> {
        let url = url.trim();
        if url.len() > MAX_BYTES || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Refused::Shape);
        }
        let (scheme, rest) = url.split_once("://").ok_or(Refused::Shape)?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "https" && scheme != "http" {
            return Err(Refused::Shape);
        }
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).ok_or(Refused::Shape)?;
        // User info before the host is only ever used to mislead.
        if authority.contains('@') || path.starts_with('\\') {
            return Err(Refused::Shape);
        }
        let (host, port) = host_and_port(authority).ok_or(Refused::Shape)?;
        let host = host.to_ascii_lowercase();
        if !(home && is_loopback(&host)) {
            if port.is_some_and(|port| port != usual(&scheme)) {
                return Err(Refused::Port);
            }
            if is_inside(&host)? {
                return Err(Refused::Private(host));
            }
        }
        let port = port.filter(|port| *port != usual(&scheme));
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let origin = format!("{scheme}://{host}{port}");
        let path = path.split('#').next().unwrap_or_default();
        Ok(Self { url: format!("{origin}{path}"), origin })
    }

    /// Checks the target of a redirect.
    pub fn redirect(&self, location: &str, home: bool) -> Result<Self, Refused> {
        if location.contains("://") {
            return Self::check(location, home);
        }
        if let Some(rest) = location.strip_prefix("//") {
            let scheme = self.origin.split_once("://").map_or("https", |(scheme, _)| scheme);
            return Self::check(&format!("{scheme}://{rest}"), home);
        }
        if location.starts_with('/') {
            return Self::check(&format!("{}{location}", self.origin), home);
        }
        let path = self.url.get(self.origin.len()..).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or("/");
        Self::check(&format!("{}{folder}{location}", self.origin), home)
    }
}

fn usual(scheme: &str) -> u16 {
    if scheme == "http" { 80 } else { 443 }
}

fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(_) => {
            let end = authority.find(']')? + 1;
            let (host, rest) = authority.split_at_checked(end)?;
            (host, rest.strip_prefix(':').or(rest.is_empty().then_some("")))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, Some("")),
        },
    };
    let port = match port? {
        "" => None,
        port => Some(port.parse().ok()?),
    };
    (!host.is_empty()).then_some((host, port))
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// Whether a host is in a private network, as far as its name says.
fn is_inside(host: &str) -> Result<bool, Refused> {
    if let Some(six) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let address: Ipv6Addr = six.parse().map_err(|_| Refused::Shape)?;
        return Ok(inside_six(address));
    }
    let name = host.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    // A host whose last label is a number is an IP address, in one of the many ways to write it.
    if last.starts_with(|c: char| c.is_ascii_digit()) {
        let address: Ipv4Addr = name.parse().map_err(|_| Refused::Private(host.to_owned()))?;
        return Ok(inside_four(address));
    }
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    if !plain {
        return Err(Refused::Shape);
    }
    let inner = ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa"];
    Ok(!name.contains('.') || inner.contains(&last))
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
            "https://a.example\\@b/",
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
        assert_eq!(url("y?z").unwrap(), "https://a.example/b/y?z");
        assert_eq!(url("//b.example/").unwrap(), "https://b.example/");
        assert_eq!(url("http://b.example").unwrap(), "http://b.example");
        assert!(url("http://169.254.169.254/").is_err() && url("//10.0.0.1/").is_err());
    }
}
