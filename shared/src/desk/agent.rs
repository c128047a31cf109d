//! An agent as the desk sees them: whether the bell may ring there.

use super::settings::DeskSettings;
use crate::event::AgentFace;
use crate::id::{AgentId, RequestId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the site says of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterAgent {
    /// Who, and how visitors see them.
    pub face: AgentFace,
    /// Whether they have the live chat permission.
    pub live_chat: bool,
}

/// An agent at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentDesk {
    /// Who, and how visitors see them.
    pub face: AgentFace,
    /// Whether they have the live chat permission.
    pub live_chat: bool,
    /// Their place in the row; decides between agents whose turn is equally old.
    pub position: u32,
    /// Whether they said they are available.
    pub available: bool,
    /// The number of the ring they last got; the lowest is next.
    pub turn: u64,
    /// Since when no browser of theirs is connected; `None` while one is.
    pub gone_since: Option<Timestamp>,
    /// Whether they were gone for so long that their chats were offered to others.
    #[serde(default)]
    pub deserted: bool,
    /// Wishes that ring at them or that they answered. Rebuilt from the wishes, never stored.
    #[serde(skip)]
    pub(super) holds: BTreeSet<RequestId>,
}

/// Why an agent was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// They don't have the live chat permission.
    NoPermission,
    /// They said they are not available.
    Away,
    /// None of their browsers has been connected for longer than the grace period.
    Gone,
    /// They have as many chats as one agent can have.
    Full,
    /// They were asked for this wish already.
    Tried,
    /// They are named, but are no agent here any more.
    NotAnAgent,
}

impl Skip {
    /// Why, in words for a colleague.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoPermission => "They don't have the live chat permission.",
            Self::Away => "They are not available now.",
            Self::Gone => "They are not online now.",
            Self::Full => "They have as many chats as one agent can have.",
            Self::Tried => "They have been asked already.",
            Self::NotAnAgent => "They are no agent of this site any more.",
        }
    }
}

impl AgentDesk {
    pub(super) fn new(agent: RosterAgent, position: u32) -> Self {
        Self {
            face: agent.face,
            live_chat: agent.live_chat,
            position,
            available: false,
            turn: 0,
            gone_since: Some(Timestamp(0)),
            deserted: false,
            holds: BTreeSet::new(),
        }
    }

    /// Who.
    pub const fn id(&self) -> &AgentId {
        &self.face.id
    }

    /// Chats and rings they have.
    pub fn load(&self) -> usize {
        self.holds.len()
    }

    /// When their chats must not wait for them any longer, as they are gone.
    pub fn desertion(&self, settings: &DeskSettings) -> Option<Timestamp> {
        let since = self.gone_since.filter(|_| !self.deserted && !self.holds.is_empty())?;
        Some(since + settings.desertion)
    }

    /// Whether the bell may ring here now, or why not.
    pub fn verdict(&self, now: Timestamp, settings: &DeskSettings) -> Result<(), Skip> {
        if !self.live_chat {
            return Err(Skip::NoPermission);
        }
        if !self.available {
            return Err(Skip::Away);
        }
        if self.gone_since.is_some_and(|since| now.since(since) >= settings.grace) {
            return Err(Skip::Gone);
        }
        if self.load() >= settings.max_chats as usize {
            return Err(Skip::Full);
        }
        Ok(())
    }
}
