//! A conversation in memory: rebuilt from its tables whenever the object wakes.

use super::{notes_store, store};
use crate::error::ApiError;
use serde::{Deserialize, Serialize};
use shared::conversation::{Conversation, ConversationMeta, Notes, Phase};
use shared::counts::{AnalyticsEvent, ChatFold, ChatRecord, Counted};
use shared::event::{AgentProfile, Event, Logged, Page};
use shared::id::{AgentId, CardId, Seq, TeamId};
use shared::people::Pages;
use shared::protocol::{ConversationRow, Entry, Side};
use shared::stream::{Card, LiveChatCard, Route};
use shared::time::Timestamp;
use std::collections::BTreeSet;
use worker::SqlStorage;

/// A conversation, and what its log doesn't hold.
pub(super) struct Memory {
    pub(super) conversation: Conversation,
    started: Timestamp,
    last: Timestamp,
    seen_by_visitor: Seq,
    seen_by_agent: Seq,
    /// What it was counted as.
    counted: Counted,
    /// What reports need to know of its live chat.
    chat: ChatFold,
    /// Everybody who ever had the chat.
    agents: BTreeSet<AgentId>,
    /// What agents wrote for each other.
    pub(super) notes: Notes,
    /// The team that was asked last.
    team: Option<TeamId>,
    /// Where the visitor has been.
    pub(super) pages: Pages,
    /// How far what was said has been told to the site, as far as we know since we woke.
    synced_until: Seq,
}

impl Memory {
    /// One that has not begun.
    pub(super) fn new(meta: ConversationMeta) -> Self {
        Self {
            conversation: Conversation::restore(meta, &[]),
            started: Timestamp::default(),
            last: Timestamp::default(),
            seen_by_visitor: Seq::default(),
            seen_by_agent: Seq::default(),
            counted: Counted::default(),
            chat: ChatFold::default(),
            agents: BTreeSet::new(),
            notes: Notes::default(),
            team: None,
            pages: Pages::default(),
            synced_until: Seq::default(),
        }
    }

    /// As it was kept, if it exists.
    pub(super) fn load(sql: &SqlStorage) -> Result<Option<Self>, ApiError> {
        let Some(meta) = store::meta(sql)? else { return Ok(None) };
        let log = store::after(sql, Seq::default())?;
        let mut memory = Self::new(meta);
        memory.conversation = Conversation::restore(memory.conversation.meta, &log);
        let _already_counted = memory.note(&log);
        memory.conversation.visitor = store::presence(sql)?;
        memory.seen_by_visitor = store::seen(sql, Side::Visitor)?;
        memory.seen_by_agent = store::seen(sql, Side::Agent)?;
        memory.notes = Notes::restore(notes_store::all(sql)?);
        memory.pages = store::pages(sql)?;
        Ok(Some(memory))
    }

    /// Notes when something happened, and who came. Gives what is to be counted that was not before.
    pub(super) fn note(&mut self, events: &[Logged]) -> Vec<AnalyticsEvent> {
        for logged in events {
            if logged.seq == Seq(1) {
                self.started = logged.at;
            }
            self.last = logged.at;
            self.chat.note(&self.conversation.meta.stream, logged);
            match &logged.event {
                Event::Connected { agent, .. } => {
                    self.agents.insert(agent.id.clone());
                }
                Event::Requested { card, .. } => self.team = self.team_of(card),
                _ => {}
            }
        }
        let meta = &self.conversation.meta;
        let analytics_event = |count| AnalyticsEvent {
            dialogue: meta.dialogue.clone(),
            visit: meta.visit.clone(),
            count,
            at: self.last,
        };
        self.counted.note(events).into_iter().map(analytics_event).collect()
    }

    /// What reports need to know of its live chat, if there is one.
    pub(super) fn chat(&self) -> Option<ChatRecord> {
        self.chat.record().cloned()
    }

    pub(super) const fn seen(&self, side: Side) -> Seq {
        match side {
            Side::Visitor => self.seen_by_visitor,
            Side::Agent => self.seen_by_agent,
        }
    }

