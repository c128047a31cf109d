//! The content and the expiry of a push.

use crate::event::OfferOutcome;
use crate::id::{ConversationId, OfferId, SiteId};
use crate::protocol::OfferCard;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest text of a visitor or page in a push, in characters: a whole push must fit in 4 KB.
const MAX_CHARS: usize = 120;
/// How long a push service stores the notice that an offer has ended. A device that sleeps through
/// the whole offer and wakes up with its notice still learns that the offer is over.
const WITHDRAWAL: Millis = Millis::minutes(10);
/// How long a push service stores the notice of a visitor's message. A later one replaces it.
const REPLY: Millis = Millis::minutes(12 * 60);
/// How long a push service stores a test notice.
const TRIAL: Millis = Millis::minutes(1);

/// A notice for an agent's devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    /// A chat is offered.
    Offer {
        offer: OfferId,
        /// The conversation that a click opens.
        conversation: ConversationId,
        /// The name of the visitor.
        name: String,
        path: String,
        /// The agent who has the chat now, if this is a transfer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// When the offer times out.
        until: Timestamp,
    },
    /// An offer has ended.
    Closed { offer: OfferId, outcome: OfferOutcome },
    /// A visitor has written to the agent.
    Reply {
        /// The conversation that a click opens.
        conversation: ConversationId,
        /// The name of the visitor.
        name: String,
        text: String,
    },
    /// A test that the agent asked for.
    Trial,
}

/// The payload of a push: a notice and the site it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    pub site: SiteId,
    #[serde(flatten)]
    pub notice: Notice,
}

impl Notice {
    /// A notice about an offer.
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

    /// A notice about a visitor's message.
    pub fn reply(conversation: ConversationId, name: &str, text: &str) -> Self {
        Self::Reply { conversation, name: cut(name), text: cut(text) }
    }

    /// The topic: a push service replaces a stored notice by a later one with the same topic.
    pub fn topic(&self) -> &str {
        match self {
            Self::Offer { offer, .. } | Self::Closed { offer, .. } => offer.as_str(),
            Self::Reply { conversation, .. } => conversation.as_str(),
            Self::Trial => "trial",
        }
    }

    /// When the notice expires.
    pub fn until(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::Offer { until, .. } => *until,
            Self::Closed { .. } => now + WITHDRAWAL,
            Self::Reply { .. } => now + REPLY,
            Self::Trial => now + TRIAL,
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_CHARS).collect()
}
