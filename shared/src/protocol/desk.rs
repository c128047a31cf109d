//! Frames of an agent socket: `GET /v1/sites/{site}/desk`.

use crate::event::{AgentProfile, OfferFailure, OfferOutcome, Page};
use crate::id::{AgentId, ClientKey, ConversationId, OfferId, TeamId};
use crate::person::Attributes;
use crate::prelude::*;
use crate::time::Timestamp;

/// What an agent's browser sends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum AgentFrame {
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
    /// Ask somebody else to take a chat; until they have, it stays.
    Transfer {
        /// The sender's key.
        id: ClientKey,
        /// The chat.
        conversation: ConversationId,
        /// Who is to take it.
        to: TransferTo,
    },
    /// Ask nobody any more, and keep the chat.
    CancelTransfer {
        /// The sender's key.
        id: ClientKey,
        /// The chat.
        conversation: ConversationId,
    },
}

impl AgentFrame {
    /// The sender's key.
    pub const fn id(&self) -> &ClientKey {
        match self {
            Self::Status { id, .. }
            | Self::Accept { id, .. }
            | Self::Decline { id, .. }
            | Self::Transfer { id, .. }
            | Self::CancelTransfer { id, .. } => id,
        }
    }
}

/// Who is to take a chat over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum TransferTo {
    /// A colleague: `{"agent": "agent_…"}`.
    Agent(AgentId),
    /// Whoever of a team is next: `{"team": "team_…"}`.
    Team(TeamId),
}

/// What the desk sends to every tab of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum AgentEvent {
    /// Everything, at the beginning of each connection.
    Snapshot {
        /// What time it is at the edge; countdowns go by it.
        now: Timestamp,
        /// Who is signed in.
        agent: AgentProfile,
        /// Whether they may be offered chats at all.
        live_chat: bool,
        /// Whether their bell may ring.
        available: bool,
        /// Until when their toggle overrides what their schedule says; none: it doesn't.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        toggled_until: Option<Timestamp>,
        /// What their schedule says; none: they have none.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        schedule: Option<Scheduled>,
        /// How many chats they can have at once, offers counted.
        max_chats: u32,
        /// The rings that wait for them, oldest first.
        offers: Vec<OfferCard>,
        /// Their chats, oldest first.
        chats: Vec<ChatCard>,
    },
    /// A chat is offered.
    Offer {
        /// The ring.
        offer: OfferCard,
        /// What time it is at the edge.
        now: Timestamp,
    },
    /// An offer is over.
    OfferClosed {
        /// Which.
        offer: OfferId,
        /// How it ended.
        reason: OfferOutcome,
    },
    /// A chat is theirs now.
    Assigned {
        /// The chat.
        chat: ChatCard,
    },
    /// A chat is theirs no longer.
    Released {
        /// Which.
        conversation: ConversationId,
        /// Who has taken it over; none: it ended.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        to: Option<AgentProfile>,
    },
    /// Somebody else is asked to take a chat of theirs.
    TransferStarted {
        /// The chat.
        conversation: ConversationId,
        /// Who and until when.
        transfer: PendingTransfer,
    },
    /// Nobody took it: the chat is theirs as before.
    TransferEnded {
        /// The chat.
        conversation: ConversationId,
        /// Why not.
        reason: OfferFailure,
    },
    /// Their own availability changed, here or in another tab.
    Status {
        /// Whether their bell may ring.
        available: bool,
        /// Until when their toggle overrides what their schedule says; none: it doesn't.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        toggled_until: Option<Timestamp>,
        /// What their schedule says; none: they have none.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        schedule: Option<Scheduled>,
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

/// What an agent's schedule says now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Scheduled {
    /// Whether they are available.
    pub available: bool,
    /// When it says something else; none: never.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub until: Option<Timestamp>,
}

/// An offer, as the banner shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OfferCard {
    /// The offer.
    pub id: OfferId,
    /// Whose chat it would be.
    pub conversation: ConversationId,
    /// What the visitor told.
    pub attributes: Attributes,
    /// Where the visitor is.
    pub page: Page,
    /// Who has the chat now, where it is to be transferred.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub from: Option<AgentProfile>,
    /// Since when it is offered.
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
    pub attributes: Attributes,
    /// Where the visitor was when they asked.
    pub page: Page,
    /// Since when it is theirs.
    pub since: Timestamp,
    /// Who else is asked to take it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub transfer: Option<PendingTransfer>,
}

/// Somebody else is asked to take a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PendingTransfer {
    /// Who.
    pub to: AgentProfile,
    /// Until when it is offered there.
    pub until: Timestamp,
}
