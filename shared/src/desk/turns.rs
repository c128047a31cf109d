//! Whose turn it is: the agents who could take a chat, in the order of their last ring.
//!
//! Giving each chat to the agent whose last ring is oldest *is* going round in sequence when all
//! can take it, and stays fair when some can't: over any window, agents who could have taken the
//! same chats differ by at most one (`docs/rules.md` §3).

use super::agent::AgentDesk;
use crate::id::AgentId;
use std::collections::BTreeSet;

type Turn = (u64, u32, AgentId);

/// Agents who may be ready, the next one first. Finding the next is `O(log agents)`.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns(BTreeSet<Turn>);

fn key(agent: &AgentDesk) -> Turn {
    (agent.turn, agent.position, agent.id().clone())
}

impl Turns {
    /// Takes an agent out before it changes.
    pub(super) fn remove(&mut self, agent: &AgentDesk) {
        self.0.remove(&key(agent));
    }

    /// Puts an agent in who could take a chat as far as is known without the time.
    pub(super) fn put(&mut self, agent: &AgentDesk, max_chats: u32) {
        if agent.live_chat && agent.available && agent.load() < max_chats as usize {
            self.0.insert(key(agent));
        }
    }

    /// The agents in the order of their turns.
    pub(super) fn iter(&self) -> impl Iterator<Item = &AgentId> {
        self.0.iter().map(|(_, _, agent)| agent)
    }
}
