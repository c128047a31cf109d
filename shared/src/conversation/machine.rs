//! The state machine of a conversation: what may happen and what follows. The shell writes events
//! and outbox messages in one transaction before it sends anything.

use super::MAX_MESSAGE_CHARS;
use super::message::{AgentAct, ConversationToDesk, Input, Presence, VisitorAct, VisitorCard};
use super::meta::ConversationMeta;
use super::outcome::{NewEvent, Outcome, Refusal};
use super::set_back::RestartedWait;
use super::state::{Phase, State};
use crate::dialogue::{FlowState, Position};
use crate::event::{Author, EndedBy, Event, FallbackReason, Logged, SharedFile};
use crate::file::MAX_FILES;
use crate::heartbeat::is_silent;
use crate::id::{AgentId, ClientKey, RequestId, Seq};
use crate::person::{Attributes, Field};
use crate::plain_text::{clean_line, clean_text};
use crate::stream::{Card, Route};
use crate::time::Timestamp;

/// A conversation as the edge holds it in memory.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub meta: ConversationMeta,
    /// The fold of the log.
    pub state: State,
    /// Whether a browser of the visitor is connected. This is no event: the shell stores it beside
    /// the log.
    pub visitor: Presence,
    /// When one of the visitor's browsers last pinged. The shell asks the runtime for it.
    pub last_seen_at: Option<Timestamp>,
    /// How far the visitor has seen the log. The shell stores it beside the log.
    pub seen_by_visitor: Seq,
    /// Up to which event answers were mailed. The shell stores it beside the log.
    pub mailed: Seq,
    /// The wait that was restarted because the clock was put back. The shell stores it beside the
    /// log.
    pub restarted: Option<RestartedWait>,
    /// When somebody in the chat last typed (INBOX-19). The shell stores it beside the log.
    pub typed_at: Option<Timestamp>,
    /// The end by silence that the visitor was last warned of. It is only held in memory: a warning
    /// that is repeated does no harm.
    pub warned_of: Option<Timestamp>,
}

impl Conversation {
    /// Rebuilds a conversation from its log.
    pub fn restore(meta: ConversationMeta, log: &[Logged]) -> Self {
        let mut state = State::default();
        for logged in log {
            state.apply(&meta.stream, logged);
        }
        Self {
            meta,
            state,
            visitor: Presence::default(),
            last_seen_at: None,
            seen_by_visitor: Seq::default(),
            mailed: Seq::default(),
            restarted: None,
            typed_at: None,
            warned_of: None,
        }
    }

    /// Takes over what an outcome changes beside the log.
    pub fn apply_beside_log(&mut self, outcome: &Outcome) {
        self.visitor = outcome.visitor.unwrap_or(self.visitor);
        self.last_seen_at = outcome.last_seen_at.or(self.last_seen_at);
        self.typed_at = outcome.typed_at.or(self.typed_at);
        self.warned_of = outcome.idle_warning.or(self.warned_of);
        self.mailed = outcome.answer_mailed.unwrap_or(self.mailed);
    }

    /// Decides what follows from an input. Changes nothing: write the events, then [`Self::apply`].
    pub fn handle(&self, now: Timestamp, input: Input) -> Result<Outcome, Refusal> {
        match input {
            Input::Begin => Ok(self.begin(now)),
            Input::Visitor(key, act) => {
                self.unless_applied(&Author::Visitor, key, |key| self.visitor(now, key, act))
            }
            Input::Agent(agent, key, act) => {
                let author = Author::Agent(agent.clone());
                self.unless_applied(&author, key, |key| self.agent(&agent, key, act))
            }
            Input::App(app, key, act) => {
                let author = Author::App(app.clone());
                self.unless_applied(&author, key, |key| self.app(app, key, act))
            }
            Input::FollowUp(agent, key, content) => {
                let author = Author::Agent(agent.id.clone());
                self.unless_applied(&author, key, |key| self.follow_up(agent, key, content))
            }
            Input::Desk(news) => Ok(self.desk(now, news)),
            Input::Present(last_seen_at) => Ok(self.present(now, last_seen_at)),
            Input::Typed => Ok(self.typed(now)),
            Input::Rate(rating, comment) => self.rate(now, rating, &comment),
            Input::Block => Ok(self.block()),
            Input::End => self.end(),
            Input::Timer => Ok(self.timer(now)),
        }
    }

