//! The state that a conversation's log folds to. The edge and the browser fold the same events to
//! the same state.

use crate::dialogue::FlowState;
use crate::event::{AgentProfile, Author, EndedBy, Event, FallbackForm, FallbackReason, Logged};
use crate::id::{OfferId, RequestId, Seq};
use crate::prelude::*;
use crate::stream::{Card, Stream};
use crate::time::{Millis, Timestamp};
#[cfg(feature = "serde")]
use crate::{
    conversation::document::DocumentUses,
    event::{HandedOver, Rating},
    id::{CardId, ClientKey, FileId},
    limit::{MAX_EVENTS, MAX_MESSAGE_BYTES},
    person::Field,
};
#[cfg(feature = "serde")]
use std::collections::{BTreeMap, BTreeSet};

/// How long after its last event answers in a conversation that is over can be corrected.
pub const CORRECTIONS_OPEN_FOR: Millis = Millis::minutes(24 * 60);

/// The phase of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Phase {
    /// The dialogue runs; no agent was asked for.
    #[default]
    Scripted,
    /// The visitor asked for a person and waits.
    Waiting {
        request: RequestId,
        since: Timestamp,
        /// The offer that is open now.
        open_offer: Option<OpenOffer>,
        /// Their place in the queue, while they wait in it.
        place: Option<u64>,
    },
    /// An agent has accepted the chat.
    Live {
        request: RequestId,
        agent: AgentProfile,
        /// When somebody last joined or wrote.
        last: Timestamp,
        /// Whether the agent's connection is gone, so that nobody reads along.
        alone: bool,
    },
    /// The conversation has ended.
    Over(Over),
}

impl Phase {
    /// The phase as one word, for lists.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Scripted => "scripted",
            Self::Waiting { .. } => "waiting",
            Self::Live { .. } => "live",
            Self::Over(Over::Completed) => "completed",
            Self::Over(Over::FellBack(..)) => "fell_back",
            Self::Over(Over::Withdrawn) => "withdrawn",
            Self::Over(Over::Ended(EndedBy::Visitor)) => "ended_by_visitor",
            Self::Over(Over::Ended(EndedBy::Agent)) => "ended_by_agent",
            Self::Over(Over::Ended(EndedBy::Idle)) => "idle",
            Self::Over(Over::Ended(EndedBy::VisitorGone)) => "visitor_gone",
        }
    }
}

/// The open offer of a waiting visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOffer {
    pub offer: OfferId,
    pub agent: AgentProfile,
    /// When it times out.
    pub until: Timestamp,
}

/// How a conversation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    /// The visitor reached the end of a branch.
    Completed,
    /// No agent could be reached; the text is the fallback message that the visitor saw.
    FellBack(FallbackReason, String),
    /// The visitor stopped waiting.
    Withdrawn,
    /// The chat was ended.
    Ended(EndedBy),
}

/// The fold of a conversation's log.
#[cfg_attr(
    feature = "serde",
    expect(clippy::struct_excessive_bools, reason = "the flags are independent")
)]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The sequence number of the last event; 0 if there is none.
    pub head: Seq,
    /// When it was written.
    pub(super) last_at: Timestamp,
    /// The visitor's way through the stream.
    pub flow: FlowState,
    pub phase: Phase,
    /// The agent who talked to the visitor last; stays set after the end.
    pub agent: Option<AgentProfile>,
    /// The fallback's form, while the visitor can leave a message with it.
    pub form: Option<FallbackForm>,
    /// Whether the visitor left a message with it.
    pub message_left: bool,
    /// Whether a program has written, so that the visitor can write back before a person is there.
    pub app_wrote: bool,
    /// How a program handed the visitor over, if one did.
    #[cfg(feature = "serde")]
    pub(super) handed_over: Option<HandedOver>,
    /// The visitor's rating of the chat, and their comment.
    #[cfg(feature = "serde")]
    pub rating: Option<(Rating, String)>,
    /// Since when the dialogue waits at a condition that asks what is so now.
    #[cfg(feature = "serde")]
    pub(super) checking_since: Option<Timestamp>,
    /// When the visitor's longest wait in the queue is over, if they have waited in it.
    #[cfg(feature = "serde")]
    pub(super) queued_until: Option<Timestamp>,
    /// Whether an agent has answered after the end.
    #[cfg(feature = "serde")]
    pub(super) followed_up: bool,
    /// The last message of an agent after the end, and when it was written.
    #[cfg(feature = "serde")]
    pub(super) last_answer: Option<(Seq, Timestamp)>,
    /// Whether the visitor asked for a person or wrote after the end, and nobody was there.
    #[cfg(feature = "serde")]
    pub(super) missed: bool,
    /// The documents that were offered, and how often each was used.
    #[cfg(feature = "serde")]
    pub(super) documents: BTreeMap<CardId, DocumentUses>,
    /// The fields of capture cards that the visitor filled in or skipped.
    #[cfg(feature = "serde")]
    pub(super) answered: BTreeSet<(CardId, Field)>,
    /// How often they have rated it.
    #[cfg(feature = "serde")]
    pub(super) times_rated: u32,
    /// When the chat or the dialogue ended by somebody's decision or by silence.
    #[cfg(feature = "serde")]
    pub(super) ended_at: Option<Timestamp>,
    /// The sequence number of the first event that each client frame caused. Only the edge uses it.
    #[cfg(feature = "serde")]
    applied: BTreeMap<(Author, ClientKey), Seq>,
    /// The files that were sent. Only the edge uses them.
    #[cfg(feature = "serde")]
    files: Vec<FileId>,
    /// How many bytes of messages there are. Only the edge uses it.
    #[cfg(feature = "serde")]
    message_bytes: usize,
}

