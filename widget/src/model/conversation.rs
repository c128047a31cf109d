//! One conversation: the confirmed log, and the visitor's pending actions.

use alloc::rc::Rc;

use shared::client::{Cursor, Pending};
use shared::conversation::{Phase, State};
use shared::dialogue::{FlowContext, FlowState};
use shared::event::{Author, Event, Logged};
use shared::id::{CardId, ClientKey, ConversationId, DialogueId, Seq, Version};
use shared::person::Field;
use shared::prelude::*;
use shared::protocol::ClientFrame;
use shared::stream::Stream;
use shared::time::Timestamp;

use super::Offer;
use crate::texts::Text;

/// A conversation of this visitor that is open in the panel.
#[derive(Debug)]
pub(crate) struct ConversationView {
    /// Its id, once it was created at the edge.
    pub(crate) id: Option<ConversationId>,
    /// The idempotency key of its creation.
    pub(crate) key: ClientKey,
    pub(crate) dialogue: Option<DialogueId>,
    pub(crate) version: Version,
    /// The stream; for a conversation that began on another page, unknown until the welcome.
    pub(crate) stream: Option<Rc<Stream>>,
    /// The confirmed events.
    pub(crate) log: Vec<Logged>,
    /// The fold of the log.
    pub(crate) state: State,
    /// The last event before this page was loaded; bubbles up to it are shown at once.
    pub(crate) history: Seq,
    /// The last event that was reported to this tab's pages; `None` if the conversation was never open
    /// in this tab. Only later events are reported.
    pub(crate) reported: Option<Seq>,
    /// The events that the last confirmed answer leads to. They arrive in several frames, and between
    /// them the question must not show again.
    expected: Vec<Event>,
    /// The number of expected events that have arrived.
    confirmed: usize,
    /// The visitor's unconfirmed actions; without a frame where the dialogue begins with a live chat
    /// card, and the visitor has asked for a person.
    pub(crate) pending: Pending<Option<ClientFrame>, Text>,
    /// How far the visitor has seen.
    pub(crate) seen: Seq,
    /// The seen position that was sent last.
    pub(crate) seen_sent: Seq,
    /// The last event the agent has seen.
    pub(crate) seen_by_agent: Seq,
    /// Until when we show the agent as typing.
    pub(crate) agent_types_until: Option<Timestamp>,
    /// When the current offer was made.
    pub(crate) offered_at: Timestamp,
    /// Whether it had ended before it was opened here.
    pub(crate) is_earlier: bool,
    /// When the edge ends the chat unless somebody writes, if it has warned.
    pub(crate) ends_at: Option<Timestamp>,
    /// The last event that the edge has announced.
    pub(crate) announced: Seq,
    /// Finds gaps in the log.
    pub(crate) cursor: Cursor,
    /// Whether its beginning is under way.
    pub(crate) beginning: bool,
    /// The event with the answer that the visitor corrects, until that is confirmed.
    pub(crate) correcting: Option<Seq>,
    /// Whether the visitor has read it to its end without a response.
    pub(crate) read: bool,
}

impl ConversationView {
    /// Creates one that does not exist at the edge yet.
    pub(crate) fn fresh(offered: &Offer, key: ClientKey, context: FlowContext) -> Self {
        let mut conversation = Self {
            dialogue: Some(offered.id.clone()),
            version: offered.version,
            stream: Some(offered.stream.clone()),
            ..Self::empty(key)
        };
        conversation.state.flow = FlowState::new(context);
        conversation
    }

    /// One that runs at the edge.
    pub(crate) fn running(id: ConversationId, key: ClientKey) -> Self {
        Self { id: Some(id), ..Self::empty(key) }
    }

    fn empty(key: ClientKey) -> Self {
        Self {
            id: None,
            key,
            dialogue: None,
            version: Version(0),
            stream: None,
            log: Vec::new(),
            history: Seq(0),
            reported: None,
            state: State::default(),
            expected: Vec::new(),
            confirmed: 0,
            pending: Pending::default(),
            seen: Seq(0),
            seen_sent: Seq(0),
            seen_by_agent: Seq(0),
            agent_types_until: None,
            offered_at: Timestamp(0),
            is_earlier: false,
            ends_at: None,
            announced: Seq(0),
            cursor: Cursor::default(),
            beginning: false,
            correcting: None,
            read: false,
        }
    }