    /// Numbers new events and folds them in. The shell writes exactly what this returns.
    pub fn apply(&mut self, now: Timestamp, events: Vec<NewEvent>) -> Vec<Logged> {
        let write = |NewEvent { id, event }| {
            let logged = Logged { seq: self.state.head.next(), at: now, id, event };
            self.state.apply(&self.meta.stream, &logged);
            logged
        };
        events.into_iter().map(write).collect()
    }

    /// What agents see of the visitor when they get the offer.
    pub fn visitor_card(&self) -> VisitorCard {
        VisitorCard {
            id: self.meta.visitor.clone(),
            visit: self.meta.visit.clone(),
            attributes: self.state.flow.attributes.clone(),
            page: self.meta.page.clone(),
            location: self.meta.location.clone(),
        }
    }

    /// Handles a frame once: a repeated frame gets the same ack as before and changes nothing.
    fn unless_applied(
        &self,
        author: &Author,
        key: ClientKey,
        act: impl FnOnce(ClientKey) -> Result<Outcome, Refusal>,
    ) -> Result<Outcome, Refusal> {
        match self.state.applied(author, &key) {
            Some(seq) => Ok(Outcome { ack: Some(seq), ..Outcome::default() }),
            None => act(key),
        }
    }

    fn begin(&self, now: Timestamp) -> Outcome {
        if self.state.head > Seq::default() {
            return Outcome::default();
        }
        let context = self.meta.context();
        let started = Event::Started {
            dialogue: self.meta.dialogue.clone(),
            version: self.meta.version,
            page: context.page.clone(),
            location: context.location.clone(),
            page_attributes: context.page_attributes.clone(),
        };
        let mut events = vec![NewEvent { id: None, event: started }];
        let begun = FlowState::begin(&self.meta.stream, context);
        events.extend(begun.into_iter().map(|event| NewEvent { id: None, event }));
        // The browser sends its first response by HTTP, and connects afterwards.
        Outcome { events, visitor: Some(Presence::Expected(now)), ..Outcome::default() }
    }

    fn visitor(&self, now: Timestamp, key: ClientKey, act: VisitorAct) -> Result<Outcome, Refusal> {
        let stream = &self.meta.stream;
        match act {
            VisitorAct::Answer(card, response) => {
                self.still_scripted()?;
                Ok(self.flow_outcome(key, self.state.flow.answer(stream, &card, &response)?))
            }
            VisitorAct::Capture(card, values) => {
                let clean = |(field, value): (Field, String)| (field, clean_line(&value));
                let values: Attributes = values.into_iter().map(clean).collect();
                self.still_scripted()?;
                let email = values.get(&Field::Email).and_then(|email| self.blocks(email));
                let events = self.state.flow.capture(stream, &card, &values)?;
                match email {
                    Some(domain) => Err(Refusal::Blocked(domain.to_owned())),
                    None => Ok(self.flow_outcome(key, events)),
                }
            }
            VisitorAct::CorrectAnswer(card, values) => self.correct(now, key, &card, &values),
            VisitorAct::Open => self.open(key),
            VisitorAct::UseDocument(card, used) => self.use_document(key, &card, used),
            VisitorAct::LeaveMessage(values, text) => self.leave_message(key, &values, &text),
            VisitorAct::Say(text) if self.can_answer_app() => {
                self.write(key, Author::Visitor, &text)
            }
            VisitorAct::Say(text) => self.say(key, Author::Visitor, &text),
            VisitorAct::Share(name, file) => self.share(key, Author::Visitor, name, file),
            VisitorAct::Mail(texts) => self.mail(key, &texts),
            VisitorAct::Leave => Ok(self.leave(key)),
        }
    }

    const fn still_scripted(&self) -> Result<(), Refusal> {
        if self.state.is_over() { Err(Refusal::Over) } else { Ok(()) }
    }

    pub(super) fn flow_outcome(&self, key: ClientKey, events: Vec<Event>) -> Outcome {
        let mut outcome = self.caused(key, events);
        self.after_flow(&mut outcome);
        outcome
    }

    /// Adds what follows from dialogue events: if they reach the live chat card, a chat is requested.
    pub(super) fn after_flow(&self, outcome: &mut Outcome) {
        self.ask_desk(outcome);
        let Some(Event::Completed { card }) = outcome.events.last().map(|new| new.event.clone())
        else {
            return;
        };
        let Some(Card::LiveChat(live)) = self.meta.stream.card(&card) else { return };
        let seq = Seq(self.state.head.0 + outcome.events.len() as u64 + 1);
        let request = RequestId::derive(&self.meta.id, seq);
        let requested = Event::Requested { request: request.clone(), card, handed_over: None };
        outcome.events.push(NewEvent { id: None, event: requested });
        self.request_chat(outcome, request, &live.route);
    }

