//! The bell: at whom it rings, and how a ring ends.

use super::machine::{Desk, Effects};
use super::message::{DeskEffect, DeskRefusal, ToSite};
use super::record::{Record, closed_key};
use super::wish::{Closed, Stage};
use crate::conversation::DeskNews;
use crate::event::{FallbackReason, OfferEnd};
use crate::id::{AgentId, OfferId, RequestId};
use crate::protocol::{ClosedAs, DeskFrame};
use crate::quota::{Package, Settlement};
use crate::stream::Route;
use crate::time::{Millis, Timestamp};

/// How long a closed ring is remembered, so that a late accept is told why it is refused.
const MEMORY: Millis = Millis::minutes(15);

impl Desk {
    /// Rings at the next agent who can take it; who could a moment ago may not now.
    pub(super) fn ring(&mut self, now: Timestamp, request: &RequestId, effects: &mut Effects) {
        let Some(wish) = self.wishes.get(request) else { return };
        let decision = self.decide(now, &wish.asks());
        let chosen = decision.chosen.clone();
        effects.push(DeskEffect::Explain(wish.conversation.clone(), Box::new(decision)));
        let Some(agent) = chosen else {
            settle(request, Settlement::Released, effects);
            self.fall_back(request, FallbackReason::NobodyAvailable, effects);
            return;
        };
        let Some(mut wish) = self.lift(request) else { return };
        wish.rings += 1;
        let offer = OfferId::of(request, wish.rings);
        let until = now + self.settings.offer;
        wish.stage =
            Stage::Ringing { offer: offer.clone(), agent: agent.clone(), since: now, until };
        let (conversation, card) = (wish.conversation.clone(), wish.offer_card(None));
        self.put(wish, effects);
        let face = self.takes_turn(&agent, effects);
        if let Some(face) = face {
            let request = request.clone();
            effects.push(DeskEffect::Conversation(
                conversation,
                DeskNews::Offered { request, offer, agent: face, until },
            ));
        }
        if let Some(offer) = card {
            self.push_ring(&agent, &offer, effects);
            effects.push(DeskEffect::Agent(agent, DeskFrame::Offer { offer, now }));
        }
    }

    pub(super) fn accept(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        offer: &OfferId,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let request = self.rings_at(now, agent, offer)?;
        let Some(mut wish) = self.lift(&request) else { return Err(DeskRefusal::NotOffered) };
        // A chat that changes hands was counted when it began.
        let before = wish.handover().and_then(|_| wish.agent().cloned());
        if before.is_none() {
            settle(&request, Settlement::Engaged, effects);
        }
        wish.stage = Stage::Connected { agent: agent.clone(), since: now, handover: None };
        let (conversation, card) = (wish.conversation.clone(), wish.chat_card(None));
        self.put(wish, effects);
        let face = self.agents.get(agent).map(|agent| agent.face.clone());
        if let Some(before) = before {
            let (conversation, to) = (conversation.clone(), face.clone());
            let frame = DeskFrame::Released { conversation, to };
            effects.push(DeskEffect::Agent(before, frame));
        }
        if let Some(agent) = face {
            effects.push(DeskEffect::Conversation(
                conversation,
                DeskNews::Connected { request, agent },
            ));
        }
        self.close(now, offer.clone(), agent.clone(), ClosedAs::Accepted, effects);
        if let Some(chat) = card {
            effects.push(DeskEffect::Agent(agent.clone(), DeskFrame::Assigned { chat }));
        }
        Ok(())
    }

