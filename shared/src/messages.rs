//! What one object tells another, through its outbox: for each receiver one type, in which each
//! sender has its own. A message says by its type who sent it.

use crate::conversation::{ConversationToDesk, DeskToConversation};
use crate::counts::{AnalyticsEvent, ChatRecord};
use crate::desk::{DeskSettings, DeskToLedger, RosterAgent, RoutingConfig};
use crate::id::{AgentId, ConversationId, RequestId, SessionId};
use crate::protocol::{Blocked, Entry};
use crate::push::Notice;
use crate::quota::Grant;
use serde::{Deserialize, Serialize};

/// What comes to a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskMessage {
    /// From a conversation of its site.
    Conversation(ConversationToDesk),
    /// From its site.
    Site(SiteToDesk),
}

/// What a site tells its desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SiteToDesk {
    /// The agents, the settings and what is routed by, as they are now.
    Roster {
        /// The agents, in the site's order.
        agents: Vec<RosterAgent>,
        settings: DeskSettings,
        /// Teams, rules and accounts.
        routing: RoutingConfig,
    },
    /// The answer to a reservation.
    Reservation {
        /// The chat request it was asked for.
        request: RequestId,
        /// Whether there was room for it.
        grant: Grant,
    },
    /// How these were routed is deleted.
    DeleteDecisions { conversations: Vec<ConversationId> },
    /// A browser signed out: its agent sockets are closed.
    SignedOut {
        /// The session that has ended.
        session: SessionId,
    },
}

/// What comes to a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteMessage {
    /// From one of its conversations.
    Conversation(ConversationToSite),
    /// From its desk.
    Desk(DeskToSite),
}

/// What a conversation tells its site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConversationToSite {
    /// What the site knows of it has changed.
    Update {
        /// Its line in the list, and what it is found by.
        entry: Box<Entry>,
        /// What is to be counted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        events: Vec<AnalyticsEvent>,
        /// How its live chat goes, if it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chat: Option<ChatRecord>,
    },
    /// An agent blocked its visitor.
    Block(Blocked),
    /// It has deleted everything, as the site asked.
    Erased {
        /// Which conversation it was.
        conversation: ConversationId,
        /// How many events its log had.
        events: u64,
        /// How many files it had.
        files: u64,
    },
}

/// What a desk tells its site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskToSite {
    /// For the ledger. A reservation is answered with [`SiteToDesk::Reservation`].
    Ledger(DeskToLedger),
    /// An agent's devices are to show something.
    Push {
        /// Whose devices.
        agent: AgentId,
        notice: Notice,
    },
}

/// What comes to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationMessage {
    /// From the desk of its site.
    Desk(DeskToConversation),
    /// From its site.
    Site(SiteToConversation),
}

/// What a site tells a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteToConversation {
    /// Everything that was said is deleted; it confirms with [`ConversationToSite::Erased`], in
    /// which it names itself by what is told here.
    Erase(ConversationId),
}
