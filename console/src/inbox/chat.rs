//! The view of one conversation: its log, and the frames that are not acknowledged yet.

use super::drafts::Drafts;
use super::files::Upload;
use super::model::Link;
use crate::texts::t;
use shared::client::{Arrival, Cursor, Pending};
use shared::conversation::{Missed, MissedFold, Phase, PrivateNote, State};
use shared::event::{AgentProfile, Author, Event, Logged, Page};
use shared::id::{AgentId, ClientKey, ConversationId, Seq};
use shared::people::Pages;
use shared::person::Attributes;
use shared::protocol::{ChatCard, ClientFrame, ConversationRow, PendingTransfer, ServerFrame};
use shared::stream::Stream;
use shared::time::{Millis, Timestamp};

/// How long the typing indicator lasts without a repetition.
const TYPING: Millis = Millis::seconds(6);

#[derive(Debug, Clone)]
pub(crate) struct ConversationView {
    pub(crate) id: ConversationId,
    /// Whether this agent has the chat.
    pub(crate) mine: bool,
    /// The attributes that the list had.
    attributes: Attributes,
    /// The agents' overrides, which win over the attributes.
    pub(crate) overrides: Attributes,
    /// The visitor's page when the conversation began.
    pub(crate) page: Page,
    /// The pages since then.
    pub(crate) pages: Pages,
    /// When this agent got the chat, or when the conversation began.
    pub(crate) since: Timestamp,
    /// The state of its socket.
    pub(crate) link: Link,
    /// The stream; sent with the first welcome.
    pub(crate) stream: Option<Stream>,
    pub(crate) log: Vec<Logged>,
    /// The fold of the log.
    pub(crate) state: State,
    /// The last sequence number of the log when the socket was welcomed last.
    pub(crate) head: Seq,
    /// Notices what is missing in the log.
    cursor: Cursor,
    /// What was sent, and is not in the log yet.
    pub(crate) pending: Pending<Outgoing, String>,
    /// Files on their way.
    pub(crate) uploads: Vec<Upload>,
    /// The last event the visitor has seen.
    pub(crate) seen_by_visitor: Seq,
    /// The last event the agent has seen.
    pub(crate) seen_by_agent: Seq,
    /// Whether the visitor is connected.
    pub(crate) here: bool,
    /// The pending transfer.
    pub(crate) transfer: Option<PendingTransfer>,
    /// What was missed, and who takes care of it.
    pub(crate) missed: Option<Missed>,
    /// Until when we show the visitor as typing.
    pub(crate) typing: Option<Timestamp>,
    pub(crate) drafts: Drafts,
    /// When the typing indicator was sent last.
    pub(crate) typing_sent_at: Option<Timestamp>,
    /// The private notes, in order.
    pub(crate) notes: Vec<PrivateNote>,
    /// Whether the agent is writing a note.
    pub(crate) noting: bool,
    /// When the chat will end, by the browser's clock; until then the agent can undo it.
    pub(crate) ends_at: Option<Timestamp>,
    /// The sequence number after which messages were new when the agent opened the chat.
    pub(crate) news_after: Option<Seq>,
}

/// A frame that is not acknowledged yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outgoing {
    /// What it says.
    pub(crate) content: Saying,
    /// When the agent sent it.
    pub(crate) at: Timestamp,
}

/// The content of an unacknowledged frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Saying {
    /// A message to the visitor.
    Text(String),
    /// An answer after the end.
    Answer(String),
    /// A private note.
    Note(String),
    /// The end of the chat.
    End,
}

impl Outgoing {
    /// As it goes over the wire, under that key.
    pub(crate) fn frame(&self, id: &ClientKey) -> ClientFrame {
        let id = id.clone();
        match &self.content {
            Saying::Text(text) => ClientFrame::Say { id, text: text.clone() },
            Saying::Answer(text) => ClientFrame::FollowUp { id, text: text.clone() },
            Saying::Note(text) => ClientFrame::Note { id, text: text.clone() },
            Saying::End => ClientFrame::End { id },
        }
    }

    /// The text of a message; `None` for anything else.
    pub(crate) const fn text(&self) -> Option<&String> {
        match &self.content {
            Saying::Text(text) | Saying::Answer(text) => Some(text),
            Saying::Note(_) | Saying::End => None,
        }
    }
}

/// The last words of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Last {
    /// Whether the visitor wrote it.
    pub(crate) theirs: bool,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