impl State {
    /// Folds the next event in. Events must come in the order of the log.
    pub fn apply(&mut self, stream: &Stream, logged: &Logged) {
        (self.head, self.last_at) = (logged.seq, logged.at);
        #[cfg(feature = "serde")]
        if let Some(key) = &logged.id {
            let author = self.author(&logged.event);
            self.applied.entry((author, key.clone())).or_insert(logged.seq);
        }
        #[cfg(feature = "serde")]
        match &logged.event {
            Event::Said { by, text, file } => {
                match by {
                    Author::Visitor => self.missed |= self.followed_up,
                    Author::Agent(_) if self.followed_up => {
                        self.last_answer = Some((logged.seq, logged.at));
                    }
                    Author::Agent(_) | Author::App(_) => {}
                }
                self.message_bytes += text.len();
                self.files.extend(file.iter().map(|file| file.id.clone()));
            }
            Event::MessageLeft { text, .. } => self.message_bytes += text.len(),
            Event::Captured { card, values } => {
                let fields = values.keys().map(|field| (card.clone(), field.clone()));
                self.answered.extend(fields);
            }
            Event::Requested { handed_over, .. } => {
                self.queued_until = None;
                self.handed_over.clone_from(handed_over);
            }
            Event::Queued { until, .. } => self.queued_until = Some(*until),
            Event::FellBack { .. } | Event::Withdrawn { .. } => self.missed = self.agent.is_none(),
            Event::FollowedUp { .. } => self.followed_up = true,
            Event::Ended { .. } => self.ended_at = Some(logged.at),
            Event::Shown { card } if matches!(stream.card(card), Some(Card::Condition(_))) => {
                self.checking_since = Some(logged.at);
            }
            Event::Shown { card } if matches!(stream.card(card), Some(Card::Document(_))) => {
                self.documents.entry(card.clone()).or_default();
            }
            Event::DocumentOpened { card } => self.document(card).opened += 1,
            Event::DocumentDownloaded { card } => self.document(card).downloaded += 1,
            Event::DocumentClosed { card, .. } => self.document(card).closed += 1,
            Event::AvailabilityChecked { .. } => self.checking_since = None,
            Event::Rated { rating, comment } => {
                self.rating = Some((*rating, comment.clone()));
                self.times_rated += 1;
            }
            _ => {}
        }
        self.flow.apply(stream, &logged.event);
        self.advance(stream, logged.at, &logged.event);
    }

    #[cfg(feature = "serde")]
    fn document(&mut self, card: &CardId) -> &mut DocumentUses {
        self.documents.entry(card.clone()).or_default()
    }

    /// The files that were sent, in order.
    #[cfg(feature = "serde")]
    pub fn files(&self) -> &[FileId] {
        &self.files
    }

    /// Whether the log has room for another message or file.
    #[cfg(feature = "serde")]
    pub const fn has_room(&self) -> bool {
        self.head.0 < MAX_EVENTS && self.message_bytes < MAX_MESSAGE_BYTES
    }

