//! What may happen in a conversation, and what follows from it. The shell keeps the events and the
//! outbox in one transaction, then tells everybody.

use super::MAX_MESSAGE_CHARS;
use super::outcome::{NewEvent, Outcome, Refusal};
use super::state::{Phase, State};
use crate::dialogue::{Place as At, Run};
use crate::event::{
    AgentFace, Author, EndedBy, Event, FallbackReason, Logged, OfferEnd, Page, Place,
};
use crate::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, OfferId, RequestId, ResponseId, Seq,
    SiteId, Version, VisitId, VisitorId,
};
use crate::person::Values;
use crate::stream::{Card, LiveChatCard, Route, Stream};
use crate::time::{Millis, Timestamp};

/// What a conversation is from its first moment on, and keeps whatever is published later.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Charter {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub site: SiteId,
    /// Whom it is with.
    pub visitor: VisitorId,
    /// The visit in which it began; engagements count once for each.
    pub visit: VisitId,
    /// What runs.
    pub dialogue: DialogueId,
    /// Which publication of it.
    pub version: Version,
    /// The publication itself.
    pub stream: Stream,
    /// Where it began.
    pub page: Page,
    /// Where in the world the edge thinks the visitor is.
    #[cfg_attr(feature = "serde", serde(default))]
    pub place: Place,
    /// The site's settings at that moment.
    pub limits: Limits,
}

/// The site's settings that a conversation goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Limits {
    /// What the visitor is told when nobody can be reached.
    pub fallback: String,
    /// How long a wish for a person may stay unanswered, whatever happens to the desk.
    pub request: Millis,
    /// How long a chat may be silent before it ends.
    pub idle: Millis,
}

/// A conversation as the edge holds it.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// What it is.
    pub charter: Charter,
    /// The fold of its log.
    pub state: State,
}

/// What can come to a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// It begins: the visitor is about to give a first response.
    Begin,
    /// The visitor did something.
    Visitor(ClientKey, VisitorAct),
    /// An agent did something.
    Agent(AgentId, ClientKey, AgentAct),
    /// The desk has news.
    Desk(DeskNews),
    /// Time passed.
    Timer,
}

/// What a visitor can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitorAct {
    /// Choose a response.
    Answer(CardId, ResponseId),
    /// Fill in fields.
    Capture(CardId, Values),
    /// Ask for a person, where the stream leads to one without any question.
    Open,
    /// Write to the agent.
    Say(String),
    /// Give up waiting, or end the chat.
    Leave,
}

/// What an agent can do in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentAct {
    /// Write to the visitor.
    Say(String),
    /// End the chat.
    End,
}

/// What the desk tells a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum DeskNews {
    /// The bell rings at an agent.
    Offered {
        /// For which wish.
        request: RequestId,
        /// The ring.
        offer: OfferId,
        /// At whom.
        agent: AgentFace,
        /// Until when.
        until: Timestamp,
    },
    /// A ring ended without a chat.
    OfferClosed {
        /// For which wish.
        request: RequestId,
        /// The ring.
        offer: OfferId,
        /// At whom.
        agent: AgentId,
        /// Why.
        reason: OfferEnd,
    },
    /// An agent accepted.
    Connected {
        /// For which wish.
        request: RequestId,
        /// Who.
        agent: AgentFace,
    },
    /// Nobody can be reached.
    FellBack {
        /// For which wish.
        request: RequestId,
        /// Why.
        reason: FallbackReason,
    },
}

/// What a conversation tells the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum ToDesk {
    /// An agent is wanted.
    Request {
        /// Names the wish.
        request: RequestId,
        /// Whose.
        conversation: ConversationId,
        /// How an agent is to be found.
        route: Route,
        /// Whom they would talk to.
        visitor: VisitorCard,
    },
    /// No agent is wanted any more, or the chat is over: the agent is free for another.
    Done {
        /// Which wish.
        request: RequestId,
    },
}

/// What an agent is told of a visitor when the bell rings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VisitorCard {
    /// Who.
    pub id: VisitorId,
    /// In which visit.
    pub visit: VisitId,
    /// What they told.
    pub told: Values,
    /// Where they are.
    pub page: Page,
    /// Where in the world the edge thinks they are.
    #[cfg_attr(feature = "serde", serde(default))]
    pub place: Place,
}

impl Conversation {
    /// A conversation as it stands after its log.
    pub fn restore(charter: Charter, log: &[Logged]) -> Self {
        let mut state = State::default();
        for logged in log {
            state.apply(&charter.stream, logged);
        }
        Self { charter, state }
    }

    /// Decides what follows from an input. Changes nothing: write the events, then [`Self::apply`].
    pub fn handle(&self, now: Timestamp, input: Input) -> Result<Outcome, Refusal> {
        match input {
            Input::Begin => Ok(self.begin()),
            Input::Visitor(key, act) => {
                self.taken_or(&Author::Visitor, key, |key| self.visitor(key, act))
            }
            Input::Agent(agent, key, act) => {
                let author = Author::Agent(agent.clone());
                self.taken_or(&author, key, |key| self.agent(&agent, key, act))
            }
            Input::Desk(news) => Ok(self.desk(news)),
            Input::Timer => Ok(self.timer(now)),
        }
    }

