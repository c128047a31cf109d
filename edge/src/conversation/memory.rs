//! A conversation in memory, which is rebuilt from its tables when the object wakes.

use super::{notes_store, store};
use crate::error::ApiError;
use serde::{Deserialize, Serialize};
use shared::conversation::{
    Conversation, ConversationMeta, LastWordsFold, MissedFold, MissedReport, Notes,
};
use shared::counts::{AnalyticsEvent, ChatFold, ChatRecord, Counted};
use shared::event::{AgentProfile, Event, HandedOver, Logged, Page};
use shared::id::{AgentId, CardId, Seq, TeamId};
use shared::people::Pages;
use shared::protocol::{ConversationRow, Entry, Side};
use shared::stream::Route;
use shared::time::Timestamp;
use std::collections::BTreeSet;
use worker::SqlStorage;

/// A conversation with everything that is not in its log.
pub(super) struct Memory {
    pub(super) conversation: Conversation,
    started: Timestamp,
    last: Timestamp,
    seen_by_agent: Seq,
    /// The analytics counts so far.
    counted: Counted,
    /// The record of its live chat for reports.
    chat: ChatFold,
    /// What nobody answered.
    missed: MissedFold,
    /// What was last said.
    last_words: LastWordsFold,
    /// All agents who ever had the chat.
    agents: BTreeSet<AgentId>,
    /// The private notes.
    pub(super) notes: Notes,
    /// The team that the chat was last requested from.
    team: Option<TeamId>,
    /// The pages that the visitor was on.
    pub(super) pages: Pages,
    /// Up to which event the site has the text, as far as we know since the object woke.
    synced_until: Seq,
}

impl Memory {
    /// A conversation without events.
    pub(super) fn new(meta: ConversationMeta) -> Self {
        Self {
            conversation: Conversation::restore(meta, &[]),
            started: Timestamp::default(),
            last: Timestamp::default(),
            seen_by_agent: Seq::default(),
            counted: Counted::default(),
            chat: ChatFold::default(),
            missed: MissedFold::default(),
            last_words: LastWordsFold::default(),
            agents: BTreeSet::new(),
            notes: Notes::default(),
            team: None,
            pages: Pages::default(),
            synced_until: Seq::default(),
        }
    }

    /// Loads it from its tables, if it exists.
    pub(super) fn load(sql: &SqlStorage) -> Result<Option<Self>, ApiError> {
        let Some(meta) = store::meta(sql)? else { return Ok(None) };
        let log = store::log(sql)?;
        let mut memory = Self::new(meta);
        memory.conversation = Conversation::restore(memory.conversation.meta, &log);
        let _already_counted = memory.note(&log);
        memory.conversation.visitor = store::presence(sql)?;
        memory.conversation.restarted = store::restarted(sql)?;
        memory.conversation.typed_at = store::typed_at(sql)?;
        memory.conversation.seen_by_visitor = store::seen(sql, Side::Visitor)?;
        memory.conversation.mailed = store::mailed(sql)?;
        memory.seen_by_agent = store::seen(sql, Side::Agent)?;
        memory.notes = Notes::restore(notes_store::all(sql)?);
        memory.pages = store::pages(sql)?;
        Ok(Some(memory))
    }

    /// Updates counts, agents and the chat record; returns new analytics events.
    pub(super) fn note(&mut self, events: &[Logged]) -> Vec<AnalyticsEvent> {
        for logged in events {
            if logged.seq == Seq(1) {
                self.started = logged.at;
            }
            self.last = logged.at;
            self.chat.note(&self.conversation.meta.stream, logged);
            self.missed.note(&self.conversation.meta.stream, logged);
            self.last_words.note(&self.conversation.meta.stream, logged);
            match &logged.event {
                Event::Connected { agent, .. } | Event::FollowedUp { agent, .. } => {
                    self.agents.insert(agent.id.clone());
                }
                Event::Requested { card, handed_over, .. } => {
                    self.team = self.team_of(card, handed_over.as_ref());
                }
                _ => {}
            }
        }
        let meta = &self.conversation.meta;
        let analytics_event = |count| AnalyticsEvent {
            dialogue: meta.dialogue.clone(),
            visit: meta.visit.clone(),
            count,
            at: self.last,
            version: Some(meta.version),
        };
        self.counted.note(&meta.stream, events).into_iter().map(analytics_event).collect()
    }

    /// The record of its live chat, if there is one.
    pub(super) fn chat(&self) -> Option<ChatRecord> {
        self.chat.record().cloned()
    }

    pub(super) const fn seen(&self, side: Side) -> Seq {
        match side {
            Side::Visitor => self.conversation.seen_by_visitor,
            Side::Agent => self.seen_by_agent,
        }
    }

    pub(super) const fn set_seen(&mut self, side: Side, seq: Seq) {
        match side {
            Side::Visitor => self.conversation.seen_by_visitor = seq,
            Side::Agent => self.seen_by_agent = seq,
        }
    }

