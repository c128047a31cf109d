//! One conversation as this tab has it: its log so far, and what was sent but not kept yet.

use super::drafts::Drafts;
use super::files::Upload;
use super::model::Link;
use shared::client::{Arrival, Cursor, Pending};
use shared::conversation::{Phase, PrivateNote, State};
use shared::event::{AgentProfile, Author, Event, Logged, Page};
use shared::id::{AgentId, ClientKey, ConversationId, Seq};
use shared::people::Pages;
use shared::person::Attributes;
use shared::protocol::{ChatCard, ClientFrame, ConversationRow, PendingTransfer, ServerFrame};
use shared::stream::Stream;
use shared::time::{Millis, Timestamp};

/// How long “is typing” holds without another word.
const TYPING: Millis = Millis::seconds(6);

/// One conversation.
#[derive(Debug, Clone)]
pub(crate) struct ConversationView {
    /// Which.
    pub(crate) id: ConversationId,
    /// Whether the agent can write in it: theirs, and not over.
    pub(crate) mine: bool,
    /// What the visitor told, as the list knew it.
    attributes: Attributes,
    /// What agents noted of them; it stands over what they told.
    pub(crate) overrides: Attributes,
    /// Where the visitor was.
    pub(crate) page: Page,
    /// Where they have been since, and are now.
    pub(crate) pages: Pages,
    /// Since when it is the agent's, or when it began.
    pub(crate) since: Timestamp,
    /// Its connection.
    pub(crate) link: Link,
    /// What the dialogue was; known with the first welcome.
    pub(crate) stream: Option<Stream>,
    /// What happened.
    pub(crate) log: Vec<Logged>,
    /// What that comes to.
    pub(crate) state: State,
    /// The place the log reached when the conversation was last greeted.
    pub(crate) head: Seq,
    /// Notices what is missing in the log.
    cursor: Cursor,
    /// What was sent, and is not in the log yet.
    pub(crate) pending: Pending<Outgoing, String>,
    /// Files on their way.
    pub(crate) uploads: Vec<Upload>,
    /// How far the visitor has seen.
    pub(crate) seen_by_visitor: Seq,
    /// How far the agent has seen.
    pub(crate) seen_by_agent: Seq,
    /// Whether the visitor is connected.
    pub(crate) here: bool,
    /// Who else is asked to take it.
    pub(crate) transfer: Option<PendingTransfer>,
    /// Until when the visitor counts as typing.
    pub(crate) typing: Option<Timestamp>,
    /// What the agent typed and has not sent.
    pub(crate) drafts: Drafts,
    /// When the visitor was last told that the agent types.
    pub(crate) typing_sent_at: Option<Timestamp>,
    /// What agents wrote for each other, in order.
    pub(crate) notes: Vec<PrivateNote>,
    /// Whether the agent writes a note now.
    pub(crate) noting: bool,
    /// When the chat really ends, by the browser's clock: until then the agent can take it back.
    pub(crate) ends_at: Option<Timestamp>,
    /// The place after which messages were new when the agent came here.
    pub(crate) news_after: Option<Seq>,
}

/// A frame on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outgoing {
    /// What it says.
    pub(crate) content: Saying,
    /// When the agent sent it.
    pub(crate) at: Timestamp,
}

/// What a frame on its way says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Saying {
    /// To the visitor.
    Text(String),
    /// To colleagues.
    Note(String),
    /// That the chat shall end.
    End,
}

impl Outgoing {
    /// As it goes over the wire, under that key.
    pub(crate) fn frame(&self, id: &ClientKey) -> ClientFrame {
        let id = id.clone();
        match &self.content {
            Saying::Text(text) => ClientFrame::Say { id, text: text.clone() },
            Saying::Note(text) => ClientFrame::Note { id, text: text.clone() },
            Saying::End => ClientFrame::End { id },
        }
    }

    /// The words to the visitor, if it is some.
    pub(crate) const fn text(&self) -> Option<&String> {
        match &self.content {
            Saying::Text(text) => Some(text),
            Saying::Note(_) | Saying::End => None,
        }
    }
}

/// The last words of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Last {
    /// Whether the visitor wrote them.
    pub(crate) theirs: bool,
    /// The words.
    pub(crate) text: String,
    /// When.
    pub(crate) at: Timestamp,
}

impl ConversationView {
    /// A chat of the agent's.
    pub(crate) fn from_card(card: ChatCard) -> Self {
        let transfer = card.transfer;
        let chat = Self::new(card.conversation, true, card.attributes, card.page, card.since);
        Self { transfer, ..chat }
    }