    pub(super) const fn set_seen(&mut self, side: Side, seq: Seq) {
        match side {
            Side::Visitor => self.seen_by_visitor = seq,
            Side::Agent => self.seen_by_agent = seq,
        }
    }

    /// Whether this is the chat's agent.
    pub(super) fn is_with(&self, agent: &AgentId) -> bool {
        self.conversation.state.agent.as_ref().is_some_and(|profile| profile.id == *agent)
    }

    /// Whether they had the chat once, before somebody else took it over.
    pub(super) fn was_with(&self, agent: &AgentId) -> bool {
        self.agents.contains(agent)
    }

    /// Whether it is offered to them now: they may read what they are asked to take.
    pub(super) fn offered_to(&self, agent: &AgentId) -> bool {
        matches!(&self.conversation.state.phase, Phase::Waiting { open_offer: Some(open_offer), .. }
            if open_offer.agent.id == *agent)
    }

    fn team_of(&self, card: &CardId) -> Option<TeamId> {
        match self.conversation.meta.stream.card(card) {
            Some(Card::LiveChat(LiveChatCard { route: Route::Team { team }, .. })) => {
                Some(team.clone())
            }
            _ => None,
        }
    }

    /// Where the visitor has been, from where it began.
    pub(super) fn visit(&self) -> Pages {
        let mut pages = self.pages.clone();
        if pages.all().is_empty() {
            pages.see(self.conversation.meta.page.clone(), self.started);
        }
        pages
    }

    /// The visitor is on that page now; what has become of where they have been, if it has changed.
    pub(super) fn see(&self, page: Page, now: Timestamp) -> Option<Pages> {
        let mut pages = self.visit();
        pages.see(page, now).then_some(pages)
    }

    /// Its line in the site's list.
    fn row(&self) -> ConversationRow {
        let (meta, state) = (&self.conversation.meta, &self.conversation.state);
        ConversationRow {
            id: meta.id.clone(),
            visitor: Some(meta.visitor.clone()),
            dialogue: Some(meta.dialogue.clone()),
            attributes: state.flow.attributes.clone(),
            page: meta.page.clone(),
            started: self.started,
            last: self.last,
            agent: state.agent.clone(),
            status: state.phase.status().to_owned(),
        }
    }

    /// What the site is told: the line, and what it is found by. `said` comes when it was asked for.
    pub(super) fn entry(&self, said: Option<String>) -> Entry {
        let meta = &self.conversation.meta;
        Entry {
            row: self.row(),
            location: meta.location.clone(),
            device: meta.device.clone(),
            team: self.team.clone(),
            agents: self.agents.iter().cloned().collect(),
            said,
        }
    }

    /// Whether the site is to be told now what was said: when it is over, or the visitor goes, and
    /// there is more than it was told.
    pub(super) fn indexes_text(&self, gone: bool) -> bool {
        let state = &self.conversation.state;
        let chatted = !self.agents.is_empty();
        chatted && (gone || state.is_over()) && state.head > self.synced_until
    }

    /// It was told.
    pub(super) const fn set_synced(&mut self) {
        self.synced_until = self.conversation.state.head;
    }

    /// What the site knows whom it is with by.
    pub(super) fn subject(&self) -> Subject {
        Subject { entry: self.entry(None), pages: self.visit() }
    }
}

/// Whom a conversation is with, for who asks the site about them.
#[derive(Serialize, Deserialize)]
pub(crate) struct Subject {
    /// What the conversation knows.
    pub(crate) entry: Entry,
    /// Where the visitor has been.
    pub(crate) pages: Pages,
}

/// Whether the site's list shows it.
pub(super) const fn is_listed(event: &Event) -> bool {
    matches!(
        event,
        Event::Started { .. }
            | Event::Captured { .. }
            | Event::Completed { .. }
            | Event::Requested { .. }
            | Event::Connected { .. }
            | Event::FellBack { .. }
            | Event::Withdrawn { .. }
            | Event::Ended { .. }
    )
}

/// The agent who has just joined, if one has.
pub(super) fn joined(events: &[Logged]) -> Option<&AgentProfile> {
    events.iter().find_map(|logged| match &logged.event {
        Event::Connected { agent, .. } => Some(agent),
        _ => None,
    })
}
