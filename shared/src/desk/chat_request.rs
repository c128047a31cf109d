//! A visitor's chat request and its stages, up to the end of the chat.

use super::routing::{RoutingQuery, RoutingReason};
use crate::conversation::VisitorCard;
use crate::event::{AgentProfile, OfferOutcome};
use crate::id::{AgentId, ConversationId, OfferId, RequestId};
use crate::protocol::{ChatCard, OfferCard, PendingTransfer};
use crate::stream::Route;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A chat request that is not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatRequest {
    pub request: RequestId,
    pub conversation: ConversationId,
    /// Which agents may get the chat.
    pub route: Route,
    /// What offers show of the visitor.
    pub visitor: VisitorCard,
    pub at: Timestamp,
    /// Number of offers so far.
    pub offer_count: u32,
    /// Agents who got an offer and did not accept.
    #[serde(default)]
    pub tried: Vec<AgentId>,
    /// How many of `tried` were gone before they could answer. They don't count as a first try.
    #[serde(default)]
    pub unheard: usize,
    /// Whether the last offer went to all agents, because the card's own pool had nobody.
    #[serde(default)]
    pub widened: bool,
    pub stage: Stage,
}

/// The stage of a chat request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The desk has no roster yet, and has asked the site for it.
    AwaitingRoster {
        /// When the desk stops waiting.
        until: Timestamp,
    },
    /// The desk waits until the ledger has reserved an engagement.
    Reserving {
        /// When the desk stops waiting.
        until: Timestamp,
    },
    /// Every agent who could take the chat has as many as they can have. Its reservation is held.
    Queued {
        /// When the visitor stops waiting.
        until: Timestamp,
        /// The place that the visitor was told; `None` before the first.
        place: Option<u64>,
    },
    /// The chat is offered to an agent.
    Offered {
        offer: OfferId,
        agent: AgentId,
        since: Timestamp,
        /// When the offer times out.
        until: Timestamp,
    },
    /// An agent has accepted the chat.
    Connected {
        agent: AgentId,
        since: Timestamp,
        /// The offer to another agent who may take the chat over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transfer: Option<Transfer>,
    },
}

/// An offer to take over a running chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub cause: TransferReason,
    pub offer: OfferId,
    pub to: AgentId,
    pub since: Timestamp,
    /// When the offer times out.
    pub until: Timestamp,
    /// Agents who must not get this offer (again).
    #[serde(default)]
    pub tried: Vec<AgentId>,
}

/// Why a chat is offered to another agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferReason {
    /// Its agent started a transfer.
    Transfer,
    /// Its agent has been gone for longer than the disconnect timeout.
    Gone,
}

/// An ended offer. The desk remembers it for a while, so that a late accept gets the right reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedOffer {
    pub offer: OfferId,
    pub agent: AgentId,
    pub outcome: OfferOutcome,
    /// When it was made; an earlier version did not store it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    pub at: Timestamp,
}

impl ChatRequest {
    /// A chat request that no agent was asked about.
    pub(super) const fn new(
        request: RequestId,
        conversation: ConversationId,
        route: Route,
        visitor: VisitorCard,
        at: Timestamp,
        stage: Stage,
    ) -> Self {
        Self {
            request,
            conversation,
            route,
            visitor,
            at,
            offer_count: 0,
            tried: Vec::new(),
            unheard: 0,
            widened: false,
            stage,
        }
    }

    /// When the reservation, the wait in the queue or the open offer times out.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::AwaitingRoster { until }
            | Stage::Reserving { until }
            | Stage::Queued { until, .. } => Some(until),
            _ => self.open_offer().map(|open_offer| open_offer.until),
        }
    }

    /// Its entry in the queue's index: the longest wait comes first.
    pub(super) fn place_in_queue(&self) -> Option<(Timestamp, RequestId)> {
        matches!(self.stage, Stage::Queued { .. }).then(|| (self.at, self.request.clone()))
    }

    /// The agent who has the offer or the chat.
    pub const fn agent(&self) -> Option<&AgentId> {
        match &self.stage {
            Stage::AwaitingRoster { .. } | Stage::Reserving { .. } | Stage::Queued { .. } => None,
            Stage::Offered { agent, .. } | Stage::Connected { agent, .. } => Some(agent),
        }
    }

    /// The agents for whom it counts towards the limit of chats: the one with the offer or chat,
    /// and the one with a transfer offer.
    pub fn holders(&self) -> impl Iterator<Item = &AgentId> {
        self.agent().into_iter().chain(self.transfer().map(|transfer| &transfer.to))
    }

    /// The routing query for this chat request.
    pub(super) fn query(&self) -> RoutingQuery<'_> {
        let reason =
            if self.nobody_answered() { RoutingReason::Requested } else { RoutingReason::Again };
        RoutingQuery { chat_request: self, route: &self.route, tried: &self.tried, reason }
    }

    /// Whether no agent has had the chance to answer an offer.
    pub(super) const fn nobody_answered(&self) -> bool {
        self.tried.len() <= self.unheard
    }

    /// The transfer in progress.
    pub const fn transfer(&self) -> Option<&Transfer> {
        match &self.stage {
            Stage::Connected { transfer, .. } => transfer.as_ref(),
            Stage::AwaitingRoster { .. }
            | Stage::Reserving { .. }
            | Stage::Queued { .. }
            | Stage::Offered { .. } => None,
        }
    }

    /// The open offer, of the chat request or of a transfer.
    pub(super) fn open_offer(&self) -> Option<OfferRef<'_>> {
        if let Stage::Offered { offer, agent, since, until } = &self.stage {
            return Some(OfferRef { offer, agent, since: *since, until: *until });
        }
        let Transfer { offer, to, since, until, .. } = self.transfer()?;
        Some(OfferRef { offer, agent: to, since: *since, until: *until })
    }

    pub(super) fn begin_transfer(&mut self, new: Transfer) {
        if let Stage::Connected { transfer, .. } = &mut self.stage {
            *transfer = Some(new);
        }
    }

    /// Removes the transfer; returns it and the agent who keeps the chat.
    pub(super) fn end_transfer(&mut self) -> Option<(Transfer, AgentId)> {
        let Stage::Connected { transfer, agent, .. } = &mut self.stage else { return None };
        transfer.take().map(|transfer| (transfer, agent.clone()))
    }

    pub(super) fn offer_card(&self, from: Option<&AgentProfile>) -> Option<OfferCard> {
        let OfferRef { offer, since, until, .. } = self.open_offer()?;
        Some(OfferCard {
            id: offer.clone(),
            conversation: self.conversation.clone(),
            attributes: self.visitor.attributes.clone(),
            page: self.visitor.page.clone(),
            from: from.cloned(),
            since,
            until,
        })
    }

    pub(super) fn chat_card(&self, to: Option<&AgentProfile>) -> Option<ChatCard> {
        let Stage::Connected { since, .. } = &self.stage else { return None };
        let transfer =
            self.transfer().filter(|transfer| transfer.cause == TransferReason::Transfer);
        let pending =
            |transfer: &Transfer| Some(PendingTransfer { to: to?.clone(), until: transfer.until });
        Some(ChatCard {
            conversation: self.conversation.clone(),
            attributes: self.visitor.attributes.clone(),
            page: self.visitor.page.clone(),
            since: *since,
            transfer: transfer.and_then(pending),
        })
    }
}

/// The open offer of a chat request.
pub(super) struct OfferRef<'w> {
    pub(super) offer: &'w OfferId,
    pub(super) agent: &'w AgentId,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
}
