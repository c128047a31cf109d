//! Pushes: a ring that no tab of its agent can show is told to their devices, and taken back there
//! when it is over.

use super::machine::{Desk, Effects};
use super::message::DeskEffect;
use super::wish::Wish;
use crate::availability::Presence;
use crate::event::OfferEnd;
use crate::id::{AgentId, OfferId, RequestId};
use crate::protocol::{ClosedAs, OfferCard};
use crate::push::Notice;
use crate::time::Timestamp;

impl Desk {
    /// The bell rings at an agent: with no tab open, their devices are told.
    pub(super) fn push_ring(&mut self, agent: &AgentId, card: &OfferCard, effects: &mut Effects) {
        let unheard =
            self.agents.get(agent).is_some_and(|agent| agent.push && agent.gone_since.is_some());
        if !unheard {
            return;
        }
        self.change(agent, effects, |agent| {
            agent.pushed.insert(card.id.clone());
        });
        effects.push(DeskEffect::Push(agent.clone(), Notice::ring(card)));
    }

    /// The last tab of an agent is gone: what rings there is told to their devices, once.
    pub(super) fn push_rings(&mut self, agent: &AgentId, effects: &mut Effects) {
        let Some(known) = self.agents.get(agent) else { return };
        let wishes = known.holds.iter().filter_map(|request| self.wishes.get(request));
        let rings = wishes.filter_map(|wish| self.offer_at(wish, agent));
        let untold: Vec<_> = rings.filter(|card| !known.pushed.contains(&card.id)).collect();
        for card in untold {
            self.push_ring(agent, &card, effects);
        }
    }

    /// The last device of an agent is forgotten. With no tab open either, nobody hears what rings
    /// there: it ends, so that no visitor waits for it.
    pub(super) fn out_of_reach(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let Some(known) = self.agents.get(agent) else { return };
        let presence = Presence { gone_since: known.gone_since, push: known.push };
        if presence.lost_at(self.settings.grace).is_none_or(|lost| now < lost) {
            return;
        }
        let rings = |request: &&RequestId| {
            let ring = self.wishes.get(*request).and_then(Wish::ring);
            ring.is_some_and(|ring| ring.agent == agent)
        };
        let unheard: Vec<_> = known.holds.iter().filter(rings).cloned().collect();
        for request in unheard {
            self.ring_ended(now, &request, OfferEnd::AgentGone, effects);
        }
    }

    /// A ring is over: where it was pushed it is taken back, whatever tabs are open now.
    pub(super) fn push_closed(
        &mut self,
        agent: &AgentId,
        offer: &OfferId,
        how: ClosedAs,
        effects: &mut Effects,
    ) {
        if !self.agents.get(agent).is_some_and(|agent| agent.pushed.contains(offer)) {
            return;
        }
        self.change(agent, effects, |agent| {
            agent.pushed.remove(offer);
        });
        effects.push(DeskEffect::Push(agent.clone(), Notice::Closed { offer: offer.clone(), how }));
    }
}
