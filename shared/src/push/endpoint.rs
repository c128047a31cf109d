//! Allowed push endpoints: only known push services. An agent's browser sends the address and our
//! server sends requests to it; without this check an agent could make us call any host (SSRF).

use core::fmt;
use serde::{Deserialize, Serialize};

/// Longest address in bytes.
const MAX_BYTES: usize = 2_000;

/// Hosts of the push services of Chromium, Firefox, Safari and Edge. A leading dot includes all
/// subdomains.
const SERVICES: [&str; 5] = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
];

/// A checked address at a push service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Endpoint(String);

/// Why an endpoint is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The address doesn't look like that of a push service.
    #[error(
        "The endpoint is not the address of a push service: it must be https://, a host without a \
         port, and a path. Send what the browser's push manager gave."
    )]
    Shape,
    /// The host is no known push service.
    #[error(
        "“{host}” is not a known push service. Use another browser, or ask the \
         operator to allow it with BELLHOP_PUSH_HOST."
    )]
    Unknown { host: String },
}

impl Endpoint {
    /// Checks that an address is at a known push service, or at the additional host that the
    /// deployment allows.
    pub fn check(url: &str, test_host: Option<&str>) -> Result<Self, EndpointError> {
        let parts = Parts::parse(url).ok_or(EndpointError::Shape)?;
        // A push service on this machine is used by tests: it has a port and no certificate.
        let is_test =
            test_host.is_some_and(|test_host| parts.host == test_host && is_loopback(test_host));
        if !is_test && (!parts.is_tls || parts.port.is_some()) {
            return Err(EndpointError::Shape);
        }
        let listed = SERVICES.iter().copied().any(|service| is_at(parts.host, service));
        if listed || test_host.is_some_and(|test_host| parts.host == test_host) {
            return Ok(Self(url.to_owned()));
        }
        Err(EndpointError::Unknown { host: parts.host.chars().take(80).collect() })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The origin, which the VAPID token names as its audience.
    pub fn origin(&self) -> &str {
        let after = self.0.find("://").map_or(0, |at| at + "://".len());
        let end = self.0[after..].find('/').map_or(self.0.len(), |at| after + at);
        &self.0[..end]
    }
}

impl fmt::Display for Endpoint {
    /// Shows only the origin, because anyone who knows the whole address can push to the device.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.origin())
    }
}

/// The parts of an address that decide where a request goes. Stricter than any URL parser, so that
/// no parser can read another host in it.
struct Parts<'u> {
    is_tls: bool,
    host: &'u str,
    port: Option<&'u str>,
}

impl<'u> Parts<'u> {
    fn parse(url: &'u str) -> Option<Self> {
        let plain = url.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        if !plain || url.len() > MAX_BYTES {
            return None;
        }
        let (scheme, rest) = url.split_once("://")?;
        let is_tls = match scheme {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let (authority, _path) = rest.split_once('/')?;
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let of_name =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
        let good = !host.is_empty() && host.bytes().all(of_name);
        let good_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
        (good && good_port).then_some(Self { is_tls, host, port })
    }
}

fn is_at(host: &str, service: &str) -> bool {
    if service.starts_with('.') {
        host.strip_suffix(service).is_some_and(|below| !below.is_empty())
    } else {
        host == service
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "127.0.0.1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_push_services_of_browsers_are_accepted() {
        for url in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://fcm.googleapis.com/wp/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://autopush.push.services.mozilla.com/wpush/v1/x",
            "https://web.push.apple.com/QFK-x",
            "https://db5p.notify.windows.com/w/?token=BQYA%2f",
        ] {
            let endpoint = Endpoint::check(url, None).unwrap();
            assert!(url.starts_with(&format!("{}/", endpoint.origin())), "{url}");
        }
    }

    #[test]
    fn another_host_is_refused_by_name() {
        for (url, host) in [
            ("https://example.com/fcm.googleapis.com/", "example.com"),
            ("https://fcm.googleapis.com.example.com/", "fcm.googleapis.com.example.com"),
            ("https://evilfcm.googleapis.com/", "evilfcm.googleapis.com"),
            ("https://notify.windows.com/", "notify.windows.com"),
            ("https://.notify.windows.com/", ".notify.windows.com"),
            ("https://127.0.0.1/", "127.0.0.1"),
            ("https://localhost/", "localhost"),
        ] {
            let refused = Endpoint::check(url, None);
            assert_eq!(refused, Err(EndpointError::Unknown { host: host.to_owned() }), "{url}");
        }
    }

    #[test]
    fn an_ambiguous_address_is_refused() {
        for url in [
            "",
            "fcm.googleapis.com/x",
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com:/x",
            "https://user@fcm.googleapis.com/x",
            "https://example.com\\@fcm.googleapis.com/x",
            "https://fcm.googleapis.com?/x",
            "https://fcm.googleapis.com#/x",
            "https://FCM.googleapis.com/x",
            "https://[::1]/x",
            "https:///fcm.googleapis.com/x",
            "https://fcm.googleapis.com/a b",
            "https://fcm.googleapis.com/\n",
            "javascript://fcm.googleapis.com/x",
        ] {
            assert_eq!(Endpoint::check(url, None), Err(EndpointError::Shape), "{url}");
        }
        let long = format!("https://fcm.googleapis.com/{}", "x".repeat(MAX_BYTES));
        assert_eq!(Endpoint::check(&long, None), Err(EndpointError::Shape));
    }

    #[test]
    fn a_deployment_may_allow_one_more_host_and_a_port_only_on_localhost() {
        let at = |url, test_host| Endpoint::check(url, Some(test_host)).is_ok();
        assert!(at("https://push.example.com/x", "push.example.com"));
        assert!(at("https://fcm.googleapis.com/x", "push.example.com"));
        assert!(!at("http://push.example.com/x", "push.example.com"));
        assert!(!at("https://push.example.com:444/x", "push.example.com"));
        assert!(!at("https://a.push.example.com/x", "push.example.com"));
        assert!(at("http://127.0.0.1:4000/x", "127.0.0.1"));
        assert!(!at("http://127.0.0.1:99999/x", "127.0.0.1"));
        assert!(!at("http://localhost:4000/x", "127.0.0.1"));
        let endpoint = Endpoint::check("http://127.0.0.1:4000/x/y", Some("127.0.0.1")).unwrap();
        assert_eq!(endpoint.origin(), "http://127.0.0.1:4000");
    }
}
