//! The desk's index: one place each for agents and chat requests, with the row of turns, the deadlines and
//! the loads kept right whenever something changes.

use super::agent::AgentDesk;
use super::chat_request::ChatRequest;
use super::machine::{Desk, Due, Effects};
use super::message::DeskEffect;
use super::record::{Record, request_key};
use super::round_robin::RoundRobin;
use super::settings::DeskSettings;
use crate::event::AgentProfile;
use crate::id::{AgentId, RequestId};
use crate::time::Timestamp;

impl Desk {
    /// Changes an agent, keeps the row of turns right, and gives their face.
    pub(super) fn change(
        &mut self,
        agent: &AgentId,
        effects: &mut Effects,
        change: impl FnOnce(&mut AgentDesk),
    ) -> Option<AgentProfile> {
        let before = self.agents.get(agent)?.clone();
        self.reindex(agent, change);
        let entry = self.agents.get(agent)?;
        if *entry != before {
            effects.push(DeskEffect::Save(Record::Agent(entry.clone())));
        }
        Some(entry.profile.clone())
    }

    /// A chat is offered to an agent: whoever had no offer for longer is before them now.
    pub(super) fn advance_turn(
        &mut self,
        agent: &AgentId,
        effects: &mut Effects,
    ) -> Option<AgentProfile> {
        self.last_turn += 1;
        let turn = self.last_turn;
        self.change(agent, effects, |agent| agent.turn = turn)
    }

    /// Puts a chat request in its place, with its deadline and its agents' loads.
    pub(super) fn save(&mut self, chat_request: ChatRequest, effects: &mut Effects) {
        self.deadlines.extend(
            chat_request.deadline().map(|at| (at, Due::Request(chat_request.request.clone()))),
        );
        for agent in chat_request.holders() {
            self.reindex(agent, |agent| {
                agent.holds.insert(chat_request.request.clone());
            });
        }
        effects.push(DeskEffect::Save(Record::Request(chat_request.clone())));
        self.requests.insert(chat_request.request.clone(), chat_request);
    }

    /// Lifts a chat request out to change it: [`Self::save`] must follow.
    pub(super) fn lift(&mut self, request: &RequestId) -> Option<ChatRequest> {
        let chat_request = self.requests.remove(request)?;
        if let Some(at) = chat_request.deadline() {
            self.deadlines.remove(&(at, Due::Request(request.clone())));
        }
        for agent in chat_request.holders() {
            self.reindex(agent, |agent| {
                agent.holds.remove(request);
            });
        }
        Some(chat_request)
    }

    /// Takes a chat request out for good.
    pub(super) fn remove(
        &mut self,
        request: &RequestId,
        effects: &mut Effects,
    ) -> Option<ChatRequest> {
        let chat_request = self.lift(request)?;
        effects.push(DeskEffect::Delete(request_key(request)));
        Some(chat_request)
    }

    /// Changes what is known of an agent, with their place in the row and their deadlines.
    pub(super) fn reindex(&mut self, id: &AgentId, change: impl FnOnce(&mut AgentDesk)) {
        let Some(agent) = self.agents.get_mut(id) else { return };
        self.round_robin.remove(agent);
        for due in dues(agent, &self.settings) {
            self.deadlines.remove(&due);
        }
        change(agent);
        self.round_robin.insert(agent, self.settings.max_chats);
        self.deadlines.extend(dues(agent, &self.settings));
    }

    /// Lifts an agent out for good.
    pub(super) fn remove_from_index(&mut self, id: &AgentId) -> Option<AgentDesk> {
        let agent = self.agents.remove(id)?;
        self.round_robin.remove(&agent);
        for due in dues(&agent, &self.settings) {
            self.deadlines.remove(&due);
        }
        Some(agent)
    }

    /// Makes the row of turns and the deadlines anew, from agents, chat requests and settings.
    pub(super) fn index(&mut self) {
        self.round_robin = RoundRobin::default();
        self.deadlines.clear();
        for chat_request in self.requests.values() {
            self.deadlines.extend(
                chat_request.deadline().map(|at| (at, Due::Request(chat_request.request.clone()))),
            );
        }
        for agent in self.agents.values() {
            self.round_robin.insert(agent, self.settings.max_chats);
            self.deadlines.extend(dues(agent, &self.settings));
        }
    }
}

/// What time alone changes about an agent, and when.
fn dues(agent: &AgentDesk, settings: &DeskSettings) -> impl Iterator<Item = (Timestamp, Due)> {
    let id = || agent.id().clone();
    let timeouts = agent.disconnect_timeout(settings).map(|at| (at, Due::DisconnectTimeout(id())));
    let boundary = agent.boundary().map(|at| (at, Due::Boundary(id())));
    let silent = agent.silent_at(settings).map(|at| (at, Due::Silence(id())));
    timeouts.into_iter().chain(boundary).chain(silent)
}
