//! Short hashes of contents.

use sha2::{Digest as _, Sha256};

/// Returns sixteen hex digits of the SHA-256 of all contents.
pub(crate) fn short<T: AsRef<[u8]>>(contents: &[T]) -> String {
    let mut hasher = Sha256::new();
    for content in contents {
        let content = content.as_ref();
        hasher.update(content.len().to_le_bytes());
        hasher.update(content);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |name, byte| name + &hex(*byte))
}

fn hex(byte: u8) -> String {
    format!("{byte:02x}")
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn boundaries_between_contents_matter() {
        assert_ne!(short(&["ab", "c"]), short(&["a", "bc"]));
        assert_eq!(short(&["ab"]), short(&["ab"]));
        assert_eq!(short(&["ab"]).len(), 16);
    }
}
