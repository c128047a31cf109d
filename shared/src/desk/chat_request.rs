//! A visitor's chat request, from the request to the end of the chat.

use super::routing::{RoutingQuery, RoutingReason};
use crate::conversation::VisitorCard;
use crate::event::{AgentProfile, OfferOutcome};
use crate::id::{AgentId, ConversationId, OfferId, RequestId};
use crate::protocol::{ChatCard, OfferCard, PendingTransfer};
use crate::stream::Route;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A chat request the desk still has to do with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// Its name.
    pub request: RequestId,
    /// Whose.
    pub conversation: ConversationId,
    /// How an agent is to be found.
    pub route: Route,
    /// Whom they would talk to.
    pub visitor: VisitorCard,
    /// When it came.
    pub at: Timestamp,
    /// How often it was offered.
    pub offer_count: u32,
    /// Whom it was offered to without a chat.
    #[serde(default)]
    pub tried: Vec<AgentId>,
    /// How many of these were gone before they could answer. They don't count as asked.
    #[serde(default)]
    pub unheard: usize,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a chat request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The ledger is asked whether it may be offered.
    Reserving {
        /// When we stop waiting for the answer.
        until: Timestamp,
    },
    /// A chat is offered.
    Offered {
        /// The ring.
        offer: OfferId,
        /// At whom.
        agent: AgentId,
        /// Since when.
        since: Timestamp,
        /// When it ends by itself.
        until: Timestamp,
    },
    /// An agent accepted, and has the chat.
    Connected {
        /// Who.
        agent: AgentId,
        /// Since when.
        since: Timestamp,
        /// The ring at somebody else who is to take it, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transfer: Option<Transfer>,
    },
}

/// An offer for a chat that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Why it is to be transferred.
    pub cause: TransferReason,
    /// The offer.
    pub offer: OfferId,
    /// At whom.
    pub to: AgentId,
    /// Since when.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Timestamp,
    /// Who is not to be asked (again).
    #[serde(default)]
    pub tried: Vec<AgentId>,
}

/// Why a chat is to be transferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferReason {
    /// Its agent wants it so.
    Transfer,
    /// Its agent is gone.
    Gone,
}

/// An offer that is over, remembered for a while so that a late accept can be told why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedOffer {
    /// The offer.
    pub offer: OfferId,
    /// To whom it was offered.
    pub agent: AgentId,
    /// How it ended.
    pub outcome: OfferOutcome,
    /// When.
    pub at: Timestamp,
}

impl ChatRequest {
    /// When time alone changes something.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Reserving { until } => Some(until),
            _ => self.open_offer().map(|open_offer| open_offer.until),
        }
    }

    /// The agent who is asked, or who has the chat.
    pub const fn agent(&self) -> Option<&AgentId> {
        match &self.stage {
            Stage::Reserving { .. } => None,
            Stage::Offered { agent, .. } | Stage::Connected { agent, .. } => Some(agent),
        }
    }

    /// Everybody for whom it counts as a chat: who has it or is asked, and who is to take it over.
    pub fn holders(&self) -> impl Iterator<Item = &AgentId> {
        self.agent().into_iter().chain(self.transfer().map(|transfer| &transfer.to))
    }

    /// What it asks of the desk.
    pub(super) fn query(&self) -> RoutingQuery<'_> {
        let reason =
            if self.nobody_answered() { RoutingReason::Requested } else { RoutingReason::Again };
        RoutingQuery { chat_request: self, route: &self.route, tried: &self.tried, reason }
    }

    /// Whether nobody it was offered to has had the chance to answer.
    pub(super) const fn nobody_answered(&self) -> bool {
        self.tried.len() <= self.unheard
    }

    /// The offer for somebody else who is to take the chat.
    pub const fn transfer(&self) -> Option<&Transfer> {
        match &self.stage {
            Stage::Connected { transfer, .. } => transfer.as_ref(),
            Stage::Reserving { .. } | Stage::Offered { .. } => None,
        }
    }

    /// Its open offer, if there is one.
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

    /// The transfer that ends, and whose chat it stays.
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

/// An open offer for a chat request.
pub(super) struct OfferRef<'w> {
    pub(super) offer: &'w OfferId,
    pub(super) agent: &'w AgentId,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
}
