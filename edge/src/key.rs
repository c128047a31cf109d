//! API keys: a word that nobody can guess, and proof that it was made here for that site. So a wrong
//! one is refused before any object is woken. The site keeps only what is made of it.

use crate::base32;
use crate::chance;
use crate::error::Fault;
use crate::seal::{Seal, same};
use sha2::{Digest, Sha256};
use shared::id::SiteId;

/// What every key begins with, so that whoever finds one knows what it is.
const PREFIX: &str = "bhk_";
const PURPOSE: &str = "key";
/// 160 bits nobody can guess …
const WORD_CHARS: usize = 32;
/// … and 80 bits of proof.
const PROOF_CHARS: usize = 16;

/// Makes a key for a site.
pub(crate) fn make(seal: &Seal, site: &SiteId) -> Result<String, Fault> {
    let word = base32::encode(&chance::bytes::<20>()?);
    let proof = proof(seal, site, &word);
    Ok(format!("{PREFIX}{word}{proof}"))
}

/// The key that an `Authorization` header holds, and `None` where it holds none at all: then a
/// cookie counts. Errors where it was not made here for that site.
pub(crate) fn of(
    seal: &Seal,
    site: &SiteId,
    header: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(key) = header.and_then(|header| header.strip_prefix("Bearer ")) else {
        return Ok(None);
    };
    let key = key.trim();
    let word = key
        .strip_prefix(PREFIX)
        .filter(|rest| rest.len() == WORD_CHARS + PROOF_CHARS && rest.is_char_boundary(WORD_CHARS));
    match word.map(|word| word.split_at(WORD_CHARS)) {
        Some((word, given)) if same(given, &proof(seal, site, word)) => Ok(Some(key.to_owned())),
        _ => Err(Fault::BadKey),
    }
}

/// What the site keeps of a key: enough to know it again, and not enough to use it.
pub(crate) fn hash(key: &str) -> String {
    base32::encode(&Sha256::digest(key))
}

fn proof(seal: &Seal, site: &SiteId, word: &str) -> String {
    let mut proof = base32::encode(&seal.tag(PURPOSE, &[site.as_str(), word]));
    proof.truncate(PROOF_CHARS);
    proof
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn site(name: &str) -> SiteId {
        SiteId::parse(name).unwrap()
    }

    fn sent(key: &str, to: &str) -> Result<Option<String>, Fault> {
        of(&seal(), &site(to), Some(&format!("Bearer {key}")))
    }

    #[test]
    fn a_key_opens_its_site_and_no_other() {
        let key = make(&seal(), &site("site_a")).unwrap();
        assert_eq!(key.len(), PREFIX.len() + WORD_CHARS + PROOF_CHARS);
        assert_eq!(sent(&key, "site_a").unwrap(), Some(key.clone()));
        assert!(matches!(sent(&key, "site_b"), Err(Fault::BadKey)));
        let other = Seal::new("another secret").unwrap();
        let header = format!("Bearer {key}");
        assert!(of(&other, &site("site_a"), Some(&header)).is_err());
    }

    #[test]
    fn a_key_that_was_made_up_or_changed_is_refused_without_asking_anybody() {
        let key = make(&seal(), &site("site_a")).unwrap();
        for place in PREFIX.len()..key.len() {
            let mut changed = key.clone().into_bytes();
            changed[place] = if changed[place] == b'a' { b'b' } else { b'a' };
            assert!(sent(&String::from_utf8(changed).unwrap(), "site_a").is_err(), "{place}");
        }
        for odd in ["", "bhk_", "bhk_é", &format!("bhk_{}", "é".repeat(24)), &"x".repeat(52)] {
            assert!(sent(odd, "site_a").is_err(), "{odd}");
        }
    }

    #[test]
    fn what_is_no_bearer_leaves_the_word_to_the_cookie() {
        for header in [None, Some("Basic YTpi"), Some("")] {
            assert_eq!(of(&seal(), &site("site_a"), header).unwrap(), None);
        }
    }
}
