//! What a push says, and for how long it is worth saying.

use crate::event::OfferOutcome;
use crate::id::{ConversationId, OfferId, SiteId};
use crate::protocol::OfferCard;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest text of a visitor's or a page's in a push, in characters: all of it must fit 4 KB.
const MAX_CHARS: usize = 120;
/// How long a push service keeps the word that an offer is over: a device that sleeps through the whole
/// offer, and wakes with its notice, still hears that it is stale.
const WITHDRAWAL: Millis = Millis::minutes(10);
/// The same of a notice that an agent asked for to see whether it comes.
const TRIAL: Millis = Millis::minutes(1);

/// What is told to an agent's devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    /// A chat is offered.
    Offer {
        /// The ring.
        offer: OfferId,
        /// What a click opens.
        conversation: ConversationId,
        /// Who wants to chat.
        name: String,
        /// Where they are.
        path: String,
        /// Who has the chat now, where it is to change hands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// When it ends by itself.
        until: Timestamp,
    },
    /// An offer is over.
    Closed {
        /// Which.
        offer: OfferId,
        /// How it ended.
        outcome: OfferOutcome,
    },
    /// The agent wants to see whether notices come.
    Trial,
}

/// A notice as it is encrypted: it says, too, at which site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The site.
    pub site: SiteId,
    /// What is told.
    #[serde(flatten)]
    pub notice: Notice,
}

impl Notice {
    /// That a chat is offered.
    pub fn offer(card: &OfferCard) -> Self {
        Self::Offer {
            offer: card.id.clone(),
            conversation: card.conversation.clone(),
            name: cut(&crate::person::display_name(&card.attributes)),
            path: cut(&card.page.short()),
            from: card.from.as_ref().map(|from| cut(&from.name)),
            until: card.until,
        }
    }

    /// What a later notice of the same name takes the place of, where the push service still has it.
    pub fn topic(&self) -> &str {
        match self {
            Self::Offer { offer, .. } | Self::Closed { offer, .. } => offer.as_str(),
            Self::Trial => "trial",
        }
    }

    /// Until when it is worth telling, said then.
    pub fn until(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::Offer { until, .. } => *until,
            Self::Closed { .. } => now + WITHDRAWAL,
            Self::Trial => now + TRIAL,
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_CHARS).collect()
}
