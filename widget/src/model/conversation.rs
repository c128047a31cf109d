//! One conversation: what the edge confirmed, and what was done here and not confirmed yet.

use alloc::rc::Rc;

use shared::conversation::{Phase, State};
use shared::dialogue::{FlowContext, FlowState};
use shared::event::{Author, Event, Logged};
use shared::id::{ClientKey, ConversationId, DialogueId, Seq, Version};
use shared::prelude::*;
use shared::protocol::ClientFrame;
use shared::stream::Stream;
use shared::time::Timestamp;

use super::Offer;
use crate::texts::Text;

/// One conversation.
#[derive(Debug)]
pub(crate) struct ConversationView {
    /// Its id, from the first response on.
    pub(crate) id: Option<ConversationId>,
    /// Names its beginning, so that asking twice begins one.
    pub(crate) key: ClientKey,
    /// What runs.
    pub(crate) dialogue: Option<DialogueId>,
    /// Which publication.
    pub(crate) version: Version,
    /// The publication; unknown until the edge sends it, for one that was begun elsewhere.
    pub(crate) stream: Option<Rc<Stream>>,
    /// What happened, confirmed.
    pub(crate) log: Vec<Logged>,
    /// Its fold.
    pub(crate) state: State,
    /// What was there before this page: it is shown at once.
    pub(crate) history: Seq,
    /// How far the tab's pages heard what happened; unknown where it was never open in this tab. They
    /// hear only what comes after.
    pub(crate) reported: Option<Seq>,
    /// What the last confirmed answer, or the beginning, leads to: its events come in several frames,
    /// and between them the question must not show again.
    expected: Vec<Event>,
    /// How many of those have come.
    confirmed: usize,
    /// What was done here and is not confirmed, in order.
    pub(crate) pending: Vec<Pending>,
    /// How far the visitor has seen.
    pub(crate) seen: Seq,
    /// How far the edge knows that the visitor has seen.
    pub(crate) seen_sent: Seq,
    /// How far the agent has seen.
    pub(crate) seen_by_agent: Seq,
    /// Until when the agent counts as typing.
    pub(crate) agent_types_until: Option<Timestamp>,
    /// When the offer began.
    pub(crate) offered_at: Timestamp,
    /// After which place was asked for what is missing.
    pub(crate) resume_after: Option<Seq>,
    /// Whether its beginning is under way.
    pub(crate) beginning: bool,
    /// It was read to its end without any response.
    pub(crate) read: bool,
}

/// Something done here.
#[derive(Debug)]
pub(crate) struct Pending {
    /// Its key on the wire.
    pub(crate) key: ClientKey,
    /// What; none where the dialogue begins with a person, who was asked for.
    pub(crate) frame: Option<ClientFrame>,
    /// Why the edge did not take it.
    pub(crate) refused: Option<Text>,
}

impl ConversationView {
    /// One that nobody has answered yet.
    pub(crate) fn fresh(offered: &Offer, key: ClientKey, context: FlowContext) -> Self {
        let mut conversation = Self {
            dialogue: Some(offered.id.clone()),
            version: offered.version,
            stream: Some(offered.stream.clone()),
            // A draft that is looked at is no publication: it is walked here, and nothing begins.
            beginning: offered.version == Version(0),
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
            pending: Vec::new(),
            seen: Seq(0),
            seen_sent: Seq(0),
            seen_by_agent: Seq(0),
            agent_types_until: None,
            offered_at: Timestamp(0),
            resume_after: None,
            beginning: false,
            read: false,
        }
    }

    /// Folds the next confirmed event in; what it confirms is pending no more.
    pub(crate) fn apply(&mut self, logged: Logged) {
        self.expect(&logged.event);
        let Some(stream) = &self.stream else { return };
        if let Event::Offered { .. } = &logged.event {
            self.offered_at = logged.at;
        }
        if matches!(&logged.event, Event::Said { by: Author::Agent(_), .. }) {
            self.agent_types_until = None;
        }
        if let Some(key) = &logged.id {
            self.pending.retain(|pending| pending.key != *key);
        }
        self.state.apply(stream, &logged);
        self.log.push(logged);
    }

    /// Notes what must follow an answer, and crosses out what has.
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
            _ if self.ahead().first() == Some(event) => {
                self.confirmed += 1;
                return;
            }
            _ => Ok(Vec::new()),
        };
        self.expected = expected.unwrap_or_default();
        self.confirmed = 1;
    }

    /// What must come next and has not been heard of yet.
    pub(crate) fn ahead(&self) -> &[Event] {
        self.expected.get(self.confirmed..).unwrap_or_default()
    }

    /// Whether the edge took that frame: nothing is to follow it but what is there already.
    pub(crate) fn acknowledged(&mut self, key: &ClientKey, seq: Seq) {
        if self.state.head >= seq {
            self.pending.retain(|pending| pending.key != *key);
        }
    }

    /// How many things happened that the visitor has not seen and should.
    pub(crate) fn unread(&self) -> usize {
        let unseen = |logged: &&Logged| logged.seq > self.seen && is_news(&logged.event);
        self.log.iter().filter(unseen).count()
    }

    /// Whether a person is there to write to.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.state.phase, Phase::Live { .. })
    }
}

/// Whether somebody, or something, spoke to the visitor.
const fn is_news(event: &Event) -> bool {
    matches!(
        event,
        Event::Said { by: Author::Agent(_), .. } | Event::FellBack { .. } | Event::Connected { .. }
    )
}
