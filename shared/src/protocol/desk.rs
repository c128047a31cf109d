//! Frames of an agent socket: `GET /v1/sites/{site}/desk`.

use crate::event::{AgentProfile, OfferFailure, OfferOutcome, Page};
use crate::id::{AgentId, ClientKey, ConversationId, LabelId, OfferId, TeamId};
use crate::person::Attributes;
use crate::prelude::*;
use crate::time::Timestamp;

/// A frame from an agent's tab to the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum AgentFrame {
    /// Switch availability on or off.
    Status { id: ClientKey, available: bool },
    /// Accept an offer.
    Accept { id: ClientKey, offer: OfferId },
    /// Decline an offer.
    Decline { id: ClientKey, offer: OfferId },
    /// Offer a chat to another agent. It stays with its agent until somebody accepts.
    Transfer {
        id: ClientKey,
        conversation: ConversationId,
        /// The agent or team that it is offered to.
        to: TransferTo,
    },
    /// Cancel the transfer and keep the chat.
    CancelTransfer { id: ClientKey, conversation: ConversationId },
}

impl AgentFrame {
    /// The client key of the frame.
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

/// `PUT /v1/sites/{site}/conversations/{conversation}/agent`: assigns a running chat.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssignChat {
    /// Who gets the chat. The caller has it at once; anybody else is asked first.
    pub to: TransferTo,
}

/// The target of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum TransferTo {
    /// An agent: `{"agent": "agent_…"}`.
    Agent(AgentId),
    /// The next available agent of a team: `{"team": "team_…"}`.
    Team(TeamId),
}

/// An event that the desk sends to every tab of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum AgentEvent {
    /// The complete state; the first event of every connection.
    Snapshot {
        /// The time at the edge, for countdowns.
        now: Timestamp,
        /// The agent who is signed in.
        agent: AgentProfile,
        /// Whether they have the live chat permission.
        live_chat: bool,
        /// Whether they are available for chats.
        available: bool,
        /// Until when their toggle overrides the schedule; `null` if it doesn't.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        toggled_until: Option<Timestamp>,
        /// What their schedule says now; `null` if they have none.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        schedule: Option<Scheduled>,
        /// How many chats and offers they can have at once.
        max_chats: u32,
        /// Their open offers, oldest first.
        offers: Vec<OfferCard>,
        /// Their chats, oldest first.
        chats: Vec<ChatCard>,
        /// How many visitors wait in the queue; 100 means “or more”.
        #[cfg_attr(feature = "serde", serde(default))]
        waiting: u32,
    },
    /// A chat is offered to them.
    Offer {
        offer: OfferCard,
        /// The time at the edge, for the countdown.
        now: Timestamp,
    },
    /// An offer has ended.
    OfferClosed { offer: OfferId, reason: OfferOutcome },
    /// They have a new chat.
    Assigned { chat: ChatCard },
    /// They no longer have a chat.
    Released {
        conversation: ConversationId,
        /// The agent who has taken it over; `null` if the chat has ended.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        to: Option<AgentProfile>,
    },
    /// Their chat is offered to another agent.
    TransferStarted {
        conversation: ConversationId,
        /// Who has the offer, and until when.
        transfer: PendingTransfer,
    },
    /// The transfer was not accepted; they keep the chat.
    TransferEnded {
        conversation: ConversationId,
        /// Why the offer ended.
        reason: OfferFailure,
    },
    /// Their availability has changed, here or in another tab.
    Status {
        /// Whether they are available for chats.
        available: bool,
        /// Until when their toggle overrides the schedule; `null` if it doesn't.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        toggled_until: Option<Timestamp>,
        /// What their schedule says now; `null` if they have none.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        schedule: Option<Scheduled>,
    },
    /// How many missed conversations need an answer has changed. `GET /v1/sites/{site}/missed` tells
    /// it first, with the list.
    Missed {
        /// Those that nobody has taken; 100 means “or more”.
        free: u32,
        /// Those that this agent has taken; `null` if that has not changed.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        own: Option<u32>,
    },
    /// How many visitors wait in the queue has changed.
    Waiting {
        /// All who wait, for whichever agents; 100 means “or more”.
        count: u32,
    },
    /// The site's labels have changed. `GET /v1/sites/{site}/labels` tells them.
    LabelsChanged,
    /// A conversation has these labels now.
    Labelled { conversation: ConversationId, labels: Vec<LabelId> },
    /// The desk has handled a frame.
    Ack { id: ClientKey },
    /// The desk has refused a frame.
    Error {
        /// The frame's client key, if it could be read.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        id: Option<ClientKey>,
        /// Stable error code.
        code: String,
        /// What is wrong and what to do.
        message: String,
    },
}

/// What an agent's schedule says now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Scheduled {
    /// Whether the agent is available by schedule.
    pub available: bool,
    /// When that changes; `null` if never.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub until: Option<Timestamp>,
}

/// An offer, as the agent sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OfferCard {
    pub id: OfferId,
    /// The conversation of the chat.
    pub conversation: ConversationId,
    /// The visitor's attributes.
    pub attributes: Attributes,
    /// The page that the visitor is on.
    pub page: Page,
    /// The agent who has the chat now, if this is a transfer.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub from: Option<AgentProfile>,
    /// When the offer was made.
    pub since: Timestamp,
    /// When it times out.
    pub until: Timestamp,
}

/// A chat in the agent's list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChatCard {
    pub conversation: ConversationId,
    /// The visitor's attributes.
    pub attributes: Attributes,
    /// The page that the visitor was on when they asked for a person.
    pub page: Page,
    /// Since when the agent has it.
    pub since: Timestamp,
    /// The transfer in progress.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub transfer: Option<PendingTransfer>,
}

/// A transfer that was offered and not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PendingTransfer {
    pub to: AgentProfile,
    /// When the offer times out.
    pub until: Timestamp,
}
