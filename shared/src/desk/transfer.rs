//! Transfers: an agent gives a chat to another one, or the desk reassigns it because its agent is
//! gone. Until somebody accepts, the chat stays with its agent: nothing is lost, and the visitor
//! can go on writing.

use super::chat_request::{ChatRequest, Stage, Transfer, TransferReason};
use super::machine::{Desk, Effects};
use super::message::{DeskEffect, DeskRefusal};
use super::routing::{RoutingQuery, RoutingReason};
use crate::conversation::DeskToConversation;
use crate::event::{FallbackReason, OfferFailure, OfferOutcome};
use crate::id::{AgentId, ConversationId, OfferId, RequestId};
use crate::protocol::{AgentEvent, DisconnectPolicy, PendingTransfer, TransferTo};
use crate::quota::Package;
use crate::stream::Route;
use crate::time::Timestamp;

impl Desk {
    /// Starts a transfer that the chat's agent asked for.
    pub(super) fn transfer(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        conversation: &ConversationId,
        to: TransferTo,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let chat_request = self.chat_of(agent, conversation)?;
        if chat_request.transfer().is_some() {
            return Err(DeskRefusal::TransferPending);
        }
        let route = self.destination(agent, to)?;
        let tried = vec![agent.clone()];
        let query = RoutingQuery {
            chat_request,
            route: &route,
            tried: &tried,
            reason: RoutingReason::Transfer { by: agent.clone() },
        };
        let decision = self.decide(now, &query);
        let Some(chosen) = decision.chosen.clone() else {
            return Err(DeskRefusal::TargetUnavailable { reason: decision.only_reason() });
        };
        let request = chat_request.request.clone();
        effects.push(DeskEffect::Explain(conversation.clone(), Box::new(decision)));
        self.start_transfer(now, &request, TransferReason::Transfer, chosen, tried, effects);
        Ok(())
    }

    /// Cancels a transfer; the agent keeps the chat.
    pub(super) fn cancel_transfer(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        conversation: &ConversationId,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let chat_request = self.chat_of(agent, conversation)?;
        if chat_request.transfer().is_none() {
            return Err(DeskRefusal::NoTransfer);
        }
        let request = chat_request.request.clone();
        self.transfer_ended(now, &request, OfferFailure::Withdrawn, effects);
        Ok(())
    }

    /// Ends a transfer offer that was not accepted. The chat stays with its agent, or is offered to
    /// the next one.
    pub(super) fn transfer_ended(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        reason: OfferFailure,
        effects: &mut Effects,
    ) {
        let Some((transfer, holder)) = self.end_transfer(now, request, reason, effects) else {
            return;
        };
        let Transfer { cause, to, mut tried, .. } = transfer;
        match cause {
            TransferReason::Gone => {
                tried.push(to);
                self.reassign(now, request, tried, effects);
            }
            TransferReason::Transfer => {
                if let Some(chat_request) = self.requests.get(request) {
                    let conversation = chat_request.conversation.clone();
                    let frame = AgentEvent::TransferEnded { conversation, reason };
                    effects.push(DeskEffect::Agent(holder.clone(), frame));
                }
                if self.must_reassign(&holder) {
                    tried.push(to);
                    self.reassign(now, request, tried, effects);
                }
            }
        }
    }

    /// Whether the agent's chats must go to somebody else: the agent can't have them any more, or is
    /// gone, and the site doesn't let visitors wait.
    fn must_reassign(&self, agent: &AgentId) -> bool {
        self.agents.get(agent).is_none_or(|entry| {
            let reassigns = self.settings.disconnect_policy == DisconnectPolicy::Reassign;
            !entry.live_chat || (entry.abandoned && reassigns)
        })
    }

    /// An agent's disconnect timeout has expired: their visitors learn it, and the policy decides
    /// whether the chats are reassigned.
    pub(super) fn abandon_chats(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        self.change(agent, effects, |agent| agent.abandoned = true);
        let reassign = self.settings.disconnect_policy == DisconnectPolicy::Reassign;
        for request in self.chats_of(agent) {
            self.notify_abandoned(now, &request, agent, reassign, effects);
        }
    }

    /// Tells a conversation that its agent is gone, and offers the chat to another agent if
    /// `reassign` is set.
    pub(super) fn notify_abandoned(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        agent: &AgentId,
        reassign: bool,
        effects: &mut Effects,
    ) {
        let Some(chat_request) = self.requests.get(request) else { return };
        let news = DeskToConversation::AgentGone { request: request.clone(), agent: agent.clone() };
        effects.push(DeskEffect::Conversation(chat_request.conversation.clone(), news));
        if reassign && chat_request.transfer().is_none() {
            self.reassign(now, request, vec![agent.clone()], effects);
        }
    }

    /// An agent is back: they have their chats as before, and reassignment offers end.
    pub(super) fn back(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let profile = self.change(agent, effects, |agent| agent.abandoned = false);
        for request in self.chats_of(agent) {
            let reassign = |chat_request: &ChatRequest| {
                chat_request.transfer().is_some_and(|h| h.cause == TransferReason::Gone)
            };
            if self.requests.get(&request).is_some_and(reassign) {
                self.end_transfer(now, &request, OfferFailure::Withdrawn, effects);
            }
            if let (Some(chat_request), Some(agent)) =
                (self.requests.get(&request), profile.clone())
            {
                let news = DeskToConversation::Connected { request, agent };
                effects.push(DeskEffect::Conversation(chat_request.conversation.clone(), news));
            }
        }
    }

