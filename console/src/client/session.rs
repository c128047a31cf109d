//! The session of the console.

use shared::id::SiteId;
use shared::protocol::{Me, ProviderAnswer};

/// The session of the console.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Session {
    /// No response yet.
    #[default]
    Loading,
    /// Somebody follows an invitation to a site.
    Invited {
        site: SiteId,
        token: String,
    },
    /// Somebody follows a reset link of a site.
    Resetting {
        site: SiteId,
        token: String,
    },
    /// Somebody follows a link that confirms their e-mail address.
    Confirming {
        site: SiteId,
        token: String,
    },
    /// Somebody comes back from a site's provider of single sign-on.
    Returned {
        site: SiteId,
        answer: Box<ProviderAnswer>,
    },
    /// Nobody is signed in; the sentence says why, if somebody was.
    Nobody(Option<&'static str>),
    /// The edge couldn't be reached; a sentence for the screen.
    Unreachable(String),
    Of(Box<Me>),
}
