//! The desk's book: one place each for agents and wishes, with the row of turns, the deadlines and
//! the loads kept right whenever something changes.

use super::agent::AgentDesk;
use super::machine::{Desk, Effects};
use super::message::DeskEffect;
use super::record::{Record, wish_key};
use super::wish::Wish;
use crate::event::AgentFace;
use crate::id::{AgentId, RequestId};

impl Desk {
    /// Changes an agent, keeps the row of turns right, and gives their face.
    pub(super) fn change(
        &mut self,
        agent: &AgentId,
        effects: &mut Effects,
        change: impl FnOnce(&mut AgentDesk),
    ) -> Option<AgentFace> {
        let known = self.agents.get_mut(agent)?;
        let before = known.clone();
        self.turns.remove(known);
        change(known);
        self.turns.put(known, self.settings.max_chats);
        if *known != before {
            effects.push(DeskEffect::Keep(Record::Agent(known.clone())));
        }
        Some(known.face.clone())
    }

    /// Puts a wish in its place, with its deadline and its agent's load.
    pub(super) fn put(&mut self, wish: Wish, effects: &mut Effects) {
        self.deadlines.extend(wish.deadline().map(|at| (at, wish.request.clone())));
        if let Some(agent) = wish.agent().and_then(|agent| self.agents.get_mut(agent)) {
            self.turns.remove(agent);
            agent.holds.insert(wish.request.clone());
            self.turns.put(agent, self.settings.max_chats);
        }
        effects.push(DeskEffect::Keep(Record::Wish(wish.clone())));
        self.wishes.insert(wish.request.clone(), wish);
    }

    /// Lifts a wish out to change it: [`Self::put`] must follow.
    pub(super) fn lift(&mut self, request: &RequestId) -> Option<Wish> {
        let wish = self.wishes.remove(request)?;
        if let Some(at) = wish.deadline() {
            self.deadlines.remove(&(at, request.clone()));
        }
        if let Some(agent) = wish.agent().and_then(|agent| self.agents.get_mut(agent)) {
            self.turns.remove(agent);
            agent.holds.remove(request);
            self.turns.put(agent, self.settings.max_chats);
        }
        Some(wish)
    }

    /// Takes a wish out for good.
    pub(super) fn take(&mut self, request: &RequestId, effects: &mut Effects) -> Option<Wish> {
        let wish = self.lift(request)?;
        effects.push(DeskEffect::Forget(wish_key(request)));
        Some(wish)
    }
}
