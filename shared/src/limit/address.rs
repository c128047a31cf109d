//! The address of a client, as limits count it.

use core::fmt;
use core::net::{IpAddr, Ipv6Addr};

/// The address of a client: an IPv4 address, or the /64 network of an IPv6 address, because one
/// subscriber has all addresses of such a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Parses the header that the proxy in front of the deployment sets. It may be a list, as in
    /// `X-Forwarded-For`: the proxy adds its client to the end, the client may have written the rest.
    pub fn from_header(header: &str) -> Option<Self> {
        let last = header.rsplit(',').next()?.trim();
        // Some proxies add the port, and brackets around IPv6.
        let address = match last.parse() {
            Ok(address) => address,
            Err(_) => last.parse::<core::net::SocketAddr>().ok()?.ip(),
        };
        Some(Self(match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            v4 @ IpAddr::V4(_) => v4,
        }))
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_address_counts_by_its_network() {
        let read = |header| ClientAddress::from_header(header).map(|address| address.to_string());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read("203.0.113.7"), some("203.0.113.7"));
        assert_eq!(read("6.6.6.6, 203.0.113.7"), some("203.0.113.7"));
        assert_eq!(read("203.0.113.7:4711"), some("203.0.113.7"));
        assert_eq!(read("2001:db8:1:2:3:4:5:6"), some("2001:db8:1:2::"));
        assert_eq!(read("[2001:db8:1:2:3:4:5:6]:443"), some("2001:db8:1:2::"));
        assert_eq!(read("::ffff:203.0.113.7"), some("203.0.113.7"));
        for bad in ["", "unknown", "203.0.113.7, ", "203.0.113", "_hidden"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
