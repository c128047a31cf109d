//! Who sits at the console.

use shared::protocol::Me;

/// Who sits at the console.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Session {
    /// Asked, not answered yet.
    #[default]
    Asking,
    /// Nobody; the sentence says why, where somebody was.
    Nobody(Option<&'static str>),
    /// The edge could not be asked; what to tell.
    Unreachable(String),
    /// Somebody.
    Of(Box<Me>),
}
