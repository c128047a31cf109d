//! Short names for contents.

use sha2::{Digest as _, Sha256};

/// Sixteen hex digits that change when any of the contents does.
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
    fn where_one_content_ends_counts() {
        assert_ne!(short(&["ab", "c"]), short(&["a", "bc"]));
        assert_eq!(short(&["ab"]), short(&["ab"]));
        assert_eq!(short(&["ab"]).len(), 16);
    }
}
