//! A conversation in memory: rebuilt from its tables whenever the object wakes.

use super::{notes_store, store};
use crate::error::Fault;
use shared::conversation::{Charter, Conversation, Notes, Phase};
use shared::counts::{ChatFact, ChatFold, Counted, Mark};
use shared::event::{AgentFace, Event, Logged};
use shared::id::{AgentId, Seq};
use shared::protocol::{ConversationRow, Peer};
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
}

impl Memory {
    /// One that has not begun.
    pub(super) fn new(charter: Charter) -> Self {
        Self {
            conversation: Conversation::restore(charter, &[]),
            started: Timestamp::default(),
            last: Timestamp::default(),
            seen_by_visitor: Seq::default(),
            seen_by_agent: Seq::default(),
            counted: Counted::default(),
            chat: ChatFold::default(),
            agents: BTreeSet::new(),
            notes: Notes::default(),
        }
    }

    /// As it was kept, if it exists.
    pub(super) fn load(sql: &SqlStorage) -> Result<Option<Self>, Fault> {
        let Some(charter) = store::charter(sql)? else { return Ok(None) };
        let log = store::after(sql, Seq::default())?;
        let mut memory = Self::new(charter);
        memory.conversation = Conversation::restore(memory.conversation.charter, &log);
        let _told_already = memory.note(&log);
        memory.conversation.visitor = store::presence(sql)?;
        memory.seen_by_visitor = store::seen(sql, Peer::Visitor)?;
        memory.seen_by_agent = store::seen(sql, Peer::Agent)?;
        memory.notes = Notes::restore(notes_store::all(sql)?);
        Ok(Some(memory))
    }

    /// Notes when something happened, and who came. Gives what is to be counted that was not before.
    pub(super) fn note(&mut self, events: &[Logged]) -> Vec<Mark> {
        for logged in events {
            if logged.seq == Seq(1) {
                self.started = logged.at;
            }
            self.last = logged.at;
            self.chat.note(&self.conversation.charter.stream, logged);
            if let Event::Connected { agent, .. } = &logged.event {
                self.agents.insert(agent.id.clone());
            }
        }
        let charter = &self.conversation.charter;
        let mark = |count| Mark {
            dialogue: charter.dialogue.clone(),
            visit: charter.visit.clone(),
            count,
            at: self.last,
        };
        self.counted.note(events).into_iter().map(mark).collect()
    }

    /// What reports need to know of its live chat, if there is one.
    pub(super) fn chat(&self) -> Option<ChatFact> {
        self.chat.fact().cloned()
    }

    pub(super) const fn seen(&self, who: Peer) -> Seq {
        match who {
            Peer::Visitor => self.seen_by_visitor,
            Peer::Agent => self.seen_by_agent,
        }
    }

    pub(super) const fn set_seen(&mut self, who: Peer, seq: Seq) {
        match who {
            Peer::Visitor => self.seen_by_visitor = seq,
            Peer::Agent => self.seen_by_agent = seq,
        }
    }

    /// Whether this is the chat's agent.
    pub(super) fn is_with(&self, agent: &AgentId) -> bool {
        self.conversation.state.agent.as_ref().is_some_and(|face| face.id == *agent)
    }

    /// Whether they had the chat once, before somebody else took it over.
    pub(super) fn was_with(&self, agent: &AgentId) -> bool {
        self.agents.contains(agent)
    }

    /// Whether it rings at them now: they may read what they are asked to take.
    pub(super) fn rings_at(&self, agent: &AgentId) -> bool {
        matches!(&self.conversation.state.phase, Phase::Waiting { ring: Some(ring), .. }
            if ring.agent.id == *agent)
    }

    /// Its line in the site's list.
    pub(super) fn row(&self) -> ConversationRow {
        let (charter, state) = (&self.conversation.charter, &self.conversation.state);
        ConversationRow {
            id: charter.id.clone(),
            told: state.run.told.clone(),
            page: charter.page.clone(),
            started: self.started,
            last: self.last,
            agent: state.agent.clone(),
            standing: state.phase.standing().to_owned(),
        }
    }
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
pub(super) fn joined(events: &[Logged]) -> Option<&AgentFace> {
    events.iter().find_map(|logged| match &logged.event {
        Event::Connected { agent, .. } => Some(agent),
        _ => None,
    })
}
