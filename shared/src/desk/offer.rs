//! Offers: who gets them, and how they end.

use super::chat_request::{ClosedOffer, Stage};
use super::machine::{Desk, Effects};
use super::message::{DeskEffect, DeskRefusal, DeskToLedger};
use super::record::{Record, closed_key};
use super::routing::{Pool, SecondTry};
use crate::conversation::DeskToConversation;
use crate::event::{FallbackReason, OfferFailure, OfferOutcome};
use crate::id::{AgentId, OfferId, RequestId};
use crate::protocol::AgentEvent;
use crate::quota::{Package, ReservationOutcome};
use crate::stream::Route;
use crate::time::{Millis, Timestamp};

/// How long a closed offer is remembered, so that a late accept gets the right reason.
const MEMORY: Millis = Millis::minutes(15);

impl Desk {
    /// Offers the chat to the next agent who can take it. Decides anew, because availability may
    /// have changed while the ledger was asked.
    pub(super) fn offer_next(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        effects: &mut Effects,
    ) {
        let Some(chat_request) = self.requests.get(request) else { return };
        let decision = self.decide(now, &chat_request.query());
        let chosen = decision.chosen.clone();
        let pool = decision.pools.last().map(|evaluation| &evaluation.pool);
        let widened = pool == Some(&Pool::Everybody);
        effects.push(DeskEffect::Explain(chat_request.conversation.clone(), Box::new(decision)));
        let Some(agent) = chosen else {
            if let Some(until) = self.may_queue(now, chat_request) {
                self.queue(request, until, effects);
                return;
            }
            close_reservation(request, ReservationOutcome::Released, effects);
            self.fall_back(request, FallbackReason::NobodyAvailable, effects);
            return;
        };
        let Some(mut chat_request) = self.lift(request) else { return };
        chat_request.offer_count += 1;
        chat_request.widened = widened;
        let offer = OfferId::derive(request, chat_request.offer_count);
        let until = now + self.settings.offer;
        chat_request.stage =
            Stage::Offered { offer: offer.clone(), agent: agent.clone(), since: now, until };
        let (conversation, card) =
            (chat_request.conversation.clone(), chat_request.offer_card(None));
        self.save(chat_request, effects);
        let profile = self.advance_turn(&agent, effects);
        if let Some(profile) = profile {
            let request = request.clone();
            effects.push(DeskEffect::Conversation(
                conversation,
                DeskToConversation::Offered { request, offer, agent: profile, until },
            ));
        }
        if let Some(offer) = card {
            self.push_offer(&agent, &offer, effects);
            effects.push(DeskEffect::Agent(agent, AgentEvent::Offer { offer, now }));
        }
    }

    pub(super) fn accept(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        offer: &OfferId,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let request = self.offered_to(now, agent, offer)?;
        let Some(chat_request) = self.lift(&request) else {
            return Err(DeskRefusal::NotOffered);
        };
        let since = chat_request.open_offer().map_or(now, |open_offer| open_offer.since);
        let before = chat_request.transfer().and_then(|_| chat_request.agent().cloned());
        let frame = self.connect(now, chat_request, agent, before, effects);
        self.close(now, (offer.clone(), since), agent.clone(), OfferOutcome::Accepted, effects);
        effects.extend(frame.map(|frame| DeskEffect::Agent(agent.clone(), frame)));
        Ok(())
    }

    /// The chat request that was offered to this agent, or why the agent can't answer the offer.
    pub(super) fn offered_to(
        &self,
        now: Timestamp,
        agent: &AgentId,
        offer: &OfferId,
    ) -> Result<RequestId, DeskRefusal> {
        if let Some(closed) = self.closed.get(offer).filter(|closed| closed.agent == *agent) {
            return Err(closed.outcome.into());
        }
        let own_requests = self.agents.get(agent).ok_or(DeskRefusal::NotAnAgent)?.holds.iter();
        let chat_request = own_requests
            .filter_map(|request| self.requests.get(request))
            .find(|chat_request| {
                chat_request.open_offer().is_some_and(|open_offer| {
                    open_offer.offer == offer && open_offer.agent == agent
                })
            })
            .ok_or(DeskRefusal::NotOffered)?;
        match chat_request.deadline() {
            Some(until) if now >= until => Err(DeskRefusal::TimedOut),
            _ => Ok(chat_request.request.clone()),
        }
    }

