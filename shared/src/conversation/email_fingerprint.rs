//! Fingerprints of blocked e-mail addresses. The block of somebody who was erased keeps one; and every conversation of a site carries them, so it can
//! recognise a blocked address without storing the address of another person.

use serde::{Deserialize, Serialize};

/// A 32-bit hash of an e-mail address. Two addresses collide once in four billion pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct EmailFingerprint(u32);

impl EmailFingerprint {
    /// The FNV-1a hash of the address, independent of its spelling.
    pub fn from_email(email: &str) -> Self {
        let letters = email.trim().chars().flat_map(char::to_lowercase);
        let hash = letters.fold(0x811c_9dc5, |hash: u32, letter| {
            (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193)
        });
        Self(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_fingerprint_in_any_spelling() {
        assert_eq!(
            EmailFingerprint::from_email(" Ada@Example.com"),
            EmailFingerprint::from_email("ada@example.com")
        );
        assert_ne!(
            EmailFingerprint::from_email("ada@example.com"),
            EmailFingerprint::from_email("ida@example.com")
        );
    }
}
