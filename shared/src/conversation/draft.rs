//! What an agent has typed beside a conversation and not sent: it follows them to every tab and device.

use super::MAX_MESSAGE_CHARS;
use serde::{Deserialize, Serialize};

/// Longest text of a draft, in characters: twice what can be sent, for who has to cut it down yet.
pub const MAX_DRAFT_CHARS: usize = 2 * MAX_MESSAGE_CHARS;

/// What is typed and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// To the visitor.
    pub text: String,
    pub note: String,
}

/// Why a draft can't be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The draft has {actual} characters; at most {MAX_DRAFT_CHARS} can be kept.")]
pub struct DraftTooLong {
    /// How many its longer text has.
    pub actual: usize,
}

impl DraftTooLong {
    /// Stable name of this refusal, for the wire.
    pub const fn code(&self) -> &'static str {
        "too_long"
    }
}

impl Draft {
    /// Whether nothing is typed.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.note.is_empty()
    }

    /// Whether it can be kept.
    ///
    /// # Errors
    /// When one of its texts is too long.
    pub fn check(&self) -> Result<(), DraftTooLong> {
        let actual = self.text.chars().count().max(self.note.chars().count());
        if actual > MAX_DRAFT_CHARS { Err(DraftTooLong { actual }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_may_be_longer_than_a_message_but_not_endless() {
        let of = |length| Draft { text: "ü".repeat(length), note: String::new() };
        assert_eq!(of(MAX_DRAFT_CHARS).check(), Ok(()));
        let actual = MAX_DRAFT_CHARS + 1;
        assert_eq!(of(actual).check(), Err(DraftTooLong { actual }));
        assert!(Draft::default().is_empty() && !of(1).is_empty());
    }
}
