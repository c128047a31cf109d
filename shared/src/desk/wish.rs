//! A visitor's wish for a person, from the request to the end of the chat.

use crate::conversation::VisitorCard;
use crate::id::{AgentId, ConversationId, OfferId, RequestId};
use crate::protocol::{ChatCard, ClosedAs, OfferCard};
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
    },
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
    pub const fn deadline(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Reserving { until } | Stage::Ringing { until, .. } => Some(until),
            Stage::Connected { .. } => None,
        }
    }

    /// The agent who is asked, or who has the chat.
    pub const fn agent(&self) -> Option<&AgentId> {
        match &self.stage {
            Stage::Reserving { .. } => None,
            Stage::Ringing { agent, .. } | Stage::Connected { agent, .. } => Some(agent),
        }
    }

    pub(super) fn offer_card(&self) -> Option<OfferCard> {
        let Stage::Ringing { offer, since, until, .. } = &self.stage else { return None };
        Some(OfferCard {
            id: offer.clone(),
            conversation: self.conversation.clone(),
            told: self.visitor.told.clone(),
            page: self.visitor.page.clone(),
            since: *since,
            until: *until,
        })
    }

    pub(super) fn chat_card(&self) -> Option<ChatCard> {
        let Stage::Connected { since, .. } = &self.stage else { return None };
        Some(ChatCard {
            conversation: self.conversation.clone(),
            told: self.visitor.told.clone(),
            page: self.visitor.page.clone(),
            since: *since,
        })
    }
}
