//! What a visitor writes in a chat while the agent has no browser there: it reaches them by the channels
//! that they chose (PEOPLE-29).

use super::machine::Conversation;
use super::state::Phase;
use crate::event::{Author, Event, Logged};
use crate::id::AgentId;
use crate::person::display_name;
use serde::{Deserialize, Serialize};

/// A visitor's message that an agent should hear of elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnheardReply {
    /// Whose chat it is.
    pub agent: AgentId,
    /// The visitor's name.
    pub name: String,
    pub text: String,
}

impl Conversation {
    /// The last of these new events, if it is the visitor's message in a chat with an agent. What is
    /// written after the end is in the list of what was missed.
    pub fn reply_among(&self, events: &[Logged]) -> Option<UnheardReply> {
        let Phase::Live { agent, .. } = &self.state.phase else { return None };
        if self.state.is_follow_up() {
            return None;
        }
        let Event::Said { by: Author::Visitor, text, .. } = &events.last()?.event else {
            return None;
        };
        let name = display_name(&self.state.flow.attributes);
        Some(UnheardReply { agent: agent.id.clone(), name, text: text.clone() })
    }
}