    /// The wish for which that offer rings at that agent, or why it doesn't.
    pub(super) fn rings_at(
        &self,
        now: Timestamp,
        agent: &AgentId,
        offer: &OfferId,
    ) -> Result<RequestId, DeskRefusal> {
        if let Some(closed) = self.closed.get(offer).filter(|closed| closed.agent == *agent) {
            return Err(closed.how.into());
        }
        let held = self.agents.get(agent).ok_or(DeskRefusal::NotAnAgent)?.holds.iter();
        let wish = held
            .filter_map(|request| self.wishes.get(request))
            .find(|wish| wish.ring().is_some_and(|ring| ring.offer == offer && ring.agent == agent))
            .ok_or(DeskRefusal::NotOffered)?;
        match wish.deadline() {
            Some(until) if now >= until => Err(DeskRefusal::TimedOut),
            _ => Ok(wish.request.clone()),
        }
    }

    /// A ring ended without a chat.
    pub(super) fn unanswered(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        reason: OfferEnd,
        effects: &mut Effects,
    ) {
        let Some(wish) = self.wishes.get(request) else { return };
        let Stage::Ringing { offer, agent, .. } = wish.stage.clone() else { return };
        let conversation = wish.conversation.clone();
        let news = DeskNews::OfferClosed {
            request: request.clone(),
            offer: offer.clone(),
            agent: agent.clone(),
            reason,
        };
        effects.push(DeskEffect::Conversation(conversation, news));
        if self.tries_once_more(now, request, &agent, effects) {
            self.close(now, offer, agent, reason.into(), effects);
            return;
        }
        settle(request, Settlement::Released, effects);
        let fallback = match reason {
            OfferEnd::Declined => FallbackReason::Declined,
            OfferEnd::TimedOut => FallbackReason::TimedOut,
            OfferEnd::Withdrawn | OfferEnd::AgentGone => FallbackReason::NobodyAvailable,
        };
        self.fall_back(request, fallback, effects);
        self.close(now, offer, agent, reason.into(), effects);
    }

    /// On Prime, a team gets exactly one more agent before the fallback; what was held for the wish
    /// stays held.
    fn tries_once_more(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        asked: &AgentId,
        effects: &mut Effects,
    ) -> bool {
        let allowed = self
            .wishes
            .get(request)
            .is_some_and(|wish| wish.tried.is_empty() && matches!(wish.route, Route::Team { .. }));
        if !allowed || self.book.package != Package::Prime {
            return false;
        }
        let Some(mut wish) = self.lift(request) else { return false };
        wish.tried.push(asked.clone());
        let found = self.decide(now, &wish.asks()).chosen.is_some();
        self.put(wish, effects);
        if found {
            self.ring(now, request, effects);
        }
        found
    }

    pub(super) fn fall_back(
        &mut self,
        request: &RequestId,
        reason: FallbackReason,
        effects: &mut Effects,
    ) {
        let Some(wish) = self.take(request, effects) else { return };
        let news = DeskNews::FellBack { request: request.clone(), reason };
        effects.push(DeskEffect::Conversation(wish.conversation, news));
    }

    pub(super) fn close(
        &mut self,
        now: Timestamp,
        offer: OfferId,
        agent: AgentId,
        how: ClosedAs,
        effects: &mut Effects,
    ) {
        let closed = Closed { offer: offer.clone(), agent: agent.clone(), how, at: now };
        effects.push(DeskEffect::Keep(Record::Closed(closed.clone())));
        self.closed.insert(offer.clone(), closed);
        self.push_closed(&agent, &offer, how, effects);
        effects.push(DeskEffect::Agent(agent, DeskFrame::OfferClosed { offer, reason: how }));
    }

    pub(super) fn forget_old(&mut self, now: Timestamp, effects: &mut Effects) {
        let old: Vec<OfferId> = self
            .closed
            .values()
            .filter(|closed| now.since(closed.at) >= MEMORY)
            .map(|closed| closed.offer.clone())
            .collect();
        for offer in old {
            self.closed.remove(&offer);
            effects.push(DeskEffect::Forget(closed_key(&offer)));
        }
    }
}

/// Tells the ledger how a wish ended.
pub(super) fn settle(request: &RequestId, how: Settlement, effects: &mut Effects) {
    effects.push(DeskEffect::Site(ToSite::Settle { request: request.clone(), how }));
}
