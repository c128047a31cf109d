//! Frames of an agent's bell: `GET /v1/sites/{site}/desk`.

use crate::event::Page;
use crate::event::{AgentFace, OfferEnd, words};
use crate::id::{ClientKey, ConversationId, OfferId};
use crate::person::Values;
use crate::time::Timestamp;

/// What an agent's browser sends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum BellFrame {
    /// Available for chats, or not.
    Status {
        /// The sender's key.
        id: ClientKey,
        /// Whether the bell may ring.
        available: bool,
    },
    /// Take the chat that is offered.
    Accept {
        /// The sender's key.
        id: ClientKey,
        /// The ring.
        offer: OfferId,
    },
    /// Don't take it.
    Decline {
        /// The sender's key.
        id: ClientKey,
        /// The ring.
        offer: OfferId,
    },
}

/// What the desk sends to every tab of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum DeskFrame {
    /// Everything, at the beginning of each connection.
    Snapshot {
        /// What time it is at the edge; countdowns go by it.
        now: Timestamp,
        /// Who is signed in.
        agent: AgentFace,
        /// Whether they may be offered chats at all.
        live_chat: bool,
        /// Whether their bell may ring.
        available: bool,
        /// How many chats they can have at once, offers counted.
        max_chats: u32,
        /// The rings that wait for them, oldest first.
        offers: Vec<OfferCard>,
        /// Their chats, oldest first.
        chats: Vec<ChatCard>,
    },
    /// The bell rings.
    Offer {
        /// The ring.
        offer: OfferCard,
        /// What time it is at the edge.
        now: Timestamp,
    },
    /// A ring is over.
    OfferClosed {
        /// Which.
        offer: OfferId,
        /// How it ended.
        reason: ClosedAs,
    },
    /// A chat is theirs now.
    Assigned {
        /// The chat.
        chat: ChatCard,
    },
    /// A chat is theirs no longer: it ended.
    Released {
        /// Which.
        conversation: ConversationId,
    },
    /// Their own availability changed, here or in another tab.
    Status {
        /// Whether their bell may ring.
        available: bool,
    },
    /// That frame was taken.
    Ack {
        /// The sender's key.
        id: ClientKey,
    },
    /// A frame was not taken.
    Error {
        /// The sender's key, where the frame had one that could be read.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        id: Option<ClientKey>,
        /// Stable name of what is wrong.
        code: String,
        /// What is wrong and what to do.
        message: String,
    },
}

words!(
    /// How a ring ended, as its agent is told.
    ClosedAs {
        /// They took it, here or in another tab.
        Accepted = "accepted",
        /// They said no, here or in another tab.
        Declined = "declined",
        /// The time ran out.
        TimedOut = "timed_out",
        /// The visitor gave up.
        Withdrawn = "withdrawn",
        /// The agent can't take it any more.
        AgentGone = "agent_gone",
    }
);

impl From<OfferEnd> for ClosedAs {
    fn from(end: OfferEnd) -> Self {
        match end {
            OfferEnd::Declined => Self::Declined,
            OfferEnd::TimedOut => Self::TimedOut,
            OfferEnd::Withdrawn => Self::Withdrawn,
            OfferEnd::AgentGone => Self::AgentGone,
        }
    }
}

/// A ring, as the banner shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OfferCard {
    /// The ring.
    pub id: OfferId,
    /// Whose chat it would be.
    pub conversation: ConversationId,
    /// What the visitor told.
    pub told: Values,
    /// Where the visitor is.
    pub page: Page,
    /// Since when it rings.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Timestamp,
}

/// A chat, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChatCard {
    /// Which conversation.
    pub conversation: ConversationId,
    /// What the visitor told.
    pub told: Values,
    /// Where the visitor was when they asked.
    pub page: Page,
    /// Since when it is theirs.
    pub since: Timestamp,
}