    /// Removes the transfer and closes its offer; returns it and the agent who keeps the chat.
    pub(super) fn end_transfer(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        outcome: impl Into<OfferOutcome>,
        effects: &mut Effects,
    ) -> Option<(Transfer, AgentId)> {
        self.requests.get(request)?.transfer()?;
        let mut chat_request = self.lift(request)?;
        let ended = chat_request.end_transfer();
        self.save(chat_request, effects);
        let (transfer, holder) = ended?;
        let offer = (transfer.offer.clone(), transfer.since);
        self.close(now, offer, transfer.to.clone(), outcome, effects);
        Some((transfer, holder))
    }

    /// Offers the chat of a lost agent to the next agent on the card's route, or of all agents if the
    /// site allows it. If none is available, the visitor gets the fallback at once.
    fn reassign(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        tried: Vec<AgentId>,
        effects: &mut Effects,
    ) {
        let Some(chat_request) = self.requests.get(request) else { return };
        let query = RoutingQuery {
            chat_request,
            route: &chat_request.route,
            tried: &tried,
            reason: RoutingReason::Reassign,
        };
        let decision = self.decide(now, &query);
        let chosen = decision.chosen.clone();
        let (conversation, holder) =
            (chat_request.conversation.clone(), chat_request.agent().cloned());
        effects.push(DeskEffect::Explain(conversation.clone(), Box::new(decision)));
        if let Some(chosen) = chosen {
            self.start_transfer(now, request, TransferReason::Gone, chosen, tried, effects);
            return;
        }
        self.fall_back(request, FallbackReason::NobodyAvailable, effects);
        if let Some(holder) = holder {
            let frame = AgentEvent::Released { conversation, to: None };
            effects.push(DeskEffect::Agent(holder, frame));
        }
    }

    /// Offers a running chat to another agent.
    pub(super) fn start_transfer(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        cause: TransferReason,
        to: AgentId,
        tried: Vec<AgentId>,
        effects: &mut Effects,
    ) {
        let Some(mut chat_request) = self.lift(request) else { return };
        chat_request.offer_count += 1;
        let offer = OfferId::derive(request, chat_request.offer_count);
        let until = now + self.settings.offer;
        chat_request.begin_transfer(Transfer {
            cause,
            offer,
            to: to.clone(),
            since: now,
            until,
            tried,
        });
        let holder = chat_request.agent().and_then(|agent| self.agents.get(agent));
        let card = chat_request.offer_card(holder.map(|holder| &holder.profile));
        let (conversation, holder) =
            (chat_request.conversation.clone(), chat_request.agent().cloned());
        self.save(chat_request, effects);
        let profile = self.advance_turn(&to, effects);
        if let (TransferReason::Transfer, Some(holder), Some(to)) = (cause, holder, profile) {
            let frame = AgentEvent::TransferStarted {
                conversation,
                transfer: PendingTransfer { to, until },
            };
            effects.push(DeskEffect::Agent(holder, frame));
        }
        if let Some(offer) = card {
            self.push_offer(&to, &offer, effects);
            effects.push(DeskEffect::Agent(to, AgentEvent::Offer { offer, now }));
        }
    }

    /// The route of a transfer, if the agent may transfer there.
    pub(super) fn destination(
        &self,
        agent: &AgentId,
        to: TransferTo,
    ) -> Result<Route, DeskRefusal> {
        match to {
            TransferTo::Agent(to) if to == *agent => Err(DeskRefusal::ToYourself),
            TransferTo::Agent(agent) => Ok(Route::Agent { agent }),
            TransferTo::Team(_) if self.routing.package != Package::Prime => {
                Err(DeskRefusal::NotPrime)
            }
            TransferTo::Team(team) => Ok(Route::Team { team }),
        }
    }

    /// The chat that an agent has in a conversation.
    fn chat_of(
        &self,
        agent: &AgentId,
        conversation: &ConversationId,
    ) -> Result<&ChatRequest, DeskRefusal> {
        let holds = &self.agents.get(agent).ok_or(DeskRefusal::NotAnAgent)?.holds;
        let requests = holds.iter().filter_map(|request| self.requests.get(request));
        requests
            .filter(|chat_request| chat_request.conversation == *conversation)
            .find(|chat_request| matches!(&chat_request.stage, Stage::Connected { agent: has, .. } if has == agent))
            .ok_or(DeskRefusal::NotYours)
    }

    /// The chats that an agent has, without offers.
    pub(super) fn chats_of(&self, agent: &AgentId) -> Vec<RequestId> {
        let Some(entry) = self.agents.get(agent) else { return Vec::new() };
        let has = |request: &&RequestId| {
            let stage = self.requests.get(*request).map(|chat_request| &chat_request.stage);
            matches!(stage, Some(Stage::Connected { agent: has, .. }) if has == agent)
        };
        entry.holds.iter().filter(has).cloned().collect()
    }
}
