//! What comes to the desk, and what it says.

use super::agent::{RosterAgent, SkipReason};
use super::record::Record;
use super::routing::{Decision, RoutingConfig};
use super::settings::DeskSettings;
use crate::conversation::{ConversationToDesk, DeskToConversation};
use crate::event::{OfferFailure, OfferOutcome};
use crate::id::{AgentId, ConversationId, RequestId};
use crate::protocol::{AgentEvent, AgentFrame};
use crate::push::Notice;
use crate::quota::{Engagement, Grant, ReservationOutcome};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What can come to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskInput {
    /// The site's agents and settings, all of them, as they are now.
    Roster {
        /// The agents, in the site's order.
        agents: Vec<RosterAgent>,
        /// The settings.
        settings: DeskSettings,
    },
    /// What is routed by, all of it, as it is now.
    RoutingConfig(RoutingConfig),
    /// A conversation wants an agent, or wants none any more.
    Conversation(ConversationToDesk),
    /// The ledger's answer.
    Reservation {
        /// For which wish.
        request: RequestId,
        /// Whether it may ring.
        grant: Grant,
    },
    /// When agents were last seen: the latest ping on any of their open sockets; `None`: no socket of
    /// theirs is open. The shell says so when a socket opens or closes, and of everybody who is
    /// connected before it asks for anything that depends on it.
    Present(BTreeMap<AgentId, Option<Timestamp>>),
    /// An agent's browser sent something.
    AgentFrame {
        /// Who.
        agent: AgentId,
        /// What.
        frame: AgentFrame,
    },
    /// Time passed.
    Timer,
}

/// What follows from an input. The shell keeps and forgets first, in one transaction with the
/// messages to other objects, and only then tells the agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskEffect {
    /// Keep this record in place of the one with its key.
    Save(Record),
    /// Forget the record with that key.
    Delete(String),
    /// Tell a conversation.
    Conversation(ConversationId, DeskToConversation),
    /// Tell the site.
    Site(DeskToLedger),
    /// Keep how it was decided whom to ask for a conversation.
    Explain(ConversationId, Box<Decision>),
    /// Tell every tab of an agent.
    Agent(AgentId, AgentEvent),
    /// Tell every device of an agent.
    Push(AgentId, Notice),
}

/// What the desk tells the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskToLedger {
    /// Hold an engagement for a chat request; the answer comes back as [`DeskInput::Reservation`].
    Reserve {
        /// The wish.
        request: RequestId,
        /// What it would count as.
        engagement: Engagement,
    },
    /// The chat request came to its end.
    CloseReservation {
        /// The wish.
        request: RequestId,
        /// Whether it counts.
        outcome: ReservationOutcome,
    },
}

/// Why something an agent did is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskRefusal {
    /// Not an agent of this site (any more).
    #[error("You are not an agent of this site any more. Ask an admin.")]
    NotAnAgent,
    /// No live chat permission.
    #[error("You don't have the live chat permission. Ask an admin for it.")]
    NoPermission,
    /// No such offer here.
    #[error("This chat was not offered to you.")]
    NotOffered,
    /// Too late.
    #[error("Too late: the time to accept this chat ran out.")]
    TimedOut,
    /// Taken in another tab.
    #[error("You have accepted this chat already, in another tab or on another device.")]
    AlreadyAccepted,
    /// Declined in another tab.
    #[error("You have declined this chat already.")]
    AlreadyDeclined,
    /// The visitor gave up.
    #[error("The visitor stopped waiting before you accepted.")]
    Withdrawn,
    /// Not their chat.
    #[error("This chat is not yours, or it has ended.")]
    NotYours,
    /// Somebody is asked to take it already.
    #[error("Somebody is being asked to take this chat already. Wait for them, or keep the chat.")]
    TransferPending,
    /// Nobody is asked to take it.
    #[error("Nobody is being asked to take this chat: it is yours.")]
    NoTransfer,
    /// A transfer to themselves.
    #[error("This chat is yours already. Choose somebody else.")]
    ToYourself,
    /// Teams come with Prime.
    #[error("Teams come with the Prime package. Choose an agent.")]
    NotPrime,
    /// Who was chosen can't take a chat now.
    #[error("{}", reason.map_or("Nobody there can take a chat now.", SkipReason::sentence))]
    TargetUnavailable {
        /// Why, where there is one reason.
        reason: Option<SkipReason>,
    },
}

impl DeskRefusal {
    /// Stable name of this kind of refusal, for the wire.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnAgent => "not_an_agent",
            Self::NoPermission => "no_permission",
            Self::NotOffered => "not_offered",
            Self::TimedOut => "timed_out",
            Self::AlreadyAccepted => "already_accepted",
            Self::AlreadyDeclined => "already_declined",
            Self::Withdrawn => "withdrawn",
            Self::NotYours => "not_yours",
            Self::TransferPending => "transfer_pending",
            Self::NoTransfer => "no_transfer",
            Self::ToYourself => "to_yourself",
            Self::NotPrime => "not_prime",
            Self::TargetUnavailable { .. } => "target_unavailable",
        }
    }
}

impl From<OfferOutcome> for DeskRefusal {
    fn from(outcome: OfferOutcome) -> Self {
        match outcome {
            OfferOutcome::Accepted => Self::AlreadyAccepted,
            OfferOutcome::Failed(OfferFailure::Declined) => Self::AlreadyDeclined,
            OfferOutcome::Failed(OfferFailure::TimedOut) => Self::TimedOut,
            OfferOutcome::Failed(OfferFailure::Withdrawn) => Self::Withdrawn,
            OfferOutcome::Failed(OfferFailure::AgentGone) => Self::NotAnAgent,
        }
    }
}
