//! Whose turn it is: the agents who could take a chat, in the order of their last offer.
//!
//! Giving each chat to the agent whose last offer is oldest *is* going round in sequence when all
//! can take it, and stays fair when some can't: over any window, agents who could have taken the
//! same chats differ by at most one (`docs/rules.md`, ROUTE).

use super::agent::AgentDesk;
use crate::id::AgentId;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

type Turn = (u64, u32, AgentId);

/// Agents who may be ready, the next one first. Finding the next is `O(log agents)`, and for a grace
/// period after many left at once as much more as there are of them.
#[derive(Debug, Clone, Default)]
pub(super) struct RoundRobin {
    /// Those with a browser that is connected, or whom push reaches.
    here: BTreeSet<Turn>,
    /// Those without, by the moment they left: a site whose agents said they are available and went
    /// home must not look at each of them for every visitor.
    left: BTreeMap<Timestamp, BTreeSet<Turn>>,
}

fn key(agent: &AgentDesk) -> Turn {
    (agent.turn, agent.position, agent.id().clone())
}

/// Since when nothing of an agent's can be offered a chat.
fn left(agent: &AgentDesk) -> Option<Timestamp> {
    agent.gone_since.filter(|_| !agent.push)
}

impl RoundRobin {
    /// Takes an agent out before it changes.
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

    /// Puts an agent in who could take a chat as far as is known without the time.
    pub(super) fn insert(&mut self, agent: &AgentDesk, max_chats: u32) {
        if !agent.available() || agent.load() >= max_chats as usize {
            return;
        }
        match left(agent) {
            None => self.here.insert(key(agent)),
            Some(since) => self.left.entry(since).or_default().insert(key(agent)),
        };
    }

    /// The next agent who is ready, of those who are here or left at that moment or later.
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
