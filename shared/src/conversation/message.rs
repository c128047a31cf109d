//! Inputs of a conversation, and the messages between it and the desk.

use super::document::DocumentUse;
use crate::event::{
    AgentProfile, AppName, FallbackReason, Location, OfferFailure, Page, Rating, SharedFile,
};
use crate::id::{
    AgentId, CardId, ClientKey, ConversationId, OfferId, RequestId, ResponseId, VisitId, VisitorId,
};
use crate::person::Attributes;
use crate::stream::Route;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything that a conversation's machine handles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The conversation begins: the visitor is about to give a first response.
    Begin,
    /// A frame of the visitor.
    Visitor(ClientKey, VisitorAct),
    /// A frame of an agent.
    Agent(AgentId, ClientKey, AgentAct),
    /// A request of a program.
    App(AppName, ClientKey, AppAct),
    /// An agent answers after the end.
    FollowUp(AgentProfile, ClientKey, FollowUpContent),
    /// A message from the desk.
    Desk(DeskToConversation),
    /// When a browser of the visitor last pinged: the latest ping on any of their open sockets.
    /// `None` means that no socket is open.
    Present(Option<Timestamp>),
    /// The visitor or the agent of the chat has typed, or has said that they are still there.
    Typed,
    /// The visitor rates the chat, with a comment. It comes without a key: a repetition changes
    /// nothing.
    Rate(Rating, String),
    /// An agent blocked the visitor, so the conversation ends.
    Block,
    /// A manager ends a running chat.
    End,
    /// [`super::Conversation::deadline`] has passed.
    Timer,
}

/// What a visitor can do in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitorAct {
    /// Choose a response of a question card.
    Answer(CardId, ResponseId),
    /// Fill in the fields of a capture card.
    Capture(CardId, Attributes),
    /// Correct fields of a capture card that they filled in or skipped.
    CorrectAnswer(CardId, Attributes),
    /// Ask for a person, where the stream begins with its live chat card.
    Open,
    /// Open, download or close the document of a card.
    UseDocument(CardId, DocumentUse),
    /// Leave a message with the fallback's form.
    LeaveMessage(Attributes, String),
    /// Write to the agent.
    Say(String),
    /// Send a file with this name to the agent.
    Share(String, SharedFile),
    /// Reply by mail to an answer, in one or several messages.
    Mail(Vec<String>),
    /// Withdraw the chat request, or end the chat.
    Leave,
}

/// What an agent answers after the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowUpContent {
    Text(String),
    /// A file with this name.
    File(String, SharedFile),
}

/// What an agent can do in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentAct {
    /// Write to the visitor.
    Say(String),
    /// Send a file with this name to the visitor.
    Share(String, SharedFile),
    /// End the chat.
    End,
}

/// What a program can do in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppAct {
    /// Write to the visitor.
    Say(String),
    /// Ask for a person, who is found by this route.
    HandOver(Route),
}

/// A message from the desk to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskToConversation {
    /// The chat request waits in the queue, or its place in it has changed.
    Queued {
        request: RequestId,
        /// 1 is next; [`super::FARTHEST_PLACE`] is that place or a later one.
        place: u64,
        /// When the visitor stops waiting.
        until: Timestamp,
    },
    /// A chat is offered to an agent.
    Offered { request: RequestId, offer: OfferId, agent: AgentProfile, until: Timestamp },
    /// An offer ended without a chat.
    OfferClosed { request: RequestId, offer: OfferId, agent: AgentId, reason: OfferFailure },
    /// An agent accepted, took the chat over, or is back.
    Connected { request: RequestId, agent: AgentProfile },
    /// The agent's connection has been gone for some time, so nobody reads what the visitor writes.
    AgentGone {
        /// The chat request that the agent had accepted.
        request: RequestId,
        agent: AgentId,
    },
    /// No agent can be reached.
    FellBack {
        request: RequestId,
        reason: FallbackReason,
        /// When the first agent on the route has hours again, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back_at: Option<Timestamp>,
    },
    /// Whether somebody is available, as a condition has asked.
    AvailabilityChecked {
        card: CardId,
        /// Those of the routes on which a chat could be offered to somebody at this moment.
        available: Vec<Route>,
        /// When the first agent on the other routes has hours again, if none of them is available
        /// and that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back_at: Option<Timestamp>,
    },
}

/// A message from a conversation to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConversationToDesk {
    /// The visitor asks for a person.
    Request {
        request: RequestId,
        conversation: ConversationId,
        /// Which agents may get the chat.
        route: Route,
        /// What the offer shows of the visitor.
        visitor: VisitorCard,
    },
    /// The dialogue is at a condition that asks whether somebody is available.
    CheckAvailability {
        conversation: ConversationId,
        card: CardId,
        /// The routes that it asks for; none if it only asks for the site's hours.
        routes: Vec<Route>,
        /// The visitor, whom routing rules look at.
        visitor: VisitorCard,
    },
    /// The agent who accepted is in the chat, so the engagement counts. A conversation whose chat
    /// request was over by then has sent `Done` instead.
    Joined { request: RequestId },
    /// The chat request was withdrawn, or the chat is over: the agent is free for another one.
    Done { request: RequestId },
}

/// Whether one of a person's browsers is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// At least one is connected.
    #[default]
    Here,
    /// None has been connected since then.
    GoneSince(Timestamp),
    /// None has ever been connected since the conversation began then. A chat request waits for it.
    Expected(Timestamp),
}

/// What an offer shows of the visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorCard {
    pub id: VisitorId,
    pub visit: VisitId,
    pub attributes: Attributes,
    pub page: Page,
    /// Location that the edge derives from the request.
    #[serde(default)]
    pub location: Location,
}
