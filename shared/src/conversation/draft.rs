//! What an agent has typed beside a conversation and not sent. It follows them to every tab and
//! device.

use super::MAX_MESSAGE_CHARS;
use serde::{Deserialize, Serialize};

/// Longest text of a draft, in characters: twice the longest message, so that an agent can paste a
/// long text and cut it down.
pub const MAX_DRAFT_CHARS: usize = 2 * MAX_MESSAGE_CHARS;

/// An agent's unsent text in one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, codec_derive::Encode)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Draft {
    /// A message to the visitor.
    pub text: String,
    pub note: String,
}

/// A draft is too long to be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The draft has {actual} characters; at most {MAX_DRAFT_CHARS} are allowed.")]
pub struct DraftTooLong {
    /// Characters of the longer of the two texts.
    pub actual: usize,
}

impl DraftTooLong {
    /// The stable code of this refusal on the wire.
    pub const fn code(&self) -> &'static str {
        "too_long"
    }
}

impl Draft {
    /// Whether both texts are empty.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.note.is_empty()
    }

    /// Checks the length of both texts.
    ///
    /// # Errors
    /// If one of them has more than [`MAX_DRAFT_CHARS`] characters.
    pub fn check(&self) -> Result<(), DraftTooLong> {
        let actual = self.text.chars().count().max(self.note.chars().count());
        if actual > MAX_DRAFT_CHARS { Err(DraftTooLong { actual }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_may_be_longer_than_a_message_but_has_a_limit() {
        let of = |length| Draft { text: "ü".repeat(length), note: String::new() };
        assert_eq!(of(MAX_DRAFT_CHARS).check(), Ok(()));
        let actual = MAX_DRAFT_CHARS + 1;
        assert_eq!(of(actual).check(), Err(DraftTooLong { actual }));
        assert!(Draft::default().is_empty() && !of(1).is_empty());
    }
}