    /// Gives new events their places and folds them in; the shell writes exactly what it returns.
    pub fn apply(&mut self, now: Timestamp, events: Vec<NewEvent>) -> Vec<Logged> {
        let write = |NewEvent { id, event }| {
            let logged = Logged { seq: self.state.head.next(), at: now, id, event };
            self.state.apply(&self.charter.stream, &logged);
            logged
        };
        events.into_iter().map(write).collect()
    }

    /// When [`Input::Timer`] is due next.
    pub fn deadline(&self) -> Option<Timestamp> {
        match &self.state.phase {
            Phase::Waiting { since, .. } => Some(*since + self.charter.limits.request),
            Phase::Live { last, .. } => Some(*last + self.charter.limits.idle),
            Phase::Scripted | Phase::Over(_) => None,
        }
    }

    /// What an agent is told of the visitor.
    pub fn visitor_card(&self) -> VisitorCard {
        VisitorCard {
            id: self.charter.visitor.clone(),
            visit: self.charter.visit.clone(),
            told: self.state.run.told.clone(),
            page: self.charter.page.clone(),
            place: self.charter.place.clone(),
        }
    }

    /// The same frame again is answered as before and changes nothing.
    fn taken_or(
        &self,
        author: &Author,
        key: ClientKey,
        act: impl FnOnce(ClientKey) -> Result<Outcome, Refusal>,
    ) -> Result<Outcome, Refusal> {
        match self.state.taken(author, &key) {
            Some(seq) => Ok(Outcome { ack: Some(seq), ..Outcome::default() }),
            None => act(key),
        }
    }

    fn begin(&self) -> Outcome {
        if self.state.head > Seq::default() {
            return Outcome::default();
        }
        let started = Event::Started {
            dialogue: self.charter.dialogue.clone(),
            version: self.charter.version,
            page: self.charter.page.clone(),
        };
        let mut events = vec![NewEvent { id: None, event: started }];
        let begun = Run::begin(&self.charter.stream);
        events.extend(begun.into_iter().map(|event| NewEvent { id: None, event }));
        Outcome { events, ..Outcome::default() }
    }

    fn visitor(&self, key: ClientKey, act: VisitorAct) -> Result<Outcome, Refusal> {
        let stream = &self.charter.stream;
        match act {
            VisitorAct::Answer(card, response) => {
                self.still_scripted()?;
                Ok(self.walked(key, self.state.run.answer(stream, &card, &response)?))
            }
            VisitorAct::Capture(card, values) => {
                self.still_scripted()?;
                Ok(self.walked(key, self.state.run.capture(stream, &card, &values)?))
            }
            VisitorAct::Open => self.open(key),
            VisitorAct::Say(text) => self.say(key, Author::Visitor, &text),
            VisitorAct::Leave => Ok(self.leave(key)),
        }
    }

    const fn still_scripted(&self) -> Result<(), Refusal> {
        if self.state.is_over() { Err(Refusal::Over) } else { Ok(()) }
    }

    /// Events of the dialogue; where they reach the live chat card, an agent is called.
    fn walked(&self, key: ClientKey, walked: Vec<Event>) -> Outcome {
        let mut outcome = self.caused(key, walked);
        let Some(Event::Completed { card }) = outcome.events.last().map(|new| new.event.clone())
        else {
            return outcome;
        };
        let Some(Card::LiveChat(live)) = self.charter.stream.card(&card) else { return outcome };
        let place = Seq(self.state.head.0 + outcome.events.len() as u64 + 1);
        let request = RequestId::of(&self.charter.id, place);
        let requested = Event::Requested { request: request.clone(), card };
        outcome.events.push(NewEvent { id: None, event: requested });
        outcome.to_desk.push(self.wanted(request, live, &outcome.events));
        outcome
    }

    /// A stream that begins with its live chat card has nothing to answer: the visitor only opens it.
    fn open(&self, key: ClientKey) -> Result<Outcome, Refusal> {
        self.still_scripted()?;
        let (At::LiveChat(card), Phase::Scripted) = (&self.state.run.place, &self.state.phase)
        else {
            return Err(Refusal::AlreadyOpen);
        };
        let Some(Card::LiveChat(live)) = self.charter.stream.card(card) else {
            return Err(Refusal::AlreadyOpen);
        };
        let request = RequestId::of(&self.charter.id, self.state.head.next());
        let requested = Event::Requested { request: request.clone(), card: card.clone() };
        let mut outcome = self.caused(key, vec![requested]);
        outcome.to_desk.push(self.wanted(request, live, &outcome.events));
        Ok(outcome)
    }