    /// The sequence number of the first event that this frame caused, if it was handled already.
    #[cfg(feature = "serde")]
    pub fn applied(&self, author: &Author, key: &ClientKey) -> Option<Seq> {
        self.applied.get(&(author.clone(), key.clone())).copied()
    }

    /// Whether the conversation has ended.
    pub const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_))
    }

    /// Whether the visitor can correct their answers now: until a day after the last thing that happened in
    /// a conversation that is over.
    pub const fn takes_corrections(&self, now: Timestamp) -> bool {
        !self.is_over() || now.since(self.last_at).0 < CORRECTIONS_OPEN_FOR.0
    }

    /// Whether an agent and the visitor write to each other after the end: nobody has to be there, and
    /// the desk is not involved.
    #[cfg(feature = "serde")]
    pub const fn is_follow_up(&self) -> bool {
        self.followed_up && matches!(self.phase, Phase::Live { .. })
    }

    /// The phase as one word, for lists.
    #[cfg(feature = "serde")]
    pub const fn status(&self) -> &'static str {
        if self.is_follow_up() { "followed_up" } else { self.phase.status() }
    }

    #[cfg(feature = "serde")]
    fn author(&self, event: &Event) -> Author {
        match (event, &self.phase) {
            (Event::Said { by, .. }, _) => by.clone(),
            (Event::Requested { handed_over: Some(asked), .. }, _) => Author::App(asked.by.clone()),
            (Event::Ended { by: EndedBy::Agent }, Phase::Live { agent, .. }) => {
                Author::Agent(agent.id.clone())
            }
            _ => Author::Visitor,
        }
    }

    fn advance(&mut self, stream: &Stream, at: Timestamp, event: &Event) {
        match event {
            Event::Completed { card } => {
                if !matches!(stream.card(card), Some(Card::LiveChat(_))) {
                    self.phase = Phase::Over(Over::Completed);
                }
            }
            Event::Requested { request, .. } => {
                self.phase = Phase::Waiting {
                    request: request.clone(),
                    since: at,
                    open_offer: None,
                    place: None,
                };
            }
            Event::Queued { place: now, .. } => {
                if let Phase::Waiting { place, .. } = &mut self.phase {
                    *place = Some(*now);
                }
            }
            Event::Offered { offer, agent, until, .. } => {
                let open_offer =
                    OpenOffer { offer: offer.clone(), agent: agent.clone(), until: *until };
                self.set_offer(Some(open_offer));
            }
            Event::OfferClosed { .. } => self.set_offer(None),
            Event::Connected { request, agent } | Event::FollowedUp { request, agent } => {
                // The form would wait for what can be written now.
                self.form = None;
                self.agent = Some(agent.clone());
                let (request, agent) = (request.clone(), agent.clone());
                self.phase = Phase::Live { request, agent, last: at, alone: false };
            }
            Event::FellBack { reason, message, form, .. } => {
                self.form.clone_from(form);
                self.phase = Phase::Over(Over::FellBack(*reason, message.clone()));
            }
            Event::MessageLeft { .. } => (self.form, self.message_left) = (None, true),
            Event::Withdrawn { .. } => self.phase = Phase::Over(Over::Withdrawn),
            Event::Said { by, .. } => {
                self.app_wrote |= matches!(by, Author::App(_));
                if let Phase::Live { last, .. } = &mut self.phase {
                    *last = at;
                }
            }
            Event::AgentGone { .. } => {
                if let Phase::Live { alone, .. } = &mut self.phase {
                    *alone = true;
                }
            }
            Event::Ended { by } => self.phase = Phase::Over(Over::Ended(*by)),
            Event::Started { .. }
            | Event::Shown { .. }
            | Event::Answered { .. }
            | Event::Captured { .. }
            | Event::AnswerCorrected { .. }
            | Event::AttributeSet { .. }
            | Event::AvailabilityChecked { .. }
            | Event::GoalReached { .. }
            | Event::Rated { .. } => {}
            #[cfg(feature = "serde")]
            Event::DocumentOpened { .. }
            | Event::DocumentDownloaded { .. }
            | Event::DocumentClosed { .. } => {}
        }
    }

    fn set_offer(&mut self, next: Option<OpenOffer>) {
        if let Phase::Waiting { open_offer, place, .. } = &mut self.phase {
            (*open_offer, *place) = (next, None);
        }
    }
}
