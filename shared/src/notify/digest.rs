//! Mails about visitors who wait are gathered: an agent gets at most one in [`DIGEST`].

use super::NotifiedEvent;
use crate::id::ConversationId;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// The least time between two mails to an agent.
pub const DIGEST: Millis = Millis::minutes(10);

/// What waits to be mailed to one agent, and when they got the last mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Digest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mailed_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting: Option<Gathered>,
}

/// What one mail tells of. It says how many, and nothing of visitors.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gathered {
    /// How many visitors asked for a person and nobody came.
    pub missed: u32,
    /// How many messages were left.
    pub left: u32,
    /// How many messages came in the agent's own chats, or as an answer to theirs.
    #[serde(default)]
    pub replies: u32,
    /// How many chats were transferred to them.
    #[serde(default)]
    pub transferred: u32,
    /// The conversation, if it is all about one.
    pub conversation: Option<ConversationId>,
}

impl Digest {
    /// The events that are gathered.
    pub const EVENTS: [NotifiedEvent; 4] = [
        NotifiedEvent::Missed,
        NotifiedEvent::MessageLeft,
        NotifiedEvent::Reply,
        NotifiedEvent::Transferred,
    ];

    /// Adds an event. Those that are not about conversations are mailed by themselves.
    pub fn add(&mut self, event: NotifiedEvent, conversation: &ConversationId) {
        let first = self.waiting.is_none();
        let waiting = self.waiting.get_or_insert_default();
        let count = match event {
            NotifiedEvent::Missed => &mut waiting.missed,
            NotifiedEvent::MessageLeft => &mut waiting.left,
            NotifiedEvent::Reply => &mut waiting.replies,
            NotifiedEvent::Transferred => &mut waiting.transferred,
            NotifiedEvent::Offer | NotifiedEvent::LimitNear => return,
        };
        *count = count.saturating_add(1);
        if first {
            waiting.conversation = Some(conversation.clone());
        } else if waiting.conversation.as_ref() != Some(conversation) {
            waiting.conversation = None;
        }
    }

    /// When what waits can be mailed; `None` if nothing waits.
    pub fn due(&self) -> Option<Timestamp> {
        self.waiting.as_ref()?;
        Some(self.mailed_at.map_or_else(Timestamp::default, |at| at + DIGEST))
    }

    /// Takes what can be mailed now. A clock that was set back keeps nothing waiting.
    pub fn take(&mut self, now: Timestamp) -> Option<Gathered> {
        let is_ahead = self.mailed_at.is_some_and(|at| at > now);
        if self.due()? > now && !is_ahead {
            return None;
        }
        self.mailed_at = Some(now);
        self.waiting.take()
    }
}
