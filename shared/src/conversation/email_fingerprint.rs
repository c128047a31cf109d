//! Addresses of people a site has blocked, as a conversation with somebody else may carry them: it
//! knows one when it sees it, and can't tell any.

use serde::{Deserialize, Serialize};

/// The mark of an e-mail address. Two addresses have the same once in four billion times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailFingerprint(u32);

impl EmailFingerprint {
    /// The mark of that address, however it is written (FNV-1a).
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
