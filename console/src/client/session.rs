//! Who sits at the console.

use shared::id::SiteId;
use shared::protocol::Me;

/// Who sits at the console.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Session {
    /// Asked, not answered yet.
    #[default]
    Loading,
    /// Somebody who follows an invitation to that site; what proves it.
    Invited {
        /// Where to.
        site: SiteId,
        /// The invitation's token.
        token: String,
    },
    /// Nobody; the sentence says why, where somebody was.
    Nobody(Option<&'static str>),
    /// The edge could not be asked; what to tell.
    Unreachable(String),
    /// Somebody.
    Of(Box<Me>),
}
