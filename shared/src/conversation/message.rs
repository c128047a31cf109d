//! What comes to a conversation, and what it tells the desk.

use crate::event::{AgentProfile, FallbackReason, Location, OfferFailure, Page, SharedFile};
use crate::id::{
    AgentId, CardId, ClientKey, ConversationId, OfferId, RequestId, ResponseId, VisitId, VisitorId,
};
use crate::person::Attributes;
use crate::stream::Route;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What can come to a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// It begins: the visitor is about to give a first response.
    Begin,
    /// The visitor did something.
    Visitor(ClientKey, VisitorAct),
    /// An agent did something.
    Agent(AgentId, ClientKey, AgentAct),
    /// The desk has news.
    Desk(DeskToConversation),
    /// When a browser of the visitor last gave a sign of life: the latest ping on any of their open
    /// sockets. `None`: no socket is open.
    Present(Option<Timestamp>),
    /// The visitor is blocked: whatever stands here is over.
    Block,
    /// Time passed.
    Timer,
}

/// What a visitor can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitorAct {
    /// Choose a response.
    Answer(CardId, ResponseId),
    /// Fill in fields.
    Capture(CardId, Attributes),
    /// Ask for a person, where the stream leads to one without any question.
    Open,
    /// Write to the agent.
    Say(String),
    /// Send a file of that name to the agent.
    Share(String, SharedFile),
    /// Give up waiting, or end the chat.
    Leave,
}

/// What an agent can do in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentAct {
    /// Write to the visitor.
    Say(String),
    /// Send a file of that name to the visitor.
    Share(String, SharedFile),
    /// End the chat.
    End,
}

/// What the desk tells a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskToConversation {
    /// A chat is offered to an agent.
    Offered { request: RequestId, offer: OfferId, agent: AgentProfile, until: Timestamp },
    /// An offer ended without a chat.
    OfferClosed { request: RequestId, offer: OfferId, agent: AgentId, reason: OfferFailure },
    /// An agent accepted, has taken the chat over, or is back.
    Connected { request: RequestId, agent: AgentProfile },
    /// The agent is gone, and nobody reads what the visitor writes.
    AgentGone {
        /// For which wish they came.
        request: RequestId,
        agent: AgentId,
    },
    /// Nobody can be reached.
    FellBack { request: RequestId, reason: FallbackReason },
}

/// What a conversation tells the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConversationToDesk {
    /// An agent is wanted.
    Request {
        request: RequestId,
        conversation: ConversationId,
        /// How an agent is to be found.
        route: Route,
        /// Whom they would talk to.
        visitor: VisitorCard,
    },
    /// No agent is wanted any more, or the chat is over: the agent is free for another.
    Done { request: RequestId },
}

/// Whether somebody's browser is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It is.
    #[default]
    Here,
    /// It is not, since then.
    GoneSince(Timestamp),
}

/// What an agent is told of a visitor when a chat is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorCard {
    pub id: VisitorId,
    pub visit: VisitId,
    pub attributes: Attributes,
    pub page: Page,
    /// Where in the world the edge thinks they are.
    #[serde(default)]
    pub location: Location,
}
