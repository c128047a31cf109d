//! Names of custom fields.

use crate::prelude::*;
use core::fmt;

/// Longest name in characters.
const MAX_CHARS: usize = 40;

/// Attributes that are known without asking; no custom field can have these names.
const RESERVED: [&str; 5] = ["page_url", "referrer", "country", "region", "city"];

/// The name of a custom field: up to 40 lowercase letters, digits and `_`, beginning with a letter,
/// and not used by another attribute.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomName(String);

/// Why a field name is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The name has characters that are not allowed, or too many.
    #[error(
        "“{0}” is not a valid field name: use 1 to 40 lowercase letters, digits or “_”, and begin with a letter"
    )]
    Shape(String),
    /// Another attribute has this name.
    #[error("“{0}” can't be a custom field: every site has an attribute of this name")]
    Taken(String),
    /// The attribute of now asks for something that nobody can tell.
    #[error(
        "“{0}” can't be asked: use now:open, now:available, now:available:rules, or now:available: and the id of a team or an agent"
    )]
    Now(String),
}

impl NameError {
    pub(super) fn new(text: &str) -> Self {
        let actual = text.chars().take(MAX_CHARS + 1).collect();
        if RESERVED.contains(&text) { Self::Taken(actual) } else { Self::Shape(actual) }
    }
}

impl CustomName {
    /// Parses a name.
    pub(super) fn new(text: &str) -> Option<Self> {
        let fits = text.len() <= MAX_CHARS
            && text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && !RESERVED.contains(&text);
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CustomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        for good in ["a", "team_size", "x1", &"a".repeat(40)] {
            assert!(CustomName::new(good).is_some(), "{good}");
        }
        for bad in ["", "A", "1a", "_a", "a b", "a-b", "é", "city", &"a".repeat(41)] {
            assert!(CustomName::new(bad).is_none(), "{bad}");
        }
        assert!(matches!(NameError::new("city"), NameError::Taken(_)));
        assert!(matches!(NameError::new("a b"), NameError::Shape(_)));
    }
}
