//! What reports need of a live chat, from the request to its end: times and agents, and no data
//! about the visitor.

use crate::event::{
    Author, Event, FallbackReason, HandedOver, Logged, OfferFailure, OfferOutcome, Rating,
    string_enum,
};
use crate::id::{AgentId, DialogueId, OfferId, RequestId, TeamId};
use crate::stream::{Route, Stream};
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Most offers that are recorded for a chat request; more than a desk ever makes.
const MAX_OFFERS: usize = 20;

string_enum!(
    /// The outcome of a chat request.
    ChatOutcome {
        /// Not decided yet.
        Waiting = "waiting",
        /// An agent was connected.
        Answered = "answered",
        /// The visitor stopped waiting.
        Withdrawn = "withdrawn",
        /// No agent was available.
        NobodyAvailable = "nobody_available",
        /// The agent declined.
        Declined = "declined",
        /// The agent did not answer in time.
        TimedOut = "timed_out",
        /// The site's limit was reached.
        QuotaExhausted = "quota_exhausted",
        /// The desk could not be reached.
        DeskUnreachable = "desk_unreachable",
        /// The visitor had another chat request open.
        OtherChat = "other_chat",
    }
);

impl ChatOutcome {
    /// Whether the visitor got the fallback message. Who already has a chat elsewhere is not missed.
    pub const fn is_missed(self) -> bool {
        !matches!(self, Self::Waiting | Self::Answered | Self::Withdrawn | Self::OtherChat)
    }
}

impl From<FallbackReason> for ChatOutcome {
    fn from(reason: FallbackReason) -> Self {
        match reason {
            FallbackReason::NobodyAvailable => Self::NobodyAvailable,
            FallbackReason::Declined => Self::Declined,
            FallbackReason::TimedOut => Self::TimedOut,
            FallbackReason::QuotaExhausted => Self::QuotaExhausted,
            FallbackReason::DeskUnreachable => Self::DeskUnreachable,
            FallbackReason::OtherChat => Self::OtherChat,
        }
    }
}

/// One offer to one agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferFact {
    pub agent: AgentId,
    /// How it ended; none: it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OfferOutcome>,
}

/// A chat request, as reports need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatRecord {
    pub request: RequestId,
    pub dialogue: DialogueId,
    /// The team that the card names, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// When the visitor asked for a person.
    pub at: Timestamp,
    pub outcome: ChatOutcome,
    /// The agent who accepted first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// Agents who took the chat over later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transferred_to: Vec<AgentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<OfferFact>,
    /// Time from the offer to its acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Millis>,
    /// Time from the acceptance to the agent's first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<Millis>,
    /// How long the chat lasted, once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasted: Option<Millis>,
    /// The visitor's rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
}

/// The fold of a conversation's log to the record of its live chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatFold {
    dialogue: Option<DialogueId>,
    record: Option<ChatRecord>,
    /// The open offer, and since when.
    open_offer: Option<(OfferId, Timestamp)>,
    /// When the agent was connected.
    connected: Option<Timestamp>,
    /// Whether an agent has followed up: what comes then is no part of the chat.
    followed_up: bool,
}

impl ChatFold {
    /// The record so far; `None` if no chat was requested.
    pub const fn record(&self) -> Option<&ChatRecord> {
        self.record.as_ref()
    }

    /// Folds the next event in.
    pub fn note(&mut self, stream: &Stream, logged: &Logged) {
        match &logged.event {
            Event::Started { dialogue, .. } => self.dialogue = Some(dialogue.clone()),
            Event::Requested { request, card, handed_over } => {
                let Some(dialogue) = self.dialogue.clone() else { return };
                let team = match HandedOver::route(handed_over.as_ref(), stream, card) {
                    Some(Route::Team { team }) => Some(team.clone()),
                    _ => None,
                };
                self.record = Some(ChatRecord::begun(request.clone(), dialogue, team, logged.at));
            }
            _ => self.go_on(logged),
        }
    }

    fn go_on(&mut self, logged: &Logged) {
        let Some(record) = &mut self.record else { return };
        let at = logged.at;
        self.followed_up |= matches!(logged.event, Event::FollowedUp { .. });
        if self.followed_up && !matches!(logged.event, Event::Rated { .. }) {
            return;
        }
        match &logged.event {
            Event::Offered { offer, agent, .. } => {
                self.open_offer = Some((offer.clone(), at));
                if record.offers.len() < MAX_OFFERS {
                    record.offers.push(OfferFact { agent: agent.id.clone(), outcome: None });
                }
            }
            Event::OfferClosed { offer, agent, reason, .. }
                if self.open_offer.take_if(|(open_offer, _)| open_offer == offer).is_some() =>
            {
                record.offer_ended(agent, OfferOutcome::Failed(*reason));
            }
            Event::Connected { agent, .. } => {
                let offered = self.open_offer.take();
                if self.connected.is_none() {
                    self.connected = Some(at);
                    record.outcome = ChatOutcome::Answered;
                    record.agent = Some(agent.id.clone());
                    record.accepted = offered.map(|(_, since)| at.since(since));
                    record.offer_ended(&agent.id, OfferOutcome::Accepted);
                } else if !record.has_had(&agent.id) && record.transferred_to.len() < MAX_OFFERS {
                    record.transferred_to.push(agent.id.clone());
                }
            }
            Event::Said { by: Author::Agent(_), .. } => {
                let since = self.connected.map(|since| at.since(since));
                record.replied = record.replied.or(since);
            }
            Event::FellBack { reason, .. } => match self.connected {
                // Its agent was lost, and nobody took the chat over.
                Some(since) => record.lasted = Some(at.since(since)),
                None => record.outcome = (*reason).into(),
            },
            Event::Withdrawn { .. } => {
                record.outcome = ChatOutcome::Withdrawn;
                record.withdraw_offers();
            }
            Event::Rated { rating, .. } => record.rating = Some(*rating),
            Event::Ended { .. } => record.lasted = self.connected.map(|since| at.since(since)),
            _ => {}
        }
    }
}

impl ChatRecord {
    const fn begun(
        request: RequestId,
        dialogue: DialogueId,
        team: Option<TeamId>,
        at: Timestamp,
    ) -> Self {
        Self {
            request,
            dialogue,
            team,
            at,
            outcome: ChatOutcome::Waiting,
            agent: None,
            transferred_to: Vec::new(),
            offers: Vec::new(),
            accepted: None,
            replied: None,
            lasted: None,
            rating: None,
        }
    }

    fn offer_ended(&mut self, agent: &AgentId, outcome: OfferOutcome) {
        let offers = self.offers.iter_mut().rev();
        let mut offers = offers.filter(|open_offer| open_offer.outcome.is_none());
        if let Some(open_offer) = offers.find(|open_offer| open_offer.agent == *agent) {
            open_offer.outcome = Some(outcome);
        }
    }

    /// Closes open offers, because the visitor stopped waiting.
    fn withdraw_offers(&mut self) {
        for open_offer in &mut self.offers {
            let withdrawn = OfferOutcome::Failed(OfferFailure::Withdrawn);
            open_offer.outcome.get_or_insert(withdrawn);
        }
    }

    fn has_had(&self, agent: &AgentId) -> bool {
        self.agent.iter().chain(&self.transferred_to).any(|had| had == agent)
    }
}
