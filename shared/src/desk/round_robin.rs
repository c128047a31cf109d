//! Round robin: the agents who could take a chat, in the order of their last offer.
//!
//! If all agents can take every chat, giving it to the one whose last offer is oldest goes round in
//! sequence. If some can't, it stays fair: over any window, agents who could have taken the same
//! chats differ by at most one (`docs/rules.md`, ROUTE).

use super::agent::AgentDesk;
use crate::id::AgentId;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

type Turn = (u64, u32, AgentId);

/// Agents who may be ready, the next one first. Finding the next one is `O(log agents)`. Agents who
/// left within the grace period are searched too.
#[derive(Debug, Clone, Default)]
pub(super) struct RoundRobin {
    /// Agents with a connected browser, or who can be pushed to.
    here: BTreeSet<Turn>,
    /// The other agents, by the time they left. A site whose agents went home without switching
    /// themselves unavailable must not check each of them for every visitor.
    left: BTreeMap<Timestamp, BTreeSet<Turn>>,
}

fn key(agent: &AgentDesk) -> Turn {
    (agent.turn, agent.position, agent.id().clone())
}

/// Since when no offer reaches an agent.
fn left(agent: &AgentDesk) -> Option<Timestamp> {
    agent.gone_since.filter(|_| !agent.push)
}

impl RoundRobin {
    /// Removes an agent, before they change.
    pub(super) fn remove(&mut self, agent: &AgentDesk) {
        let Some(since) = left(agent) else {
            self.here.remove(&key(agent));
            return;
        };
        if let Some(left) = self.left.get_mut(&since) {
            left.remove(&key(agent));
            if left.is_empty() {
                self.left.remove(&since);
            }
        }
    }

    /// Inserts an agent who could take a chat, as far as that doesn't depend on the time.
    pub(super) fn insert(&mut self, agent: &AgentDesk, max_chats: u32) {
        if !agent.available() || agent.load() >= max_chats as usize {
            return;
        }
        match left(agent) {
            None => self.here.insert(key(agent)),
            Some(since) => self.left.entry(since).or_default().insert(key(agent)),
        };
    }

    /// The next agent who is `ready`, among those who are present or left at `left_since` or later.
    pub(super) fn next(
        &self,
        left_since: Timestamp,
        ready: impl Fn(&AgentId) -> bool,
    ) -> Option<&AgentId> {
        let is_ready = |turn: &&Turn| ready(&turn.2);
        let here = self.here.iter().find(is_ready);
        let left = self.left.range(left_since..).filter_map(|(_, left)| left.iter().find(is_ready));
        here.into_iter().chain(left).min().map(|(_, _, agent)| agent)
    }
}
