//! Messages to the loader, which stores what must survive a page load.

use shared::codec::Object;
use shared::prelude::*;

/// A message to the loader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LoaderMessage {
    /// The visitor token.
    Token(String),
    /// The id of the conversation that has begun.
    Begun {
        /// The id of the conversation.
        conversation: String,
        /// What it runs through, which need not be what the page offers.
        dialogue: String,
    },
    /// Page events, as written by [`super::page_events`].
    Events(String),
    /// The conversation has ended. It can be read again.
    Over,
    /// That conversation can't be opened any more.
    Gone(String),
    /// The visitor has completed this dialogue, so it is not shown again.
    Done(String),
    /// The number of unseen messages.
    Unread(usize),
    /// The page's bootstrap is outdated.
    Stale,
    /// The visitor closes the panel.
    Close,
}

impl LoaderMessage {
    /// Writes it as JSON.
    pub(crate) fn write(&self) -> String {
        match self {
            Self::Token(token) => Object::typed("token").text("token", token),
            Self::Begun { conversation, dialogue } => Object::typed("begun")
                .text("conversation", conversation)
                .unless(dialogue.is_empty(), "dialogue", dialogue),
            Self::Events(written) => return written.clone(),
            Self::Over => Object::typed("over"),
            Self::Gone(id) => Object::typed("gone").text("conversation", id),
            Self::Done(id) => Object::typed("done").text("dialogue", id),
            Self::Unread(count) => Object::typed("unread").whole("count", *count as u64),
            Self::Stale => Object::typed("stale"),
            Self::Close => Object::typed("close"),
        }
        .end()
    }
}
