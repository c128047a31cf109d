//! Addresses of people a site has blocked, as a conversation with somebody else may carry them: it
//! knows one when it sees it, and can't tell any.

use serde::{Deserialize, Serialize};

/// The mark of an e-mail address. Two addresses have the same once in four billion times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddressMark(u32);

impl AddressMark {
    /// The mark of that address, however it is written (FNV-1a).
    pub fn of(email: &str) -> Self {
        let letters = email.trim().chars().flat_map(char::to_lowercase);
        let mark = letters.fold(0x811c_9dc5, |mark: u32, letter| {
            (mark ^ u32::from(letter)).wrapping_mul(0x0100_0193)
        });
        Self(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_again_however_it_is_written() {
        assert_eq!(AddressMark::of(" Ada@Example.com"), AddressMark::of("ada@example.com"));
        assert_ne!(AddressMark::of("ada@example.com"), AddressMark::of("ida@example.com"));
    }
}
