//! Who is on duty: the toggle by hand, schedules as time goes on, and what tabs are told of both.

use super::agent::AgentDesk;
use super::machine::{Desk, Due, Effects};
use super::message::DeskEffect;
use crate::availability::{Toggle, Word};
use crate::id::AgentId;
use crate::protocol::{DeskFrame, Scheduled};
use crate::time::Timestamp;

impl Desk {
    /// Brings everybody up to date whose boundary has passed. Gives them as they were, for
    /// [`Self::put_back`].
    pub(super) fn catch_up(&mut self, now: Timestamp, effects: &mut Effects) -> Vec<AgentDesk> {
        let due = self.deadlines.iter().take_while(|(at, _)| *at <= now);
        let passed: Vec<AgentId> = due
            .filter_map(|(_, due)| match due {
                Due::Boundary(agent) => Some(agent.clone()),
                Due::Wish(_) | Due::Desertion(_) => None,
            })
            .collect();
        let before = passed.iter().filter_map(|agent| self.agents.get(agent).cloned()).collect();
        for agent in passed {
            self.look_at_clock(now, &agent, effects, |_| {});
        }
        before
    }

    /// Undoes [`Self::catch_up`], whose effects come to nothing with a refusal: the alarm, or the
    /// next input, does it again.
    pub(super) fn put_back(&mut self, before: Vec<AgentDesk>) {
        for agent in before {
            self.reindex(&agent.id().clone(), |known| *known = agent);
        }
    }

    /// Changes an agent, says anew whether they are available, and tells their tabs if that is
    /// another word.
    pub(super) fn look_at_clock(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        effects: &mut Effects,
        change: impl FnOnce(&mut AgentDesk),
    ) {
        let said =
            |desk: &Self| desk.agents.get(agent).map(|known| (known.available(), known.word));
        let before = said(self);
        self.change(agent, effects, |known| {
            change(known);
            known.look_at_clock(now);
        });
        if said(self) != before {
            self.tell_status(now, agent, effects);
        }
    }

    /// Somebody sets their toggle. The tabs are told also where that changes nothing: another one
    /// may show otherwise.
    pub(super) fn switch(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        available: bool,
        effects: &mut Effects,
    ) {
        self.change(agent, effects, |known| {
            known.toggle = Toggle::by_hand(now, known.schedule.as_ref(), available);
            known.look_at_clock(now);
        });
        self.tell_status(now, agent, effects);
    }

    fn tell_status(&self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let Some(known) = self.agents.get(agent) else { return };
        let frame = DeskFrame::Status {
            available: known.available(),
            toggled_until: known.toggled_until(),
            schedule: known.scheduled(now),
        };
        effects.push(DeskEffect::Agent(agent.clone(), frame));
    }
}

impl AgentDesk {
    /// Until when their toggle overrides the schedule, if it does.
    pub(super) const fn toggled_until(&self) -> Option<Timestamp> {
        match self.word {
            Word::Toggle { until, .. } => Some(until),
            Word::Nothing | Word::Schedule { .. } => None,
        }
    }

    /// What their schedule says, whatever the toggle does.
    pub(super) fn scheduled(&self, now: Timestamp) -> Option<Scheduled> {
        let schedule = self.schedule.as_ref()?;
        let (available, until) = (schedule.holds(now), schedule.changes_after(now));
        Some(Scheduled { available, until })
    }
}
