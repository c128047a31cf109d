//! Pages of others that the installation check reads, and addresses that it is asked to read.

use crate::conversation::id;
use crate::text;
use shared::id::SiteId;
use shared::install::{ReadPage, Target, inspect};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address in the first line, a policy in the second, then the page.
pub(crate) fn run(bytes: &[u8]) {
    let text = text(bytes);
    let (address, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (policy, html) = rest.split_once('\n').unwrap_or(("", rest));
    if let Ok(target) = Target::check(address, false) {
        let again = Target::check(&target.url, false);
        assert_eq!(again.as_ref(), Ok(&target), "the address that was allowed is refused");
        assert!(is_public(&target.origin), "{target:?}");
        let _ = target.redirect(html.lines().next().unwrap_or_default(), false);
    }
    let policies = [policy.to_owned()];
    let page =
        ReadPage { html, policies: &policies, origin: "https://www.example.com", allowed: true };
    let (_, sentence) = inspect(page, &id::<SiteId>("site_a"), "https://chat.example");
    assert!(!sentence.is_empty());
}

/// Whether an origin is on the internet, as far as its name says; written without the URL's parser.
fn is_public(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => is_public_v4(address),
        Ok(IpAddr::V6(address)) => is_public_v6(address),
        Err(_) => host.trim_end_matches('.').rsplit('.').next() != Some("localhost"),
    }
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let is_local = address.is_unique_local() || address.is_unicast_link_local();
    let is_inside = is_local || address.is_loopback() || address.is_unspecified();
    !is_inside && address.to_ipv4_mapped().is_none_or(is_public_v4)
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let is_inside = address.is_loopback() || address.is_private() || address.is_link_local();
    !is_inside && !address.is_unspecified() && !address.is_broadcast()
}