    /// A conversation that was.
    pub(crate) fn from_row(row: &ConversationRow) -> Self {
        Self::new(row.id.clone(), false, row.attributes.clone(), row.page.clone(), row.started)
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
            typing: None,
            drafts: Drafts::default(),
            typing_sent_at: None,
            notes: Vec::new(),
            noting: false,
            ends_at: None,
            news_after: None,
        }
    }

    /// What is known of the visitor: what they told so far, and over it what agents noted.
    pub(crate) fn attributes(&self) -> Attributes {
        let mut attributes = self.attributes.clone();
        let newer = self.state.flow.attributes.iter().chain(&self.overrides);
        attributes.extend(newer.map(|(field, value)| (field.clone(), value.clone())));
        attributes
    }

    /// Where the visitor is, or was last.
    pub(crate) fn current(&self) -> &Page {
        self.pages.current().map_or(&self.page, |seen| &seen.page)
    }

    /// Whether everything the edge has arrived here once.
    pub(crate) const fn is_loaded(&self) -> bool {
        self.stream.is_some() && self.state.head.0 >= self.head.0
    }

    /// Whether the agent can write now.
    pub(crate) fn is_live(&self) -> bool {
        self.mine && !self.state.is_over()
    }

    /// Whether it has ended, as far as we were told.
    pub(crate) fn is_over(&self) -> bool {
        !self.mine || self.state.is_over()
    }

    /// Asks for what follows the last event that is here: the first frame of every connection.
    pub(crate) const fn resume(&mut self) -> ClientFrame {
        self.cursor.resumed();
        let after = if self.stream.is_some() { self.state.head } else { Seq(0) };
        ClientFrame::Resume { after }
    }

    /// Takes the greeting of a connection in.
    pub(crate) fn welcome(&mut self, frame: ServerFrame) {
        let ServerFrame::Welcome { head, stream, seen_by_visitor, seen_by_agent, here, .. } = frame
        else {
            return;
        };
        if stream.is_some() {
            self.stream = stream;
            self.log.clear();
            self.state = State::default();
        }
        self.cursor.welcomed();
        self.head = head;
        self.seen_by_visitor = self.seen_by_visitor.max(seen_by_visitor);
        self.seen_by_agent = self.seen_by_agent.max(seen_by_agent);
        self.here = here;
        self.typing = None;
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
        arrival
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

    /// The visitor types, or stopped.
    pub(crate) fn visitor_types(&mut self, on: bool, now: Timestamp) {
        self.typing = on.then(|| now + TYPING);
    }

    /// How many messages of the visitor's nobody has seen here.
    pub(crate) fn unread(&self) -> usize {
        let newer = self.log.iter().rev().take_while(|logged| logged.seq > self.seen_by_agent);
        newer.filter(|logged| by_visitor(&logged.event)).count()
    }

    /// The last words, sent or on their way.
    pub(crate) fn last(&self) -> Option<Last> {
        let on_its_way = self.pending.frames().iter().rev().find_map(|pending| {
            let text = pending.content.text()?.clone();
            Some(Last { theirs: false, text, at: pending.content.at })
        });
        on_its_way.or_else(|| self.log.iter().rev().find_map(last_said))
    }

    /// Since when the visitor waits for an answer.
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

    /// Who talked to the visitor.
    pub(crate) const fn agent(&self) -> Option<&AgentProfile> {
        match &self.state.phase {
            Phase::Live { agent, .. } => Some(agent),
            _ => self.state.agent.as_ref(),
        }
    }

    /// The name of an agent who had the chat.
    pub(crate) fn name_of(&self, agent: &AgentId) -> String {
        let joined = self.log.iter().rev().find_map(|logged| match &logged.event {
            Event::Connected { agent: profile, .. } if profile.id == *agent => {
                Some(profile.name.clone())
            }
            _ => None,
        });
        joined.unwrap_or_else(|| "The agent".to_owned())
    }

    /// Whether the agent wants the end and the edge has not answered.
    pub(crate) fn is_ending(&self) -> bool {
        let mut pending = self.pending.frames().iter();
        self.ends_at.is_some() || pending.any(|pending| pending.content.content == Saying::End)
    }

    /// Whether it was that agent who talked to the visitor.
    pub(crate) fn was_with(&self, me: &AgentId) -> bool {
        self.agent().is_some_and(|agent| agent.id == *me)
    }
}

pub(super) const fn by_visitor(event: &Event) -> bool {
    matches!(event, Event::Said { by: Author::Visitor, .. })
}

fn last_said(logged: &Logged) -> Option<Last> {
    let Event::Said { by, text, .. } = &logged.event else { return None };
    Some(Last { theirs: *by == Author::Visitor, text: text.clone(), at: logged.at })
}
