//! What everybody saw.

use shared::event::{Event, Logged};
use shared::id::{ClientKey, ConversationId, Seq};
use std::collections::BTreeMap;
use std::time::Duration;

/// What the clients saw, and what the server has when the storm is over.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub conversations: Vec<Seen>,
    /// The engagements that the ledger has counted.
    pub used: u64,
    /// The engagements that it holds for open chat requests.
    pub reserved: u64,
    /// The chat requests in the report.
    pub requested: u64,
    /// The agents, and the chats and offers that their tabs still show.
    pub loads: Vec<(String, usize)>,
    /// What clients waited for in vain.
    pub stuck: Vec<String>,
    /// How long visitors waited for an agent or the fallback.
    pub waits: Vec<(ConversationId, Duration)>,
    /// The longest that such a wait may take.
    pub longest_wait: Duration,
    /// The chats that the desk gave to an agent whom the conversation never let in.
    pub turned_away: Vec<(ConversationId, String)>,
    /// What damaged objects answered.
    pub probes: Vec<Probe>,
}

/// One question to a site with a damaged object.
#[derive(Debug, Clone)]
pub struct Probe {
    pub name: String,
    /// The status, and the code of the problem or nothing; `None` if it did not answer in time.
    pub answer: Option<(u16, String)>,
}

/// A conversation as the server has it, and as its clients saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub id: ConversationId,
    pub log: Vec<Logged>,
    pub views: Vec<View>,
}

/// What one client saw of a conversation.
#[derive(Debug, Clone)]
pub struct View {
    pub name: String,
    pub log: Vec<Logged>,
    /// Its acknowledged frames.
    pub acked: BTreeMap<ClientKey, Seq>,
    /// Its frame that ends the chat. If the chat has ended already, it is acknowledged at the end and
    /// causes nothing.
    pub leaves: Option<ClientKey>,
    /// Its refused frames, with the codes.
    pub refused: BTreeMap<ClientKey, String>,
    /// How many of its frames were never answered.
    pub unanswered: usize,
}

impl Seen {
    /// Whether an agent was connected.
    pub fn was_connected(&self) -> bool {
        self.has(|event| matches!(event, Event::Connected { .. }))
    }

    /// Whether the log has such an event.
    pub fn has(&self, is: impl Fn(&Event) -> bool) -> bool {
        self.log.iter().any(|logged| is(&logged.event))
    }
}
