//! API keys: an unguessable secret with a proof that this deployment made it for this site, so that
//! a wrong key is refused without waking an object. The site stores only a hash.

use super::bearer;
use super::signing::{HmacSigner, same};
use crate::error::ApiError;
use crate::runtime::base32;
use crate::runtime::random;
use sha2::{Digest, Sha256};
use shared::id::SiteId;

/// The prefix of every key, so that people and scanners recognise a leaked one.
const PREFIX: &str = "bhk_";
const PURPOSE: &str = "key";
/// 160 random bits …
const SECRET_CHARS: usize = 32;
/// … and 80 bits of proof.
const PROOF_CHARS: usize = 16;

/// Creates a key for a site.
pub(crate) fn make(signer: &HmacSigner, site: &SiteId) -> Result<String, ApiError> {
    let secret = base32::encode(&random::bytes::<20>()?);
    let proof = proof(signer, site, &secret);
    Ok(format!("{PREFIX}{secret}{proof}"))
}

/// The key in an `Authorization` header; `None` if the header has none, and then a cookie counts.
/// Fails if the key was not made here for this site.
pub(crate) fn from_header(
    signer: &HmacSigner,
    site: &SiteId,
    header: Option<&str>,
) -> Result<Option<String>, ApiError> {
    let Some(key) = header.and_then(bearer::token) else { return Ok(None) };
    let secret = key.strip_prefix(PREFIX).filter(|rest| {
        rest.len() == SECRET_CHARS + PROOF_CHARS && rest.is_char_boundary(SECRET_CHARS)
    });
    match secret.map(|secret| secret.split_at(SECRET_CHARS)) {
        Some((secret, actual))
            if signer.believes(|signer| same(actual, &proof(signer, site, secret))) =>
        {
            Ok(Some(key.to_owned()))
        }
        _ => Err(ApiError::BadKey),
    }
}

/// The hash that the site stores: enough to recognise the key, and not enough to use it.
pub(crate) fn hash(key: &str) -> String {
    base32::encode(&Sha256::digest(key))
}

fn proof(signer: &HmacSigner, site: &SiteId, secret: &str) -> String {
    let mut proof = base32::encode(&signer.tag(PURPOSE, &[site.as_str(), secret]));
    proof.truncate(PROOF_CHARS);
    proof
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> HmacSigner {
        HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn site(name: &str) -> SiteId {
        SiteId::parse(name).unwrap()
    }

    fn sent(key: &str, to: &str) -> Result<Option<String>, ApiError> {
        from_header(&signer(), &site(to), Some(&format!("Bearer {key}")))
    }

    #[test]
    fn a_key_opens_its_site_and_no_other() {
        let key = make(&signer(), &site("site_a")).unwrap();
        assert_eq!(key.len(), PREFIX.len() + SECRET_CHARS + PROOF_CHARS);
        assert_eq!(sent(&key, "site_a").unwrap(), Some(key.clone()));
        assert!(matches!(sent(&key, "site_b"), Err(ApiError::BadKey)));
        let other = HmacSigner::new("another secret").unwrap();
        let header = format!("Bearer {key}");
        assert!(from_header(&other, &site("site_a"), Some(&header)).is_err());
    }

    #[test]
    fn a_forged_key_is_refused_without_a_lookup() {
        let key = make(&signer(), &site("site_a")).unwrap();
        for index in PREFIX.len()..key.len() {
            let mut changed = key.clone().into_bytes();
            changed[index] = if changed[index] == b'a' { b'b' } else { b'a' };
            assert!(sent(&String::from_utf8(changed).unwrap(), "site_a").is_err(), "{index}");
        }
        for odd in ["", "bhk_", "bhk_é", &format!("bhk_{}", "é".repeat(24)), &"x".repeat(52)] {
            assert!(sent(odd, "site_a").is_err(), "{odd}");
        }
    }

    #[test]
    fn another_authorization_scheme_falls_back_to_the_cookie() {
        for header in [None, Some("Basic YTpi"), Some("")] {
            assert_eq!(from_header(&signer(), &site("site_a"), header).unwrap(), None);
        }
    }
}