    /// Folds the next confirmed event; removes the pending action that it confirms.
    pub(crate) fn apply(&mut self, logged: Logged) {
        self.expect(&logged.event);
        let Some(stream) = &self.stream else { return };
        if let Event::Offered { .. } = &logged.event {
            self.offered_at = logged.at;
        }
        if let Event::Said { by, .. } = &logged.event {
            self.ends_at = None;
            if *by != Author::Visitor {
                self.agent_types_until = None;
            }
        }
        self.pending.logged(logged.id.as_ref(), logged.seq);
        self.state.apply(stream, &logged);
        self.log.push(logged);
    }

    /// Records what must follow an answer, and counts what has arrived.
    fn expect(&mut self, event: &Event) {
        let Some(stream) = &self.stream else { return };
        let flow = &self.state.flow;
        let expected = match event {
            Event::Started { page, location, page_attributes, .. } => {
                let (page, location, page_attributes) =
                    (page.clone(), location.clone(), page_attributes.clone());
                self.expected =
                    FlowState::begin(stream, FlowContext { page, location, page_attributes });
                self.confirmed = 0;
                return;
            }
            Event::Answered { card, response } => flow.answer(stream, card, response),
            Event::Captured { card, values } => flow.capture(stream, card, values),
            _ if self.ahead().first().is_some_and(|expected| is_same(expected, event)) => {
                self.confirmed += 1;
                return;
            }
            _ => Ok(Vec::new()),
        };
        self.expected = expected.unwrap_or_default();
        self.confirmed = 1;
    }

    /// The expected events that have not arrived yet.
    pub(crate) fn ahead(&self) -> &[Event] {
        self.expected.get(self.confirmed..).unwrap_or_default()
    }

    /// Its dialogue, as it can be begun again.
    pub(crate) fn offer(&self) -> Option<Offer> {
        let (id, stream) = (self.dialogue.clone()?, self.stream.clone()?);
        Some(Offer { id, version: self.version, stream })
    }

    /// The card and the field that an event filled in, if it was one field. Several at once come from other
    /// clients.
    pub(crate) fn answer(&self, seq: Seq) -> Option<(&CardId, &Field)> {
        let is_it = |logged: &&Logged| logged.seq == seq;
        let Event::Captured { card, values } = &self.log.iter().find(is_it)?.event else {
            return None;
        };
        let mut values = values.iter();
        let (field, _) = values.next()?;
        values.next().is_none().then_some((card, field))
    }

    /// The number of news that the visitor has not seen.
    pub(crate) fn unread(&self) -> usize {
        let unseen = |logged: &&Logged| logged.seq > self.seen && is_news(&logged.event);
        self.log.iter().filter(unseen).count()
    }

    /// Whether the visitor can write: an agent is in the chat, or a program wrote while the dialogue runs.
    pub(crate) const fn can_write(&self) -> bool {
        self.is_live() || self.state.app_wrote && matches!(self.state.phase, Phase::Scripted)
    }

    /// Whether an agent is in the chat.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.state.phase, Phase::Live { .. })
    }
}

/// Whether an event is the one that was expected after an answer. Only these kinds are; comparing all kinds would be
/// several times the code.
fn is_same(expected: &Event, event: &Event) -> bool {
    match (expected, event) {
        (Event::Shown { card }, Event::Shown { card: other })
        | (Event::Completed { card }, Event::Completed { card: other }) => card == other,
        (
            Event::AttributeSet { card, attribute, value },
            Event::AttributeSet { card: other, attribute: other_attribute, value: other_value },
        ) => card == other && attribute == other_attribute && value == other_value,
        (
            Event::GoalReached { card, goal },
            Event::GoalReached { card: other, goal: other_goal },
        ) => card == other && goal == other_goal,
        _ => false,
    }
}

/// Whether the event is news: a message of an agent or a program, the fallback message, or an agent who joined.
const fn is_news(event: &Event) -> bool {
    matches!(
        event,
        Event::Said { by: Author::Agent(_) | Author::App(_), .. }
            | Event::FellBack { .. }
            | Event::Connected { .. }
    )
}
