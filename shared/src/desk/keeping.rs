//! The desk's book: one place each for agents and wishes, with the row of turns, the deadlines and
//! the loads kept right whenever something changes.

use super::agent::AgentDesk;
use super::machine::{Desk, Due, Effects};
use super::message::DeskEffect;
use super::record::{Record, wish_key};
use super::settings::DeskSettings;
use super::turns::Turns;
use super::wish::Wish;
use crate::event::AgentFace;
use crate::id::{AgentId, RequestId};
use crate::time::Timestamp;

impl Desk {
    /// Changes an agent, keeps the row of turns right, and gives their face.
    pub(super) fn change(
        &mut self,
        agent: &AgentId,
        effects: &mut Effects,
        change: impl FnOnce(&mut AgentDesk),
    ) -> Option<AgentFace> {
        let before = self.agents.get(agent)?.clone();
        self.reindex(agent, change);
        let known = self.agents.get(agent)?;
        if *known != before {
            effects.push(DeskEffect::Keep(Record::Agent(known.clone())));
        }
        Some(known.face.clone())
    }

    /// The bell rings at an agent: whoever had no ring for longer is before them now.
    pub(super) fn takes_turn(
        &mut self,
        agent: &AgentId,
        effects: &mut Effects,
    ) -> Option<AgentFace> {
        self.last_turn += 1;
        let turn = self.last_turn;
        self.change(agent, effects, |agent| agent.turn = turn)
    }

    /// Puts a wish in its place, with its deadline and its agents' loads.
    pub(super) fn put(&mut self, wish: Wish, effects: &mut Effects) {
        self.deadlines.extend(wish.deadline().map(|at| (at, Due::Wish(wish.request.clone()))));
        for agent in wish.holders() {
            self.reindex(agent, |agent| {
                agent.holds.insert(wish.request.clone());
            });
        }
        effects.push(DeskEffect::Keep(Record::Wish(wish.clone())));
        self.wishes.insert(wish.request.clone(), wish);
    }

    /// Lifts a wish out to change it: [`Self::put`] must follow.
    pub(super) fn lift(&mut self, request: &RequestId) -> Option<Wish> {
        let wish = self.wishes.remove(request)?;
        if let Some(at) = wish.deadline() {
            self.deadlines.remove(&(at, Due::Wish(request.clone())));
        }
        for agent in wish.holders() {
            self.reindex(agent, |agent| {
                agent.holds.remove(request);
            });
        }
        Some(wish)
    }

    /// Takes a wish out for good.
    pub(super) fn take(&mut self, request: &RequestId, effects: &mut Effects) -> Option<Wish> {
        let wish = self.lift(request)?;
        effects.push(DeskEffect::Forget(wish_key(request)));
        Some(wish)
    }

    /// Changes what is known of an agent, with their place in the row and their deadlines.
    pub(super) fn reindex(&mut self, id: &AgentId, change: impl FnOnce(&mut AgentDesk)) {
        let Some(agent) = self.agents.get_mut(id) else { return };
        self.turns.remove(agent);
        for due in dues(agent, &self.settings) {
            self.deadlines.remove(&due);
        }
        change(agent);
        self.turns.put(agent, self.settings.max_chats);
        self.deadlines.extend(dues(agent, &self.settings));
    }

    /// Lifts an agent out for good.
    pub(super) fn unseated(&mut self, id: &AgentId) -> Option<AgentDesk> {
        let agent = self.agents.remove(id)?;
        self.turns.remove(&agent);
        for due in dues(&agent, &self.settings) {
            self.deadlines.remove(&due);
        }
        Some(agent)
    }

    /// Makes the row of turns and the deadlines anew, from agents, wishes and settings.
    pub(super) fn index(&mut self) {
        self.turns = Turns::default();
        self.deadlines.clear();
        for wish in self.wishes.values() {
            self.deadlines.extend(wish.deadline().map(|at| (at, Due::Wish(wish.request.clone()))));
        }
        for agent in self.agents.values() {
            self.turns.put(agent, self.settings.max_chats);
            self.deadlines.extend(dues(agent, &self.settings));
        }
    }
}

/// What time alone changes about an agent, and when.
fn dues(agent: &AgentDesk, settings: &DeskSettings) -> impl Iterator<Item = (Timestamp, Due)> {
    let id = || agent.id().clone();
    let deserts = agent.desertion(settings).map(|at| (at, Due::Desertion(id())));
    let boundary = agent.boundary().map(|at| (at, Due::Boundary(id())));
    deserts.into_iter().chain(boundary)
}
