//! The desk's index. Every change of an agent or chat request goes through these functions, which
//! keep the round robin, the deadlines and the loads consistent.

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
    /// Changes an agent and their index entries, stores them if they differ, and returns their
    /// profile.
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

    /// Gives an agent the newest turn, because they get an offer now; returns their profile.
    pub(super) fn advance_turn(
        &mut self,
        agent: &AgentId,
        effects: &mut Effects,
    ) -> Option<AgentProfile> {
        self.last_turn += 1;
        let turn = self.last_turn;
        self.change(agent, effects, |agent| agent.turn = turn)
    }

    /// Stores a chat request, with its deadline and its agents' loads. The opposite of
    /// [`Self::lift`].
    pub(super) fn save(&mut self, chat_request: ChatRequest, effects: &mut Effects) {
        self.deadlines.extend(
            chat_request.deadline().map(|at| (at, Due::Request(chat_request.request.clone()))),
        );
        for agent in chat_request.holders() {
            self.reindex(agent, |agent| {
                agent.holds.insert(chat_request.request.clone());
            });
        }
        self.by_visitor.insert(chat_request.visitor.id.clone(), chat_request.request.clone());
        self.queued.extend(chat_request.place_in_queue());
        effects.push(DeskEffect::Save(Record::Request(chat_request.clone())));
        self.requests.insert(chat_request.request.clone(), chat_request);
    }

    /// Takes a chat request out to change it; [`Self::save`] must follow.
    pub(super) fn lift(&mut self, request: &RequestId) -> Option<ChatRequest> {
        let chat_request = self.requests.remove(request)?;
        if self.by_visitor.get(&chat_request.visitor.id) == Some(request) {
            self.by_visitor.remove(&chat_request.visitor.id);
        }
        if let Some(place) = chat_request.place_in_queue() {
            self.queued.remove(&place);
        }
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

    /// Removes a chat request and its record.
    pub(super) fn remove(
        &mut self,
        request: &RequestId,
        effects: &mut Effects,
    ) -> Option<ChatRequest> {
        let chat_request = self.lift(request)?;
        effects.push(DeskEffect::Delete(request_key(request)));
        Some(chat_request)
    }

    /// Changes an agent, and updates the round robin and the deadlines.
    pub(super) fn reindex(&mut self, id: &AgentId, change: impl FnOnce(&mut AgentDesk)) {
        let max_chats = self.routing.max_chats_of(id);
        let Some(agent) = self.agents.get_mut(id) else { return };
        self.round_robin.remove(agent);
        for due in dues(agent, &self.settings) {
            self.deadlines.remove(&due);
        }
        change(agent);
        self.round_robin.insert(agent, max_chats);
        self.deadlines.extend(dues(agent, &self.settings));
    }

    /// Removes an agent from the index.
    pub(super) fn remove_from_index(&mut self, id: &AgentId) -> Option<AgentDesk> {
        let agent = self.agents.remove(id)?;
        self.round_robin.remove(&agent);
        for due in dues(&agent, &self.settings) {
            self.deadlines.remove(&due);
        }
        Some(agent)
    }

    /// Rebuilds the round robin, the queue and the deadlines from agents, chat requests and settings.
    pub(super) fn index(&mut self) {
        self.round_robin = RoundRobin::default();
        self.deadlines.clear();
        self.queued = self.requests.values().filter_map(ChatRequest::place_in_queue).collect();
        for chat_request in self.requests.values() {
            self.deadlines.extend(
                chat_request.deadline().map(|at| (at, Due::Request(chat_request.request.clone()))),
            );
        }
        for agent in self.agents.values() {
            self.round_robin.insert(agent, self.routing.max_chats_of(agent.id()));
            self.deadlines.extend(dues(agent, &self.settings));
        }
    }
}

/// The deadlines of an agent.
fn dues(agent: &AgentDesk, settings: &DeskSettings) -> impl Iterator<Item = (Timestamp, Due)> {
    let id = || agent.id().clone();
    let timeouts = agent.disconnect_timeout(settings).map(|at| (at, Due::DisconnectTimeout(id())));
    let boundary = agent.boundary().map(|at| (at, Due::Boundary(id())));
    let silent = agent.silent_at(settings).map(|at| (at, Due::Silence(id())));
    timeouts.into_iter().chain(boundary).chain(silent)
}