impl ConversationView {
    /// A chat of this agent.
    pub(crate) fn from_card(card: ChatCard) -> Self {
        let transfer = card.transfer;
        let chat = Self::new(card.conversation, true, card.attributes, card.page, card.since);
        Self { transfer, ..chat }
    }

    /// A past conversation.
    pub(crate) fn from_row(row: &ConversationRow) -> Self {
        let (attributes, page) = (row.attributes.clone(), row.page.clone());
        let chat = Self::new(row.id.clone(), false, attributes, page, row.started);
        Self { missed: row.missed.clone(), ..chat }
    }

    /// A conversation of which only the id is known; its socket tells the rest.
    pub(crate) fn from_link(id: ConversationId, now: Timestamp) -> Self {
        Self::new(id, false, Attributes::new(), Page::default(), now)
    }

    fn new(
        id: ConversationId,
        mine: bool,
        attributes: Attributes,
        page: Page,
        since: Timestamp,
    ) -> Self {
        Self {
            id,
            mine,
            attributes,
            overrides: Attributes::new(),
            page,
            pages: Pages::default(),
            since,
            link: Link::default(),
            stream: None,
            log: Vec::new(),
            state: State::default(),
            head: Seq::default(),
            cursor: Cursor::default(),
            pending: Pending::default(),
            uploads: Vec::new(),
            seen_by_visitor: Seq::default(),
            seen_by_agent: Seq::default(),
            here: false,
            transfer: None,
            missed: None,
            typing: None,
            drafts: Drafts::default(),
            typing_sent_at: None,
            notes: Vec::new(),
            noting: false,
            ends_at: None,
            news_after: None,
        }
    }

    /// The visitor's attributes: those of the list, then those of the log, then the overrides.
    pub(crate) fn attributes(&self) -> Attributes {
        let mut attributes = self.attributes.clone();
        let newer = self.state.flow.attributes.iter().chain(&self.overrides);
        attributes.extend(newer.map(|(field, value)| (field.clone(), value.clone())));
        attributes
    }

    /// The visitor's current or last page.
    pub(crate) fn current(&self) -> &Page {
        self.pages.current().map_or(&self.page, |seen| &seen.page)
    }

    /// Whether the log is complete up to the welcome's head.
    pub(crate) const fn is_loaded(&self) -> bool {
        self.stream.is_some() && self.state.head.0 >= self.head.0
    }

    /// Whether the agent can write.
    pub(crate) fn is_live(&self) -> bool {
        self.mine && !self.state.is_over()
    }

    /// Whether the agent can answer after the end, if they may chat.
    pub(crate) fn can_be_answered(&self) -> bool {
        !self.mine && self.state.can_be_followed_up()
    }

    /// Whether this agent has answered after the end, and it goes on.
    pub(crate) fn is_followed_up_by(&self, me: &AgentId) -> bool {
        self.state.is_follow_up() && self.was_with(me)
    }

    /// Whether it is over for this agent.
    pub(crate) fn is_over(&self) -> bool {
        !self.mine || self.state.is_over()
    }

    /// Asks for what follows the last event that is here: the first frame of every connection.
    pub(crate) const fn resume(&mut self) -> ClientFrame {
        self.cursor.resumed();
        let after = if self.stream.is_some() { self.state.head } else { Seq(0) };
        ClientFrame::Resume { after }
    }

    /// Handles the welcome of a connection.
    pub(crate) fn welcome(&mut self, frame: ServerFrame) {
        let ServerFrame::Welcome {
            head,
            through,
            stream,
            seen_by_visitor,
            seen_by_agent,
            here,
            ..
        } = frame
        else {
            return;
        };
        if stream.is_some() {
            self.stream = stream;
            self.log.clear();
            self.state = State::default();
        }
        self.cursor.welcomed(through, head);
        self.head = head;
        self.seen_by_visitor = self.seen_by_visitor.max(seen_by_visitor);
        self.seen_by_agent = self.seen_by_agent.max(seen_by_agent);
        self.here = here;
        self.typing = None;
    }

    /// Whether older events are still to come, piece by piece.
    pub(crate) const fn is_partial(&self) -> bool {
        self.cursor.is_partial()
    }

    /// Whether a piece of the log is here, and the next one must be asked for.
    pub(crate) fn wants_more(&mut self) -> bool {
        self.cursor.wants_more(self.state.head)
    }

