//! What reports need to know of a live chat, from the wish for a person to its end: times and names of
//! agents, and nothing of the visitor.

use crate::event::{Author, Event, FallbackReason, Logged, OfferEnd, words};
use crate::id::{AgentId, DialogueId, OfferId, RequestId, TeamId};
use crate::stream::{Card, Route, Stream};
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// How many rings of a wish are told of at most; more than a desk ever makes.
const MAX_RINGS: usize = 20;

words!(
    /// What a wish for a person came to.
    Came {
        /// Nothing yet.
        Waiting = "waiting",
        /// An agent was connected.
        Answered = "answered",
        /// The visitor gave up.
        Withdrawn = "withdrawn",
        /// Nobody could take it at that moment.
        NobodyAvailable = "nobody_available",
        /// Whoever was asked said no.
        Declined = "declined",
        /// Whoever was asked did not answer in time.
        TimedOut = "timed_out",
        /// The site's limit was reached.
        QuotaSpent = "quota_spent",
        /// The desk could not be reached.
        DeskUnreachable = "desk_unreachable",
    }
);

impl Came {
    /// Whether the visitor got the fallback message.
    pub const fn is_missed(self) -> bool {
        !matches!(self, Self::Waiting | Self::Answered | Self::Withdrawn)
    }
}

impl From<FallbackReason> for Came {
    fn from(reason: FallbackReason) -> Self {
        match reason {
            FallbackReason::NobodyAvailable => Self::NobodyAvailable,
            FallbackReason::Declined => Self::Declined,
            FallbackReason::TimedOut => Self::TimedOut,
            FallbackReason::QuotaSpent => Self::QuotaSpent,
            FallbackReason::DeskUnreachable => Self::DeskUnreachable,
        }
    }
}

words!(
    /// What a ring at an agent came to.
    Rung {
        /// It rings.
        Rings = "rings",
        /// They took the chat.
        Accepted = "accepted",
        /// They said no.
        Declined = "declined",
        /// They did not answer in time.
        TimedOut = "timed_out",
        /// The visitor gave up first.
        Withdrawn = "withdrawn",
        /// They could not take it any more.
        AgentGone = "agent_gone",
    }
);

impl From<OfferEnd> for Rung {
    fn from(end: OfferEnd) -> Self {
        match end {
            OfferEnd::Declined => Self::Declined,
            OfferEnd::TimedOut => Self::TimedOut,
            OfferEnd::Withdrawn => Self::Withdrawn,
            OfferEnd::AgentGone => Self::AgentGone,
        }
    }
}

/// One ring at one agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingFact {
    /// At whom.
    pub agent: AgentId,
    /// What came of it.
    pub came: Rung,
}

/// One wish for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatFact {
    /// Which.
    pub request: RequestId,
    /// Of which dialogue.
    pub dialogue: DialogueId,
    /// The team that the card asks for, where it asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// When somebody was wished for.
    pub at: Timestamp,
    /// What it came to.
    pub came: Came,
    /// Who answered first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// Who took it over after them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_over: Vec<AgentId>,
    /// The rings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rings: Vec<RingFact>,
    /// How long the bell rang before it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Millis>,
    /// How long the agent took to write something, from when they were connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<Millis>,
    /// How long the chat lasted, once it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasted: Option<Millis>,
}

/// The fold of a conversation's log to what is told of its live chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatFold {
    dialogue: Option<DialogueId>,
    fact: Option<ChatFact>,
    /// The bell that rings, and since when.
    ring: Option<(OfferId, Timestamp)>,
    /// Since when somebody is there.
    connected: Option<Timestamp>,
}

impl ChatFold {
    /// What is known so far; `None` where nobody was wished for.
    pub const fn fact(&self) -> Option<&ChatFact> {
        self.fact.as_ref()
    }

    /// Folds the next event in.
    pub fn note(&mut self, stream: &Stream, logged: &Logged) {
        match &logged.event {
            Event::Started { dialogue, .. } => self.dialogue = Some(dialogue.clone()),
            Event::Requested { request, card } => {
                let Some(dialogue) = self.dialogue.clone() else { return };
                let team = match stream.card(card) {
                    Some(Card::LiveChat(live)) => match &live.route {
                        Route::Team { team } => Some(team.clone()),
                        _ => None,
                    },
                    _ => None,
                };
                self.fact = Some(ChatFact::begun(request.clone(), dialogue, team, logged.at));
            }
            _ => self.go_on(logged),
        }
    }

    fn go_on(&mut self, logged: &Logged) {
        let Some(fact) = &mut self.fact else { return };
        let at = logged.at;
        match &logged.event {
            Event::Offered { offer, agent, .. } => {
                self.ring = Some((offer.clone(), at));
                if fact.rings.len() < MAX_RINGS {
                    fact.rings.push(RingFact { agent: agent.id.clone(), came: Rung::Rings });
                }
            }
            Event::OfferClosed { offer, agent, reason, .. }
                if self.ring.take_if(|(ring, _)| ring == offer).is_some() =>
            {
                fact.rang(agent, (*reason).into());
            }
            Event::Connected { agent, .. } => {
                let rang = self.ring.take();
                if self.connected.is_none() {
                    self.connected = Some(at);
                    fact.came = Came::Answered;
                    fact.agent = Some(agent.id.clone());
                    fact.accepted = rang.map(|(_, since)| at.since(since));
                    fact.rang(&agent.id, Rung::Accepted);
                } else if !fact.has_had(&agent.id) && fact.taken_over.len() < MAX_RINGS {
                    fact.taken_over.push(agent.id.clone());
                }
            }
            Event::Said { by: Author::Agent(_), .. } => {
                let since = self.connected.map(|since| at.since(since));
                fact.replied = fact.replied.or(since);
            }
            Event::FellBack { reason, .. } => fact.came = (*reason).into(),
            Event::Withdrawn { .. } => {
                fact.came = Came::Withdrawn;
                fact.stop_ringing();
            }
            Event::Ended { .. } => fact.lasted = self.connected.map(|since| at.since(since)),
            _ => {}
        }
    }
}

impl ChatFact {
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
            came: Came::Waiting,
            agent: None,
            taken_over: Vec::new(),
            rings: Vec::new(),
            accepted: None,
            replied: None,
            lasted: None,
        }
    }

    fn rang(&mut self, agent: &AgentId, came: Rung) {
        let rings = self.rings.iter_mut().rev();
        let mut rings = rings.filter(|ring| ring.came == Rung::Rings);
        if let Some(ring) = rings.find(|ring| ring.agent == *agent) {
            ring.came = came;
        }
    }

    /// Who gives up takes the ring away.
    fn stop_ringing(&mut self) {
        for ring in self.rings.iter_mut().filter(|ring| ring.came == Rung::Rings) {
            ring.came = Rung::Withdrawn;
        }
    }

    fn has_had(&self, agent: &AgentId) -> bool {
        self.agent.iter().chain(&self.taken_over).any(|had| had == agent)
    }
}
