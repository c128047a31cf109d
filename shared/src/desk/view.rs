//! The desk as agents' browsers show it.

use super::agent::AgentDesk;
use super::chat_request::ChatRequest;
use super::machine::{Desk, Effects};
use super::message::{DeskEffect, MissedChange};
use super::routing::Team;
use crate::id::AgentId;
use crate::protocol::{
    AgentEvent, AvailabilityOverview, AvailabilityRow, ChatCard, OfferCard, TeamTarget,
    TransferTarget, TransferTargets,
};
use crate::quota::Package;
use crate::time::Timestamp;

/// Most visitors in the queue that agents are told of; it is “or more”, so that a long queue sends few
/// events when it moves.
pub const MOST_TOLD_WAITING: u32 = 100;

impl Desk {
    /// The first event of an agent socket, with everything a tab needs; `None` if the person is no
    /// agent here.
    pub fn snapshot(&self, now: Timestamp, agent: &AgentId) -> Option<AgentEvent> {
        let desk = self.agents.get(agent)?;
        let own_requests = || desk.holds.iter().filter_map(|request| self.requests.get(request));
        let mut offers: Vec<_> =
            own_requests().filter_map(|chat_request| self.offer_at(chat_request, agent)).collect();
        // An agent who lost the permission has no chats, even if nobody has taken them over yet.
        let mut chats: Vec<_> = own_requests()
            .filter(|_| desk.live_chat)
            .filter_map(|chat_request| self.chat_with(chat_request, agent))
            .collect();
        offers.sort_by_key(|offer| offer.since);
        chats.sort_by_key(|chat| chat.since);
        Some(AgentEvent::Snapshot {
            now,
            agent: desk.profile.clone(),
            live_chat: desk.live_chat,
            available: desk.available(),
            toggled_until: desk.toggled_until(),
            schedule: desk.scheduled(now),
            max_chats: self.routing.max_chats_of(agent),
            offers,
            chats,
            // Only those who could take them hear of it.
            waiting: if desk.live_chat { self.waiting() } else { 0 },
        })
    }

    /// How many visitors wait in the queue, up to [`MOST_TOLD_WAITING`].
    pub(super) fn waiting(&self) -> u32 {
        u32::try_from(self.queued.len()).map_or(MOST_TOLD_WAITING, |all| all.min(MOST_TOLD_WAITING))
    }

    /// Tells the agents who may chat how many visitors wait in the queue, if that has changed. Who is
    /// not connected reads it in the snapshot.
    pub(super) fn tell_waiting(&mut self, effects: &mut Effects) {
        let count = self.waiting();
        if count == self.sent_waiting {
            return;
        }
        self.sent_waiting = count;
        let agents = self.agents.values();
        let connected = agents.filter(|agent| agent.live_chat && agent.gone_since.is_none());
        let event = |agent: &AgentDesk| {
            DeskEffect::Agent(agent.id().clone(), AgentEvent::Waiting { count })
        };
        effects.extend(connected.map(event));
    }

    /// Tells the agents who may chat how many missed conversations need an answer. Who is not
    /// connected asks for it when they are.
    pub(super) fn missed_changed(&self, change: &MissedChange) -> Vec<DeskEffect> {
        let agents = self.agents.values();
        let connected = agents.filter(|agent| agent.live_chat && agent.gone_since.is_none());
        let event = |agent: &AgentDesk| {
            let own = change.own.get(agent.id()).copied();
            DeskEffect::Agent(agent.id().clone(), AgentEvent::Missed { free: change.free, own })
        };
        connected.map(event).collect()
    }

    /// The offer of a chat request, as this agent sees it.
    pub(super) fn offer_at(
        &self,
        chat_request: &ChatRequest,
        agent: &AgentId,
    ) -> Option<OfferCard> {
        chat_request.open_offer().filter(|open_offer| open_offer.agent == agent)?;
        let holder = chat_request.agent().filter(|holder| *holder != agent);
        chat_request
            .offer_card(holder.and_then(|holder| self.agents.get(holder)).map(|has| &has.profile))
    }

    /// The chat of a chat request, as its agent sees it.
    pub(super) fn chat_with(
        &self,
        chat_request: &ChatRequest,
        agent: &AgentId,
    ) -> Option<ChatCard> {
        chat_request.agent().filter(|has| *has == agent)?;
        let to = chat_request.transfer().and_then(|transfer| self.agents.get(&transfer.to));
        chat_request.chat_card(to.map(|to| &to.profile))
    }

    /// The current status of all agents, for admins.
    pub fn availability(&self, now: Timestamp) -> AvailabilityOverview {
        let row = |agent: &AgentDesk| AvailabilityRow {
            agent: agent.id().clone(),
            available: agent.available(),
            online: agent.gone_since.is_none(),
            chats: agent.load(),
            max_chats: self.routing.max_chats_of(agent.id()),
            unavailable_reason: self
                .verdict(now, agent)
                .err()
                .map(|reason| reason.sentence().to_owned()),
        };
        let live =
            self.requests.values().filter(|chat_request| chat_request.agent().is_some()).count();
        AvailabilityOverview {
            agents: self.agents.values().map(row).collect(),
            waiting: self.requests.len() - live,
            live,
        }
    }

    /// Agents and teams that could take over a chat now; `None` if the person is no agent here.
    pub fn transfer_targets(&self, now: Timestamp, me: &AgentId) -> Option<TransferTargets> {
        self.agents.get(me)?;
        let others = self.agents.values().filter(|agent| agent.id() != me && agent.live_chat);
        let target = |agent: &AgentDesk| {
            let verdict = self.verdict(now, agent);
            TransferTarget {
                agent: agent.profile.clone(),
                chats: agent.load(),
                unavailable_reason: verdict.err().map(|reason| reason.sentence().to_owned()),
            }
        };
        let mut agents: Vec<_> = others.map(target).collect();
        agents.sort_by(|a, b| {
            let key = |one: &TransferTarget| {
                (one.unavailable_reason.is_some(), one.agent.name.to_lowercase())
            };
            key(a).cmp(&key(b))
        });
        let teams = self.routing.teams.iter().filter(|_| self.routing.package == Package::Prime);
        let choice = |team: &Team| {
            let members = team.members.iter().filter_map(|member| self.agents.get(member));
            let free = |agent: &&AgentDesk| agent.id() != me && self.verdict(now, agent).is_ok();
            TeamTarget {
                team: team.id.clone(),
                name: team.name.clone(),
                free: members.filter(free).count(),
            }
        };
        Some(TransferTargets { agents, teams: teams.map(choice).collect() })
    }
}
