//! What an agent's browser is shown of the desk.

use super::agent::AgentDesk;
use super::machine::Desk;
use super::routing::Team;
use super::wish::Wish;
use crate::id::AgentId;
use crate::protocol::{
    ChatCard, Colleague, Colleagues, DeskFrame, Duty, OfferCard, OnDuty, TeamChoice,
};
use crate::quota::Package;
use crate::time::Timestamp;

impl Desk {
    /// Everything an agent's tab needs at the beginning; `None` for somebody who is no agent here.
    pub fn snapshot(&self, now: Timestamp, agent: &AgentId) -> Option<DeskFrame> {
        let desk = self.agents.get(agent)?;
        let held = || desk.holds.iter().filter_map(|request| self.wishes.get(request));
        let mut offers: Vec<_> = held().filter_map(|wish| self.offer_at(wish, agent)).collect();
        let mut chats: Vec<_> = held().filter_map(|wish| self.chat_with(wish, agent)).collect();
        offers.sort_by_key(|offer| offer.since);
        chats.sort_by_key(|chat| chat.since);
        Some(DeskFrame::Snapshot {
            now,
            agent: desk.face.clone(),
            live_chat: desk.live_chat,
            available: desk.available(),
            toggled_until: desk.toggled_until(),
            schedule: desk.scheduled(now),
            max_chats: self.settings.max_chats,
            offers,
            chats,
        })
    }

    /// The ring of a wish, as an agent it rings at sees it.
    pub(super) fn offer_at(&self, wish: &Wish, agent: &AgentId) -> Option<OfferCard> {
        wish.ring().filter(|ring| ring.agent == agent)?;
        let holder = wish.agent().filter(|holder| *holder != agent);
        wish.offer_card(holder.and_then(|holder| self.agents.get(holder)).map(|has| &has.face))
    }

    /// The chat of a wish, as its agent sees it.
    pub(super) fn chat_with(&self, wish: &Wish, agent: &AgentId) -> Option<ChatCard> {
        wish.agent().filter(|has| *has == agent)?;
        let to = wish.handover().and_then(|handover| self.agents.get(&handover.to));
        wish.chat_card(to.map(|to| &to.face))
    }

    /// How everybody stands now, for who looks after them.
    pub fn duty(&self, now: Timestamp) -> Duty {
        let row = |agent: &AgentDesk| OnDuty {
            agent: agent.id().clone(),
            available: agent.available(),
            online: agent.gone_since.is_none(),
            chats: agent.load(),
            why_not: agent.verdict(now, &self.settings).err().map(|why| why.sentence().to_owned()),
        };
        let live = self.wishes.values().filter(|wish| wish.agent().is_some()).count();
        Duty {
            agents: self.agents.values().map(row).collect(),
            waiting: self.wishes.len() - live,
            live,
            max_chats: self.settings.max_chats,
        }
    }

    /// Who else could take a chat of an agent's; none for somebody who is no agent here.
    pub fn colleagues(&self, now: Timestamp, me: &AgentId) -> Option<Colleagues> {
        self.agents.get(me)?;
        let others = self.agents.values().filter(|agent| agent.id() != me && agent.live_chat);
        let colleague = |agent: &AgentDesk| {
            let verdict = agent.verdict(now, &self.settings);
            Colleague {
                agent: agent.face.clone(),
                chats: agent.load(),
                why_not: verdict.err().map(|why| why.sentence().to_owned()),
            }
        };
        let mut agents: Vec<_> = others.map(colleague).collect();
        agents.sort_by(|a, b| {
            let key = |one: &Colleague| (one.why_not.is_some(), one.agent.name.to_lowercase());
            key(a).cmp(&key(b))
        });
        let teams = self.book.teams.iter().filter(|_| self.book.package == Package::Prime);
        let choice = |team: &Team| {
            let members = team.members.iter().filter_map(|member| self.agents.get(member));
            let free =
                |agent: &&AgentDesk| agent.id() != me && agent.verdict(now, &self.settings).is_ok();
            TeamChoice {
                team: team.id.clone(),
                name: team.name.clone(),
                free: members.filter(free).count(),
            }
        };
        Some(Colleagues { agents, teams: teams.map(choice).collect() })
    }
}
