//! Pushes: an offer goes to an agent's devices if no tab of theirs can show it, and is withdrawn
//! there when it ends.

use super::chat_request::ChatRequest;
use super::machine::{Desk, Effects};
use super::message::DeskEffect;
use crate::availability::Presence;
use crate::event::{OfferFailure, OfferOutcome};
use crate::id::{AgentId, OfferId, RequestId};
use crate::protocol::OfferCard;
use crate::push::Notice;
use crate::time::Timestamp;

impl Desk {
    /// Pushes a new offer to the agent's devices if no tab is open.
    pub(super) fn push_offer(&mut self, agent: &AgentId, card: &OfferCard, effects: &mut Effects) {
        let unheard =
            self.agents.get(agent).is_some_and(|agent| agent.push && agent.gone_since.is_some());
        if !unheard {
            return;
        }
        self.change(agent, effects, |agent| {
            agent.pushed.insert(card.id.clone());
        });
        effects.push(DeskEffect::Push(agent.clone(), Notice::offer(card)));
    }

    /// Pushes an agent's open offers, once each, after their last tab has closed.
    pub(super) fn push_offers(&mut self, agent: &AgentId, effects: &mut Effects) {
        let Some(entry) = self.agents.get(agent) else { return };
        let requests = entry.holds.iter().filter_map(|request| self.requests.get(request));
        let offers = requests.filter_map(|chat_request| self.offer_at(chat_request, agent));
        let untold: Vec<_> = offers.filter(|card| !entry.pushed.contains(&card.id)).collect();
        for card in untold {
            self.push_offer(agent, &card, effects);
        }
    }

    /// Handles that an agent's last device was removed or their tabs have fallen silent. If nothing
    /// reaches the agent any more, their offers end, so that no visitor waits in vain.
    pub(super) fn unreachable_agent(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        effects: &mut Effects,
    ) {
        let Some(entry) = self.agents.get(agent) else { return };
        let presence = Presence { gone_since: entry.gone_since, push: entry.push };
        if presence.lost_at(self.settings.grace).is_none_or(|lost| now < lost) {
            return;
        }
        let is_offered = |request: &&RequestId| {
            let open_offer = self.requests.get(*request).and_then(ChatRequest::open_offer);
            open_offer.is_some_and(|open_offer| open_offer.agent == agent)
        };
        let unheard: Vec<_> = entry.holds.iter().filter(is_offered).cloned().collect();
        for request in unheard {
            self.offer_ended(now, &request, OfferFailure::AgentGone, effects);
        }
    }

    /// Withdraws an ended offer from the devices that it was pushed to, even if a tab is open now.
    pub(super) fn push_closed(
        &mut self,
        agent: &AgentId,
        offer: &OfferId,
        outcome: OfferOutcome,
        effects: &mut Effects,
    ) {
        if !self.agents.get(agent).is_some_and(|agent| agent.pushed.contains(offer)) {
            return;
        }
        self.change(agent, effects, |agent| {
            agent.pushed.remove(offer);
        });
        effects.push(DeskEffect::Push(
            agent.clone(),
            Notice::Closed { offer: offer.clone(), outcome },
        ));
    }
}
