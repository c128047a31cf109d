//! Agents' presence: who is connected, and whose open sockets have fallen silent.

use super::agent::AgentDesk;
use super::machine::{Desk, Due, Effects};
use crate::id::AgentId;
use crate::time::Timestamp;
use std::collections::BTreeMap;

impl Desk {
    /// Handles when agents were last seen on an open socket; `None` means that none is open. All of
    /// it is applied before anything follows from it, so that no offer moves from one silent agent
    /// to another.
    pub(super) fn present(
        &mut self,
        now: Timestamp,
        agents: BTreeMap<AgentId, Option<Timestamp>>,
        effects: &mut Effects,
    ) {
        let mut changed = Vec::new();
        for (agent, last_seen_at) in agents {
            if self.seen(now, &agent, last_seen_at, effects) {
                changed.push(agent);
            }
        }
        for agent in changed {
            self.push_offers(&agent, effects);
            self.unreachable_agent(now, &agent, effects);
            self.back_if_here(now, &agent, effects);
        }
    }

    /// Gives an agent their chats back, if they may chat and are here again.
    pub(super) fn back_if_here(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let returned =
            |entry: &AgentDesk| entry.abandoned && entry.live_chat && entry.gone_since.is_none();
        if self.agents.get(agent).is_some_and(returned) {
            self.back(now, agent, effects);
        }
    }

    /// Stores when an agent was last seen; returns whether they came or went.
    fn seen(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        last_seen_at: Option<Timestamp>,
        effects: &mut Effects,
    ) -> bool {
        let Some(entry) = self.agents.get(agent) else { return false };
        let before = entry.gone_since;
        let gone_since = match last_seen_at {
            Some(at) if now < at + self.settings.silent_after && !at.is_ahead_of(now) => None,
            // The machine of a silent socket may have been asleep since its last ping. Another tab
            // may have pinged later and has closed since.
            Some(at) => before.or(entry.last_seen_at.max(Some(at)).map(|at| at.min(now))),
            None => before.or(Some(now)),
        };
        if last_seen_at != entry.last_seen_at {
            self.reindex(agent, |agent| agent.last_seen_at = last_seen_at);
        }
        if gone_since != before {
            self.change(agent, effects, |agent| agent.gone_since = gone_since);
        }
        gone_since != before
    }

    /// Marks agents as gone whose sockets are silent. The shell has refreshed the pings just
    /// before.
    pub(super) fn fall_silent(&mut self, now: Timestamp, effects: &mut Effects) {
        let due = self.deadlines.iter().take_while(|(at, _)| *at <= now);
        let silent = due.filter_map(|(_, due)| match due {
            Due::Silence(agent) => Some((agent.clone(), self.agents.get(agent)?.last_seen_at)),
            Due::Request(_) | Due::DisconnectTimeout(_) | Due::Boundary(_) => None,
        });
        let silent = silent.collect();
        self.present(now, silent, effects);
    }

    /// Marks one agent as gone whose sockets are silent.
    pub(super) fn falls_silent(&mut self, now: Timestamp, agent: AgentId, effects: &mut Effects) {
        let last_seen_at = self.agents.get(&agent).and_then(|entry| entry.last_seen_at);
        self.present(now, BTreeMap::from([(agent, last_seen_at)]), effects);
    }
}
