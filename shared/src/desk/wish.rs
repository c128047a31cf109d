//! A visitor's wish for a person, from the request to the end of the chat.

use super::routing::{Ask, Asked};
use crate::conversation::VisitorCard;
use crate::event::AgentFace;
use crate::id::{AgentId, ConversationId, OfferId, RequestId};
use crate::protocol::{ChatCard, ClosedAs, Handing, OfferCard};
use crate::stream::Route;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A wish the desk still has to do with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
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
    /// How often the bell rang for it.
    pub rings: u32,
    /// Whom it rang at without a chat.
    #[serde(default)]
    pub tried: Vec<AgentId>,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a wish stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The ledger is asked whether it may ring.
    Reserving {
        /// When we stop waiting for the answer.
        until: Timestamp,
    },
    /// The bell rings.
    Ringing {
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
        handover: Option<Handover>,
    },
}

/// A ring for a chat that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Why it is to change hands.
    pub why: Why,
    /// The ring.
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

/// Why a chat is to change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its agent wants it so.
    Transfer,
    /// Its agent is gone.
    Gone,
}

/// A ring that is over, remembered for a while so that a late accept can be told why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The ring.
    pub offer: OfferId,
    /// At whom it rang.
    pub agent: AgentId,
    /// How it ended.
    pub how: ClosedAs,
    /// When.
    pub at: Timestamp,
}

impl Wish {
    /// When time alone changes something.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Reserving { until } => Some(until),
            _ => self.ring().map(|ring| ring.until),
        }
    }

    /// The agent who is asked, or who has the chat.
    pub const fn agent(&self) -> Option<&AgentId> {
        match &self.stage {
            Stage::Reserving { .. } => None,
            Stage::Ringing { agent, .. } | Stage::Connected { agent, .. } => Some(agent),
        }
    }

    /// Everybody for whom it counts as a chat: who has it or is asked, and who is to take it over.
    pub fn holders(&self) -> impl Iterator<Item = &AgentId> {
        self.agent().into_iter().chain(self.handover().map(|handover| &handover.to))
    }

    /// What it asks of the desk.
    pub(super) fn asks(&self) -> Ask<'_> {
        let why = if self.tried.is_empty() { Asked::Wanted } else { Asked::Again };
        Ask { wish: self, route: &self.route, tried: &self.tried, why }
    }

    /// The ring for somebody else who is to take the chat.
    pub const fn handover(&self) -> Option<&Handover> {
        match &self.stage {
            Stage::Connected { handover, .. } => handover.as_ref(),
            Stage::Reserving { .. } | Stage::Ringing { .. } => None,
        }
    }

    /// The bell that rings for it, if one does.
    pub(super) fn ring(&self) -> Option<WishRing<'_>> {
        if let Stage::Ringing { offer, agent, since, until } = &self.stage {
            return Some(WishRing { offer, agent, since: *since, until: *until });
        }
        let Handover { offer, to, since, until, .. } = self.handover()?;
        Some(WishRing { offer, agent: to, since: *since, until: *until })
    }

    pub(super) fn begin_handover(&mut self, new: Handover) {
        if let Stage::Connected { handover, .. } = &mut self.stage {
            *handover = Some(new);
        }
    }

    /// The handover that ends, and whose chat it stays.
    pub(super) fn end_handover(&mut self) -> Option<(Handover, AgentId)> {
        let Stage::Connected { handover, agent, .. } = &mut self.stage else { return None };
        handover.take().map(|handover| (handover, agent.clone()))
    }

    pub(super) fn offer_card(&self, from: Option<&AgentFace>) -> Option<OfferCard> {
        let WishRing { offer, since, until, .. } = self.ring()?;
        Some(OfferCard {
            id: offer.clone(),
            conversation: self.conversation.clone(),
            told: self.visitor.told.clone(),
            page: self.visitor.page.clone(),
            from: from.cloned(),
            since,
            until,
        })
    }

    pub(super) fn chat_card(&self, to: Option<&AgentFace>) -> Option<ChatCard> {
        let Stage::Connected { since, .. } = &self.stage else { return None };
        let handover = self.handover().filter(|handover| handover.why == Why::Transfer);
        let handing =
            |handover: &Handover| Some(Handing { to: to?.clone(), until: handover.until });
        Some(ChatCard {
            conversation: self.conversation.clone(),
            told: self.visitor.told.clone(),
            page: self.visitor.page.clone(),
            since: *since,
            handing: handover.and_then(handing),
        })
    }
}

/// A bell that rings for a wish.
pub(super) struct WishRing<'w> {
    pub(super) offer: &'w OfferId,
    pub(super) agent: &'w AgentId,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
}
