//! The addresses that an endpoint can have. Somebody of the site types the address and our server
//! calls it, so it must not reach hosts that only the server can reach (SSRF).

use crate::install::is_inside;
use url::Url;

const MAX_BYTES: usize = 2_000;

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefused {
    /// The text is no https address.
    #[error("“{0}” is not an https address. Enter all of it, like https://example.com/bellhop.")]
    Shape(String),
    /// The address is in a private network.
    #[error(
        "“{0}” is a private address. Webhooks go to public addresses only, unless the operator sets \
         BELLHOP_PRIVATE_WEBHOOKS."
    )]
    Private(String),
}

/// Checks an address, and returns it as it is stored. `private` says that the operator allows
/// addresses in private networks, and plain http there and everywhere.
pub fn check_address(typed: &str, private: bool) -> Result<String, AddressRefused> {
    let typed = typed.trim();
    let shape = || AddressRefused::Shape(typed.chars().take(80).collect());
    // A parser drops line breaks and tabs; nobody means them.
    if typed.len() > MAX_BYTES || typed.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(shape());
    }
    let mut url = Url::parse(typed).map_err(|_| shape())?;
    let names_user = !url.username().is_empty() || url.password().is_some();
    let is_secure = url.scheme() == "https" || (private && url.scheme() == "http");
    let host = url.host().filter(|_| is_secure && !names_user).ok_or_else(shape)?;
    if !private && is_inside(&host) {
        return Err(AddressRefused::Private(host.to_string()));
    }
    url.set_fragment(None);
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_https_address_is_stored_without_its_fragment() {
        let stored = check_address(" https://Hooks.example/a?b=c#d ", false);
        assert_eq!(stored.as_deref(), Ok("https://hooks.example/a?b=c"));
        assert!(check_address("https://hooks.example:8443/", false).is_ok());
    }

    #[test]
    fn an_address_that_only_the_server_reaches_is_refused_unless_the_operator_allows_it() {
        for inside in
            ["localhost", "127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "db.internal"]
        {
            let url = format!("https://{inside}/x");
            assert!(matches!(check_address(&url, false), Err(AddressRefused::Private(_))), "{url}");
            assert!(check_address(&url, true).is_ok(), "{url}");
        }
        assert!(check_address("http://hooks.example/", false).is_err());
        assert!(check_address("http://127.0.0.1:9/", true).is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in
            ["", "hooks.example", "ftp://a.example/", "https://u:p@a.example/", "https://a b/"]
        {
            for private in [false, true] {
                assert!(
                    matches!(check_address(bad, private), Err(AddressRefused::Shape(_))),
                    "{bad}"
                );
            }
        }
    }
}