    /// Folds an event in, where it is the next.
    pub(crate) fn fold(&mut self, logged: Logged) -> Arrival {
        let arrival = self.cursor.arrival(self.state.head, logged.seq);
        // Without the stream nothing was welcomed yet: all of it is still to come.
        let Some(stream) = &self.stream else { return Arrival::Gap { resume: false } };
        if arrival != Arrival::Next {
            return arrival;
        }
        self.state.apply(stream, &logged);
        self.pending.logged(logged.id.as_ref(), logged.seq);
        if matches!(logged.event, Event::Said { by: Author::Visitor, .. } | Event::Ended { .. }) {
            self.typing = None;
        }
        self.log.push(logged);
        self.note_missed();
        arrival
    }

    /// An answer after the end, or a reply to it, changes who takes care of what was missed. No list
    /// shows what is handled, so the thread finds it in the log, as the site does.
    fn note_missed(&mut self) {
        let Some(stream) = self.stream.as_ref().filter(|_| self.is_loaded()) else { return };
        if !self.state.is_follow_up() {
            return;
        }
        let mut fold = MissedFold::default();
        for logged in &self.log {
            fold.note(stream, logged);
        }
        if let Some(report) = fold.report().cloned() {
            self.missed = Some(Missed::updated(self.missed.take(), report));
        }
    }

    /// An event that this version doesn't know has its place in the log all the same.
    pub(crate) fn pass_over(&mut self, seq: Seq) -> Arrival {
        let arrival = self.cursor.arrival(self.state.head, seq);
        if arrival == Arrival::Next {
            self.state.head = seq;
            self.pending.logged(None, seq);
        }
        arrival
    }

    /// The visitor types, or has stopped.
    pub(crate) fn visitor_types(&mut self, on: bool, now: Timestamp) {
        self.typing = on.then(|| now + TYPING);
    }

    /// How many messages of the visitor's nobody has seen here.
    pub(crate) fn unread(&self) -> usize {
        let newer = self.log.iter().rev().take_while(|logged| logged.seq > self.seen_by_agent);
        newer.filter(|logged| by_visitor(&logged.event)).count()
    }

    /// The last message, sent or pending.
    pub(crate) fn last(&self) -> Option<Last> {
        let on_its_way = self.pending.frames().iter().rev().find_map(|pending| {
            let text = pending.content.text()?.clone();
            Some(Last { theirs: false, text, at: pending.content.at })
        });
        on_its_way.or_else(|| self.log.iter().rev().find_map(last_said))
    }

    /// Since when the visitor has waited for an answer.
    pub(crate) fn offer_unanswered(&self) -> Option<Timestamp> {
        if !self.is_live() {
            return None;
        }
        let mut since = Some(self.since);
        for logged in &self.log {
            match &logged.event {
                Event::Said { by: Author::Agent(_), .. } => since = None,
                Event::Said { by: Author::Visitor, .. } => {
                    since = since.or(Some(logged.at));
                }
                _ => {}
            }
        }
        let mut pending = self.pending.frames().iter();
        let answering = pending.any(|pending| pending.content.text().is_some());
        since.filter(|_| !answering)
    }

    /// The agent who has or had the chat.
    pub(crate) const fn agent(&self) -> Option<&AgentProfile> {
        match &self.state.phase {
            Phase::Live { agent, .. } => Some(agent),
            _ => self.state.agent.as_ref(),
        }
    }

    /// The name of an agent who had the chat.
    pub(crate) fn name_of(&self, agent: &AgentId) -> String {
        let joined = self.log.iter().rev().find_map(|logged| match &logged.event {
            Event::Connected { agent: profile, .. } | Event::FollowedUp { agent: profile, .. }
                if profile.id == *agent =>
            {
                Some(profile.name.clone())
            }
            _ => None,
        });
        joined.unwrap_or_else(|| t!("inbox-the-agent").to_owned())
    }

    /// Whether the agent has ended the chat, and the edge has not confirmed.
    pub(crate) fn is_ending(&self) -> bool {
        let mut pending = self.pending.frames().iter();
        self.ends_at.is_some() || pending.any(|pending| pending.content.content == Saying::End)
    }

    /// Whether that agent has or had the chat.
    pub(crate) fn was_with(&self, me: &AgentId) -> bool {
        self.agent().is_some_and(|agent| agent.id == *me)
    }
}

pub(super) const fn by_visitor(event: &Event) -> bool {
    matches!(event, Event::Said { by: Author::Visitor, .. })
}

fn last_said(logged: &Logged) -> Option<Last> {
    let (theirs, text) = match &logged.event {
        Event::Said { by, text, .. } => (*by == Author::Visitor, text),
        Event::MessageLeft { text, .. } => (true, text),
        _ => return None,
    };
    Some(Last { theirs, text: text.clone(), at: logged.at })
}
