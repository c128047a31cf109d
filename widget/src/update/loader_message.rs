//! What the panel tells the loader, which keeps what must outlive the page.

use shared::codec::Object;
use shared::prelude::*;

/// What the panel tells the loader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LoaderMessage {
    /// The browser has a name now; this proves it.
    Token(String),
    /// That conversation runs.
    Begun(String),
    /// What the page hears of an event, as written by [`super::page_events`].
    Events(String),
    /// No conversation runs.
    Over,
    /// The visitor came to the end of that dialogue: it is not offered again.
    Done(String),
    /// So many messages were not seen.
    Unread(usize),
    /// The page's offer is out of date.
    Stale,
    /// The visitor closes the panel.
    Close,
}

impl LoaderMessage {
    /// As it goes through the port.
    pub(crate) fn write(&self) -> String {
        match self {
            Self::Token(token) => Object::typed("token").text("token", token),
            Self::Begun(id) => Object::typed("begun").text("conversation", id),
            Self::Events(written) => return written.clone(),
            Self::Over => Object::typed("over"),
            Self::Done(id) => Object::typed("done").text("dialogue", id),
            Self::Unread(count) => Object::typed("unread").whole("count", *count as u64),
            Self::Stale => Object::typed("stale"),
            Self::Close => Object::typed("close"),
        }
        .end()
    }
}