    /// What the desk is told of a wish, with what the visitor told just now.
    fn wanted(&self, request: RequestId, live: &LiveChatCard, events: &[NewEvent]) -> ToDesk {
        let mut visitor = self.visitor_card();
        for NewEvent { event, .. } in events {
            if let Event::Captured { values, .. } = event {
                let filled = values.iter().filter(|(_, value)| !value.is_empty());
                visitor.told.extend(filled.map(|(field, value)| (*field, value.clone())));
            }
        }
        let conversation = self.charter.id.clone();
        ToDesk::Request { request, conversation, route: live.route.clone(), visitor }
    }

    fn say(&self, key: ClientKey, by: Author, text: &str) -> Result<Outcome, Refusal> {
        match &self.state.phase {
            Phase::Live { .. } => {}
            Phase::Over(_) => return Err(Refusal::Over),
            Phase::Scripted | Phase::Waiting { .. } => return Err(Refusal::NotLive),
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        let given = text.chars().count();
        if given > MAX_MESSAGE_CHARS {
            return Err(Refusal::TooLong { given });
        }
        Ok(self.caused(key, vec![Event::Said { by, text: text.to_owned() }]))
    }

    fn leave(&self, key: ClientKey) -> Outcome {
        match &self.state.phase {
            Phase::Waiting { request, .. } => {
                let event = Event::Withdrawn { request: request.clone() };
                self.done(key, event, request)
            }
            Phase::Live { request, .. } => {
                self.done(key, Event::Ended { by: EndedBy::Visitor }, request)
            }
            Phase::Scripted => self.caused(key, vec![Event::Ended { by: EndedBy::Visitor }]),
            // Leaving twice is leaving.
            Phase::Over(_) => Outcome { ack: Some(self.state.head), ..Outcome::default() },
        }
    }

    fn agent(&self, agent: &AgentId, key: ClientKey, act: AgentAct) -> Result<Outcome, Refusal> {
        let (request, theirs) = match &self.state.phase {
            Phase::Live { request, agent: face, .. } => (request, face.id == *agent),
            Phase::Over(_) => return Err(Refusal::Over),
            Phase::Scripted | Phase::Waiting { .. } => return Err(Refusal::NotLive),
        };
        if !theirs {
            return Err(Refusal::NotYours);
        }
        match act {
            AgentAct::Say(text) => self.say(key, Author::Agent(agent.clone()), &text),
            AgentAct::End => Ok(self.done(key, Event::Ended { by: EndedBy::Agent }, request)),
        }
    }

    /// News of a wish we no longer have is old news: what ended it has told the desk already.
    fn desk(&self, news: DeskNews) -> Outcome {
        let Phase::Waiting { request: ours, ring, .. } = &self.state.phase else {
            return Outcome::default();
        };
        let event = match news {
            DeskNews::Offered { request, offer, agent, until } if request == *ours => {
                Event::Offered { request, offer, agent, until }
            }
            DeskNews::OfferClosed { request, offer, agent, reason }
                if request == *ours && ring.as_ref().is_some_and(|ring| ring.offer == offer) =>
            {
                Event::OfferClosed { request, offer, agent, reason }
            }
            DeskNews::Connected { request, agent } if request == *ours => {
                Event::Connected { request, agent }
            }
            DeskNews::FellBack { request, reason } if request == *ours => {
                let message = self.charter.limits.fallback.clone();
                Event::FellBack { request, reason, message }
            }
            _ => return Outcome::default(),
        };
        Outcome { events: vec![NewEvent { id: None, event }], ..Outcome::default() }
    }

    fn timer(&self, now: Timestamp) -> Outcome {
        if self.deadline().is_none_or(|due| now < due) {
            return Outcome::default();
        }
        let (event, request) = match &self.state.phase {
            Phase::Waiting { request, .. } => {
                let message = self.charter.limits.fallback.clone();
                let reason = FallbackReason::DeskUnreachable;
                (Event::FellBack { request: request.clone(), reason, message }, request)
            }
            Phase::Live { request, .. } => (Event::Ended { by: EndedBy::Idle }, request),
            Phase::Scripted | Phase::Over(_) => return Outcome::default(),
        };
        Outcome {
            events: vec![NewEvent { id: None, event }],
            to_desk: vec![ToDesk::Done { request: request.clone() }],
            ack: None,
        }
    }

    fn done(&self, key: ClientKey, event: Event, request: &RequestId) -> Outcome {
        let mut outcome = self.caused(key, vec![event]);
        outcome.to_desk.push(ToDesk::Done { request: request.clone() });
        outcome
    }

    /// Events a frame caused: the first carries its key and is what it is acknowledged with.
    fn caused(&self, key: ClientKey, events: Vec<Event>) -> Outcome {
        let mut key = Some(key);
        let events = events.into_iter().map(|event| NewEvent { id: key.take(), event }).collect();
        Outcome { events, to_desk: Vec::new(), ack: Some(self.state.head.next()) }
    }
}
