//! The desk's view of availability: toggles, schedule boundaries, and the status that tabs get.

use super::agent::AgentDesk;
use super::machine::{Desk, Due, Effects};
use super::message::DeskEffect;
use crate::availability::{AvailabilityState, Toggle};
use crate::id::AgentId;
use crate::protocol::{AgentEvent, Scheduled};
use crate::time::Timestamp;

impl Desk {
    /// Updates every agent whose boundary has passed, however late the alarm is. Returns their
    /// previous state for [`Self::restore_agents`].
    pub(super) fn catch_up(&mut self, now: Timestamp, effects: &mut Effects) -> Vec<AgentDesk> {
        let due = self.deadlines.iter().take_while(|(at, _)| *at <= now);
        let passed: Vec<AgentId> = due
            .filter_map(|(_, due)| match due {
                Due::Boundary(agent) => Some(agent.clone()),
                Due::Request(_) | Due::DisconnectTimeout(_) | Due::Silence(_) => None,
            })
            .collect();
        let before = passed.iter().filter_map(|agent| self.agents.get(agent).cloned()).collect();
        for agent in passed {
            self.check_clock(now, &agent, effects, |_| {});
        }
        before
    }

    /// Undoes [`Self::catch_up`] after a refusal, because a refusal discards the effects. The alarm
    /// or the next input catches up again.
    pub(super) fn restore_agents(&mut self, before: Vec<AgentDesk>) {
        for agent in before {
            self.reindex(&agent.id().clone(), |entry| *entry = agent);
        }
    }

    /// Changes an agent, updates their availability, and sends the status to their tabs if it has
    /// changed.
    pub(super) fn check_clock(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        effects: &mut Effects,
        change: impl FnOnce(&mut AgentDesk),
    ) {
        let said =
            |desk: &Self| desk.agents.get(agent).map(|entry| (entry.available(), entry.state));
        let before = said(self);
        self.change(agent, effects, |entry| {
            change(entry);
            entry.check_clock(now);
        });
        if said(self) != before {
            self.send_status(now, agent, effects);
        }
    }

    /// Sets an agent's toggle. Their tabs get the status even if nothing changes, because one of
    /// them may show an older one.
    pub(super) fn switch(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        available: bool,
        effects: &mut Effects,
    ) {
        self.change(agent, effects, |entry| {
            entry.toggle = Toggle::manual(now, entry.schedule.as_ref(), available);
            entry.check_clock(now);
        });
        self.send_status(now, agent, effects);
    }

    fn send_status(&self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let Some(entry) = self.agents.get(agent) else { return };
        let frame = AgentEvent::Status {
            available: entry.available(),
            toggled_until: entry.toggled_until(),
            schedule: entry.scheduled(now),
        };
        effects.push(DeskEffect::Agent(agent.clone(), frame));
    }
}

impl AgentDesk {
    /// Until when the toggle overrides the schedule, if it does.
    pub(super) const fn toggled_until(&self) -> Option<Timestamp> {
        match self.state {
            AvailabilityState::Toggle { until, .. } => Some(until),
            AvailabilityState::Nothing | AvailabilityState::Schedule { .. } => None,
        }
    }

    /// What the schedule says now, whatever the toggle says.
    pub(super) fn scheduled(&self, now: Timestamp) -> Option<Scheduled> {
        let schedule = self.schedule.as_ref()?;
        let (available, until) = (schedule.holds(now), schedule.changes_after(now));
        Some(Scheduled { available, until })
    }
}