    /// All agents who ever had the chat.
    pub(super) const fn agents(&self) -> &BTreeSet<AgentId> {
        &self.agents
    }

    fn team_of(&self, card: &CardId, handed_over: Option<&HandedOver>) -> Option<TeamId> {
        match HandedOver::route(handed_over, &self.conversation.meta.stream, card) {
            Some(Route::Team { team }) => Some(team.clone()),
            _ => None,
        }
    }

    /// The pages that the visitor was on, beginning with the first.
    pub(super) fn visit(&self) -> Pages {
        let mut pages = self.pages.clone();
        if pages.all().is_empty() {
            pages.see(self.conversation.meta.page.clone(), self.started);
        }
        pages
    }

    /// Adds the page that the visitor is on now; returns the pages if they have changed.
    pub(super) fn see(&self, page: Page, now: Timestamp) -> Option<Pages> {
        let mut pages = self.visit();
        pages.see(page, now).then_some(pages)
    }

    /// Its row in the site's list.
    fn row(&self) -> ConversationRow {
        let (meta, state) = (&self.conversation.meta, &self.conversation.state);
        ConversationRow {
            id: meta.id.clone(),
            visitor: Some(meta.visitor.clone()),
            verified: meta.verified,
            dialogue: Some(meta.dialogue.clone()),
            attributes: state.flow.attributes.clone(),
            page: meta.page.clone(),
            started: self.started,
            last: self.last,
            agent: state.agent.clone(),
            status: state.status().to_owned(),
            last_words: self.last_words.words().cloned(),
            missed: None,
            rating: state.rating.as_ref().map(|(rating, _)| *rating),
            labels: Vec::new(),
        }
    }

    /// The row and search terms for the site. `said` is the text, if it is sent now.
    pub(super) fn entry(&self, said: Option<String>) -> Entry {
        let meta = &self.conversation.meta;
        Entry {
            row: self.row(),
            location: meta.location.clone(),
            device: meta.device.clone(),
            team: self.team.clone(),
            agents: self.agents.iter().cloned().collect(),
            missed_report: self.missed_report(),
            unread_answer: self.conversation.unread_answer(),
            said,
            bytes: 0,
        }
    }

    /// What nobody answered, if somebody should.
    fn missed_report(&self) -> Option<MissedReport> {
        let report = self.missed.report().filter(|_| !self.conversation.is_from_blocked_email());
        report.cloned()
    }

    /// Whether the site should get the text now: the conversation has ended or the visitor leaves,
    /// and there is text that the site doesn't have.
    pub(super) fn indexes_text(&self, gone: bool) -> bool {
        let state = &self.conversation.state;
        let wrote = !self.agents.is_empty() || state.message_left || state.app_wrote;
        let silent = gone || state.is_over() || state.is_follow_up();
        wrote && silent && state.head > self.synced_until
    }

    /// Records that the site has the text.
    pub(super) const fn set_synced(&mut self) {
        self.synced_until = self.conversation.state.head;
    }

    /// What the site needs to find the visitor's profile.
    pub(super) fn subject(&self) -> Subject {
        Subject { entry: self.entry(None), pages: self.visit() }
    }
}

/// The visitor of a conversation, for requests to the site about them.
#[derive(Serialize, Deserialize)]
pub(crate) struct Subject {
    /// The row and attributes that the conversation has.
    pub(crate) entry: Entry,
    /// The pages that the visitor was on.
    pub(crate) pages: Pages,
}

/// Whether the event changes the row in the site's list. What is said in a follow-up does.
pub(super) const fn is_listed(event: &Event, follow_up: bool) -> bool {
    if let Event::Said { .. } = event {
        return follow_up;
    }
    matches!(
        event,
        Event::Started { .. }
            | Event::Captured { .. }
            | Event::AnswerCorrected { .. }
            | Event::Completed { .. }
            | Event::Requested { .. }
            | Event::Connected { .. }
            | Event::FollowedUp { .. }
            | Event::FellBack { .. }
            | Event::MessageLeft { .. }
            | Event::Withdrawn { .. }
            | Event::Ended { .. }
            | Event::Rated { .. }
    )
}

/// Whether the event can end an agent's right to read: an offer went to somebody else, or ended.
pub(super) const fn ends_right(event: &Event) -> bool {
    matches!(
        event,
        Event::Offered { .. }
            | Event::OfferClosed { .. }
            | Event::Connected { .. }
            | Event::FollowedUp { .. }
            | Event::FellBack { .. }
            | Event::Withdrawn { .. }
    )
}

/// The agent who has just joined, if one has.
pub(super) fn joined(events: &[Logged]) -> Option<&AgentProfile> {
    events.iter().find_map(|logged| match &logged.event {
        Event::Connected { agent, .. } | Event::FollowedUp { agent, .. } => Some(agent),
        _ => None,
    })
}
