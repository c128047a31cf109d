//! Inputs, effects and refusals of the desk.

use super::agent::{RosterAgent, SkipReason};
use super::record::Record;
use super::routing::{Decision, RoutingConfig};
use super::settings::DeskSettings;
use crate::conversation::{ConversationToDesk, DeskToConversation};
use crate::event::{OfferFailure, OfferOutcome};
use crate::id::{AgentId, ConversationId, RequestId};
use crate::protocol::{AgentEvent, AgentFrame, TransferTo};
use crate::push::Notice;
use crate::quota::{Engagement, Grant, ReservationOutcome};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that the desk handles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskInput {
    /// The complete current list of agents and the settings.
    Roster {
        /// The agents, in the order of the site.
        agents: Vec<RosterAgent>,
        settings: DeskSettings,
    },
    /// The complete current routing config. It comes with the roster, after it: chat requests that
    /// waited for the roster are routed now.
    RoutingConfig(RoutingConfig),
    /// A conversation requests a chat, or is done with it.
    Conversation(ConversationToDesk),
    /// The ledger's answer to a reservation.
    Reservation {
        request: RequestId,
        /// Whether the ledger holds an engagement for it.
        grant: Grant,
    },
    /// When agents were last seen: the latest ping on any of their open sockets; `None` means that
    /// no socket of theirs is open. The shell sends this when a socket opens or closes, and for all
    /// connected agents before any input whose result depends on presence.
    Present(BTreeMap<AgentId, Option<Timestamp>>),
    /// Missed conversations came, were taken or were handled.
    Missed(MissedChange),
    /// A frame from one of an agent's tabs.
    AgentFrame { agent: AgentId, frame: AgentFrame },
    /// A manager assigns a running chat to themselves, or to another agent or team.
    Assign { by: AgentId, conversation: ConversationId, to: TransferTo },
    /// [`super::Desk::deadline`] has passed.
    Timer,
}

/// How many missed conversations need an answer now (INBOX-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedChange {
    /// Those that nobody has taken.
    pub free: u32,
    /// Those of the agents for whom that has changed.
    pub own: BTreeMap<AgentId, u32>,
}

/// What follows from an input. The shell saves and deletes records in one transaction with the
/// outbox messages, and only then sends events to agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskEffect {
    /// Write this record; it replaces the one with the same key.
    Save(Record),
    /// Delete the record with this key.
    Delete(String),
    /// Queue a message to a conversation.
    Conversation(ConversationId, DeskToConversation),
    /// Queue a message to the site.
    Site(DeskToLedger),
    /// Queue the question for the roster to the site; [`DeskInput::Roster`] is the answer.
    AskRoster,
    /// Store a routing decision for a conversation.
    Explain(ConversationId, Box<Decision>),
    /// Send an event to every tab of an agent.
    Agent(AgentId, AgentEvent),
    /// Push a notice to every device of an agent.
    Push(AgentId, Notice),
}

/// A message from the desk to the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskToLedger {
    /// Reserve an engagement for a chat request; [`DeskInput::Reservation`] is the answer.
    Reserve {
        request: RequestId,
        /// The engagement that the chat would count as.
        engagement: Engagement,
    },
    /// Commit or release the reservation of a chat request.
    CloseReservation { request: RequestId, outcome: ReservationOutcome },
}

/// Why an agent's frame is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskRefusal {
    /// The sender is no agent of the site any more.
    #[error("You are no longer an agent of this site. Ask an admin to add you again.")]
    NotAnAgent,
    /// The agent has no live chat permission.
    #[error("You don't have the live chat permission. Ask an admin for it.")]
    NoPermission,
    /// The offer does not exist or went to another agent.
    #[error("This chat was not offered to you.")]
    NotOffered,
    /// The offer has timed out.
    #[error("Too late: the time to accept this chat ran out.")]
    TimedOut,
    /// The agent accepted in another tab.
    #[error("You have accepted this chat already, in another tab or on another device.")]
    AlreadyAccepted,
    /// The agent declined in another tab.
    #[error("You have declined this chat already.")]
    AlreadyDeclined,
    /// The visitor stopped waiting.
    #[error("The visitor stopped waiting before you accepted.")]
    Withdrawn,
    /// The chat belongs to another agent or has ended.
    #[error("This chat belongs to another agent, or it has ended.")]
    NotYours,
    /// The chat is being transferred already.
    #[error("This chat is being transferred already. Wait for the answer, or cancel the transfer.")]
    TransferPending,
    /// The chat is not being transferred.
    #[error("This chat is not being transferred.")]
    NoTransfer,
    /// The transfer names the agent who has the chat.
    #[error("This chat is yours already. Choose another agent.")]
    ToYourself,
    /// The chat that is assigned has ended, or nobody has accepted it yet.
    #[error("No chat with an agent runs in this conversation.")]
    NotRunning,
    /// The agent has the chat that is assigned to them.
    #[error("They have this chat already. Choose another agent.")]
    HasIt,
    /// Transfers to teams need Prime.
    #[error("Teams come with the Prime package. Choose an agent.")]
    NotPrime,
    /// The chosen agent or team can't take a chat now.
    #[error("{}", reason.map_or("No agent of this team can take a chat now.", SkipReason::sentence))]
    TargetUnavailable {
        /// The reason, if the transfer names a single agent.
        reason: Option<SkipReason>,
    },
}

impl DeskRefusal {
    /// The stable code of this refusal on the wire.
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
            Self::NotRunning => "not_live",
            Self::ToYourself | Self::HasIt => "to_yourself",
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
