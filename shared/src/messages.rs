//! Messages between objects, which travel through the outbox. Each receiver has one enum with a
//! variant for each sender, so a message's type says who sent it.

use crate::conversation::{
    AnswerMail, ConversationToDesk, DeskToConversation, TranscriptMail, UnheardReply,
};
use crate::counts::{AnalyticsEvent, ChatRecord};
use crate::desk::{
    DeskEffect, DeskSettings, DeskToLedger, MissedChange, RosterAgent, RoutingConfig,
};
use crate::event::Logged;
use crate::id::{AgentId, ConversationId, RequestId, SessionId, VisitorId};
use crate::label::{ConversationLabels, LabelChange};
use crate::protocol::{AgentEvent, Blocked, By, Entry, TransferTo};
use crate::push::Notice;
use crate::quota::Grant;
use serde::{Deserialize, Serialize};

/// A message to a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskMessage {
    Conversation(ConversationToDesk),
    Site(SiteToDesk),
}

/// A message from a site to its desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SiteToDesk {
    /// The current agents, settings and routing config.
    Roster {
        /// The agents, in the order of the site.
        agents: Vec<RosterAgent>,
        settings: DeskSettings,
        /// Teams, routing rules and accounts.
        routing: RoutingConfig,
    },
    /// The ledger's answer to a reservation.
    Reservation {
        request: RequestId,
        /// Whether the ledger holds an engagement for it.
        grant: Grant,
    },
    /// Delete the routing decisions of these conversations, because they are erased.
    DeleteDecisions { conversations: Vec<ConversationId> },
    /// A session has ended: close its agent sockets.
    SignedOut { session: SessionId },
    /// Missed conversations came, were taken or were handled.
    Missed(MissedChange),
    /// Labels have changed: tell the agents who may chat.
    Labels(LabelChange),
}

/// A message to a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteMessage {
    Conversation(ConversationToSite),
    Desk(DeskToSite),
}

/// What a manager did to a running chat, for the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedChat {
    pub by: By,
    pub conversation: ConversationId,
    pub act: ManagedAct,
}

/// What a manager can do to a chat that is not their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagedAct {
    TakenOver,
    /// Somebody else was asked to take it.
    Assigned(TransferTo),
    Ended,
}

/// A message from a conversation to its site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConversationToSite {
    /// The site's row of the conversation, its search terms or its counts have changed.
    Update {
        /// The row in the list, with the terms for the search index.
        entry: Box<Entry>,
        /// New analytics events.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        events: Vec<AnalyticsEvent>,
        /// The state of its live chat, if it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chat: Option<ChatRecord>,
        /// New events of which the site's webhooks want to hear.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reported: Vec<Logged>,
    },
    /// Answers that the visitor has not read, to be mailed.
    Mail { conversation: ConversationId, visitor: VisitorId, mail: AnswerMail },
    /// The transcript, to be mailed to the visitor.
    MailTranscript { conversation: ConversationId, visitor: VisitorId, mail: TranscriptMail },
    /// The visitor wrote in a chat, and no browser of its agent is there.
    Unheard { conversation: ConversationId, reply: UnheardReply },
    /// An agent blocked the visitor.
    Block(Blocked),
    /// A manager ended the chat.
    Managed(ManagedChat),
    /// The conversation has deleted its data, as the site asked.
    Erased {
        conversation: ConversationId,
        /// Number of events that its log had.
        events: u64,
        /// Number of files that it had.
        files: u64,
    },
}

/// A message from a desk to its site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskToSite {
    /// For the ledger. It answers a reservation with [`SiteToDesk::Reservation`].
    Ledger(DeskToLedger),
    /// The desk has no roster. The site answers with [`SiteToDesk::Roster`].
    AskRoster,
    /// Push a notice to an agent's devices.
    Push { agent: AgentId, notice: Notice },
    /// A colleague's chat is offered to an agent.
    Transferred { agent: AgentId, conversation: ConversationId },
    /// A manager took a chat over, or assigned it.
    Managed(ManagedChat),
}

/// A message to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationMessage {
    Desk(DeskToConversation),
    Site(SiteToConversation),
}

/// A message from a site to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteToConversation {
    /// Delete the log, notes and files. The conversation confirms with
    /// [`ConversationToSite::Erased`], with the id that it gets here.
    Erase(ConversationId),
    /// What agents with a socket here may do has changed, or the visitor was blocked: ask the site,
    /// and close the sockets that have lost their right.
    CheckRights,
}

impl From<LabelChange> for AgentEvent {
    fn from(change: LabelChange) -> Self {
        match change {
            LabelChange::List => Self::LabelsChanged,
            LabelChange::Conversation(ConversationLabels { conversation, labels }) => {
                Self::Labelled { conversation, labels }
            }
        }
    }
}

impl DeskToSite {
    /// What the site hears of an effect, so that the agent is told by the channels that they chose: a
    /// transfer is the offer of a chat that somebody has.
    pub fn transferred(effect: &DeskEffect) -> Option<Self> {
        let DeskEffect::Agent(agent, AgentEvent::Offer { offer, .. }) = effect else { return None };
        offer.from.as_ref()?;
        let (agent, conversation) = (agent.clone(), offer.conversation.clone());
        Some(Self::Transferred { agent, conversation })
    }
}