    /// Ends an offer of a chat request that was not accepted.
    pub(super) fn offer_unanswered(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        reason: OfferFailure,
        effects: &mut Effects,
    ) {
        let Some(chat_request) = self.requests.get(request) else { return };
        let Stage::Offered { offer, agent, since, .. } = chat_request.stage.clone() else { return };
        let conversation = chat_request.conversation.clone();
        let news = DeskToConversation::OfferClosed {
            request: request.clone(),
            offer: offer.clone(),
            agent: agent.clone(),
            reason,
        };
        effects.push(DeskEffect::Conversation(conversation, news));
        if self.asks_another(now, request, &agent, reason, effects) {
            self.close(now, (offer, since), agent, reason, effects);
            return;
        }
        close_reservation(request, ReservationOutcome::Released, effects);
        let fallback = match reason {
            OfferFailure::Declined => FallbackReason::Declined,
            OfferFailure::TimedOut => FallbackReason::TimedOut,
            OfferFailure::Withdrawn | OfferFailure::AgentGone => FallbackReason::NobodyAvailable,
        };
        self.fall_back(request, fallback, effects);
        self.close(now, (offer, since), agent, reason, effects);
    }

    /// Offers the chat to another agent if the last one was gone before they could answer, or if
    /// the site has a second try for this route; if all others are full, it waits in the queue for
    /// them. The reservation stays held.
    fn asks_another(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        declined_by: &AgentId,
        reason: OfferFailure,
        effects: &mut Effects,
    ) -> bool {
        let Some(chat_request) = self.requests.get(request) else { return false };
        let has_second_try = match self.routing.second_try {
            SecondTry::AllRoutes => true,
            SecondTry::PrimeTeams => {
                self.routing.package == Package::Prime
                    && matches!(chat_request.route, Route::Team { .. })
            }
        };
        let unheard = reason == OfferFailure::AgentGone;
        let second_try = has_second_try && chat_request.nobody_answered();
        if !unheard && !second_try {
            return false;
        }
        let Some(mut chat_request) = self.lift(request) else { return false };
        chat_request.tried.push(declined_by.clone());
        chat_request.unheard += usize::from(unheard);
        let decision = self.decide(now, &chat_request.query());
        let found = decision.chosen.is_some();
        let conversation = chat_request.conversation.clone();
        let until = if found { None } else { self.may_queue(now, &chat_request) };
        self.save(chat_request, effects);
        if found {
            self.offer_next(now, request, effects);
        } else {
            effects.push(DeskEffect::Explain(conversation, Box::new(decision)));
        }
        if let Some(until) = until {
            self.queue(request, until, effects);
        }
        found || until.is_some()
    }

    pub(super) fn fall_back(
        &mut self,
        request: &RequestId,
        reason: FallbackReason,
        effects: &mut Effects,
    ) {
        let Some(chat_request) = self.remove(request, effects) else { return };
        // At the limit, or while the desk is out of reach, hours say nothing.
        let by_hours = reason == FallbackReason::NobodyAvailable;
        let back_at = by_hours.then(|| self.back_at(&chat_request.query())).flatten();
        let news = DeskToConversation::FellBack { request: request.clone(), reason, back_at };
        effects.push(DeskEffect::Conversation(chat_request.conversation, news));
    }

    pub(super) fn close(
        &mut self,
        now: Timestamp,
        (offer, since): (OfferId, Timestamp),
        agent: AgentId,
        outcome: impl Into<OfferOutcome>,
        effects: &mut Effects,
    ) {
        let outcome = outcome.into();
        let closed = ClosedOffer {
            offer: offer.clone(),
            agent: agent.clone(),
            outcome,
            since: Some(since),
            at: now,
        };
        effects.push(DeskEffect::Save(Record::ClosedOffer(closed.clone())));
        self.closed.insert(offer.clone(), closed);
        self.push_closed(&agent, &offer, outcome, effects);
        effects.push(DeskEffect::Agent(agent, AgentEvent::OfferClosed { offer, reason: outcome }));
    }

    pub(super) fn prune(&mut self, now: Timestamp, effects: &mut Effects) {
        let old: Vec<OfferId> = self
            .closed
            .values()
            .filter(|closed| now.since(closed.at) >= MEMORY)
            .map(|closed| closed.offer.clone())
            .collect();
        for offer in old {
            self.closed.remove(&offer);
            effects.push(DeskEffect::Delete(closed_key(&offer)));
        }
    }
}

/// Commits or releases the reservation of a chat request.
pub(super) fn close_reservation(
    request: &RequestId,
    outcome: ReservationOutcome,
    effects: &mut Effects,
) {
    effects.push(DeskEffect::Site(DeskToLedger::CloseReservation {
        request: request.clone(),
        outcome,
    }));
}