    /// Requests a chat from the desk, as soon as a browser of the visitor is connected: nobody is
    /// asked to answer a visitor who can't be reached. If the visitor's e-mail address is blocked, the conversation
    /// falls back instead. This concerns addresses that came with the page: a blocked address that
    /// is typed is refused before.
    pub(super) fn request_chat(&self, outcome: &mut Outcome, request: RequestId, route: &Route) {
        let chat_request = self.chat_request(request.clone(), route, &outcome.events);
        let ConversationToDesk::Request { visitor, .. } = &chat_request else { return };
        let email = visitor.attributes.get(&Field::Email);
        if !email.is_some_and(|email| self.meta.limits.refuses_email(email)) {
            if !matches!(self.visitor, Presence::Expected(_)) {
                outcome.to_desk.push(chat_request);
            }
            return;
        }
        let message = self.meta.limits.fallback.clone();
        let reason = FallbackReason::NobodyAvailable;
        // No form: what somebody who is blocked writes reaches nobody.
        let event = Event::FellBack { request, reason, message, form: None };
        outcome.events.push(NewEvent { id: None, event });
    }

    pub(super) fn blocks<'e>(&self, email: &'e str) -> Option<&'e str> {
        self.meta.limits.blocks(email)
    }

    /// Requests a chat where the stream begins with its live chat card, so there is no question to
    /// answer.
    fn open(&self, key: ClientKey) -> Result<Outcome, Refusal> {
        self.still_scripted()?;
        let (Position::LiveChat(card), Phase::Scripted) =
            (&self.state.flow.position, &self.state.phase)
        else {
            return Err(Refusal::AlreadyOpen);
        };
        let Some(Card::LiveChat(live)) = self.meta.stream.card(card) else {
            return Err(Refusal::AlreadyOpen);
        };
        let request = RequestId::derive(&self.meta.id, self.state.head.next());
        let (asked, card) = (request.clone(), card.clone());
        let requested = Event::Requested { request: asked, card, handed_over: None };
        let mut outcome = self.caused(key, vec![requested]);
        self.request_chat(&mut outcome, request, &live.route);
        Ok(outcome)
    }

    /// The chat request for the desk. It includes attributes from `events`, which are not applied
    /// yet.
    pub(super) fn chat_request(
        &self,
        request: RequestId,
        route: &Route,
        events: &[NewEvent],
    ) -> ConversationToDesk {
        let visitor = self.visitor_after(events);
        let conversation = self.meta.id.clone();
        ConversationToDesk::Request { request, conversation, route: route.clone(), visitor }
    }

    /// The visitor with the attributes from events that are not applied yet.
    pub(super) fn visitor_after(&self, events: &[NewEvent]) -> VisitorCard {
        let mut flow = self.state.flow.clone();
        for NewEvent { event, .. } in events {
            flow.apply(&self.meta.stream, event);
        }
        VisitorCard { attributes: flow.attributes, ..self.visitor_card() }
    }

    /// Whether an agent is connected, so that messages can be sent.
    pub(super) const fn is_live(&self) -> Result<(), Refusal> {
        match &self.state.phase {
            Phase::Live { .. } => Ok(()),
            Phase::Over(_) => Err(Refusal::Over),
            Phase::Scripted | Phase::Waiting { .. } => Err(Refusal::NotLive),
        }
    }

    /// Whether the log is not full. What ends a chat always has room.
    pub(super) const fn has_room(&self) -> Result<(), Refusal> {
        if self.state.has_room() { Ok(()) } else { Err(Refusal::Full) }
    }

    /// Whether the conversation may have one more file.
    pub(super) fn has_room_for_a_file(&self) -> Result<(), Refusal> {
        if self.state.files().len() < MAX_FILES { Ok(()) } else { Err(Refusal::TooManyFiles) }
    }

    /// Sends a file as a message. The shell has checked the content already.
    fn share(
        &self,
        key: ClientKey,
        by: Author,
        name: String,
        file: SharedFile,
    ) -> Result<Outcome, Refusal> {
        self.is_live()?;
        self.has_room()?;
        self.has_room_for_a_file()?;
        Ok(self.caused(key, vec![Event::Said { by, text: name, file: Some(file) }]))
    }

    fn say(&self, key: ClientKey, by: Author, text: &str) -> Result<Outcome, Refusal> {
        self.is_live()?;
        self.write(key, by, text)
    }

    /// Writes a message, if the log has room for it.
    pub(super) fn write(&self, key: ClientKey, by: Author, text: &str) -> Result<Outcome, Refusal> {
        self.has_room()?;
        let text = message_text(text)?;
        Ok(self.caused(key, vec![Event::Said { by, text, file: None }]))
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
            // Leaving twice is not an error.
            Phase::Over(_) => Outcome { ack: Some(self.state.head), ..Outcome::default() },
        }
    }

    /// Why an agent who doesn't have the chat can't take part in it.
    pub const fn refusal_of_bystanders(&self) -> Refusal {
        match &self.state.phase {
            Phase::Live { .. } => Refusal::NotYours,
            Phase::Over(_) => Refusal::Over,
            Phase::Scripted | Phase::Waiting { .. } => Refusal::NotLive,
        }
    }

    fn agent(&self, agent: &AgentId, key: ClientKey, act: AgentAct) -> Result<Outcome, Refusal> {
        let request = match &self.state.phase {
            Phase::Live { request, agent: profile, .. } if profile.id == *agent => request,
            _ => return Err(self.refusal_of_bystanders()),
        };
        match act {
            AgentAct::Say(text) => self.say(key, Author::Agent(agent.clone()), &text),
            AgentAct::Share(name, file) => {
                self.share(key, Author::Agent(agent.clone()), name, file)
            }
            AgentAct::End => Ok(self.done(key, Event::Ended { by: EndedBy::Agent }, request)),
        }
    }

    fn timer(&self, now: Timestamp) -> Outcome {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        // The shell asked the runtime for the last ping just before, so a visitor not seen since
        // has fallen silent.
        let unseen = |at: &Timestamp| self.visitor == Presence::Here && is_silent(now, *at);
        let gone = self.last_seen_at.filter(unseen).map(|at| Presence::GoneSince(at.min(now)));
        let absent = due(self.absence_of(gone.unwrap_or(self.visitor)));
        let silent = due(self.silence_ends());
        let answer_mailed = self.answer_to_mail(now);
        let (event, request) = match &self.state.phase {
            Phase::Waiting { request, .. } if absent => {
                (Event::Withdrawn { request: request.clone() }, request)
            }
            Phase::Waiting { request, .. } if silent => {
                let reason = FallbackReason::DeskUnreachable;
                (self.fell_back(now, request.clone(), reason, None), request)
            }
            Phase::Live { request, .. } if absent => {
                (Event::Ended { by: EndedBy::VisitorGone }, request)
            }
            Phase::Live { request, .. } if silent => (Event::Ended { by: EndedBy::Idle }, request),
            Phase::Scripted if silent => {
                let Position::At(card) = &self.state.flow.position else {
                    return Outcome::default();
                };
                return Outcome { visitor: gone, ..self.checked(now, card.clone(), &[], None) };
            }
            _ => {
                let idle_warning = self.silence_ends().filter(|_| due(self.warns_of_silence()));
                return Outcome {
                    visitor: gone,
                    idle_warning,
                    answer_mailed,
                    ..Outcome::default()
                };
            }
        };
        Outcome {
            events: vec![NewEvent { id: None, event }],
            to_desk: self.done_at_desk(request).into_iter().collect(),
            visitor: gone,
            answer_mailed,
            ..Outcome::default()
        }
    }

    fn done(&self, key: ClientKey, event: Event, request: &RequestId) -> Outcome {
        let mut outcome = self.caused(key, vec![event]);
        outcome.to_desk.extend(self.done_at_desk(request));
        outcome
    }

    /// The outcome of the events that a frame caused. The first event carries the frame's key, and
    /// its sequence number is the ack.
    pub(super) fn caused(&self, key: ClientKey, events: Vec<Event>) -> Outcome {
        let mut key = Some(key);
        let events = events.into_iter().map(|event| NewEvent { id: key.take(), event }).collect();
        Outcome { events, ack: Some(self.state.head.next()), ..Outcome::default() }
    }
}

/// A message as it is stored: cleaned, and neither empty nor too long.
pub(super) fn message_text(text: &str) -> Result<String, Refusal> {
    let text = clean_text(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    let actual = text.chars().count();
    if actual > MAX_MESSAGE_CHARS {
        return Err(Refusal::TooLong { actual });
    }
    Ok(text.to_owned())
}
