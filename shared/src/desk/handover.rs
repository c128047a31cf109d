//! A chat changes hands: given to a colleague, or offered onward because its agent is gone. Until
//! somebody has taken it, it stays where it is: nothing is lost, and the visitor can go on writing.

use super::machine::{Desk, Effects};
use super::message::{DeskEffect, DeskRefusal};
use super::routing::{Ask, Asked};
use super::wish::{Handover, Stage, Why, Wish};
use crate::conversation::DeskNews;
use crate::event::OfferEnd;
use crate::id::{AgentId, ConversationId, OfferId, RequestId};
use crate::protocol::{ClosedAs, DeskFrame, Handing, TransferTo, WhenGone};
use crate::quota::Package;
use crate::stream::Route;
use crate::time::Timestamp;

impl Desk {
    /// An agent wants somebody else to take a chat of theirs.
    pub(super) fn transfer(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        conversation: &ConversationId,
        to: TransferTo,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let wish = self.chat_of(agent, conversation)?;
        if wish.handover().is_some() {
            return Err(DeskRefusal::AlreadyHanding);
        }
        let route = self.destination(agent, to)?;
        let tried = vec![agent.clone()];
        let ask =
            Ask { wish, route: &route, tried: &tried, why: Asked::Transfer { by: agent.clone() } };
        let decision = self.decide(now, &ask);
        let Some(chosen) = decision.chosen.clone() else {
            return Err(DeskRefusal::CanNotTake { why: decision.only_reason() });
        };
        let request = wish.request.clone();
        effects.push(DeskEffect::Explain(conversation.clone(), Box::new(decision)));
        self.hand(now, &request, Why::Transfer, chosen, tried, effects);
        Ok(())
    }

    /// They keep it after all.
    pub(super) fn keep_chat(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        conversation: &ConversationId,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let wish = self.chat_of(agent, conversation)?;
        if wish.handover().is_none() {
            return Err(DeskRefusal::NotHanding);
        }
        let request = wish.request.clone();
        self.not_taken(now, &request, OfferEnd::Withdrawn, effects);
        Ok(())
    }

    /// Nobody took a chat that was to change hands: it stays, or the next one is asked.
    pub(super) fn not_taken(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        reason: OfferEnd,
        effects: &mut Effects,
    ) {
        let Some((handover, holder)) = self.end_handover(now, request, reason.into(), effects)
        else {
            return;
        };
        let Handover { why, to, mut tried, .. } = handover;
        let left = self.agents.get(&holder).is_none_or(|holder| holder.deserted);
        match why {
            Why::Gone => {
                tried.push(to);
                self.onward(now, request, tried, effects);
            }
            Why::Transfer => {
                if let Some(wish) = self.wishes.get(request) {
                    let conversation = wish.conversation.clone();
                    let frame = DeskFrame::NotTaken { conversation, reason };
                    effects.push(DeskEffect::Agent(holder, frame));
                }
                if left && self.settings.when_gone == WhenGone::Onward {
                    tried.push(to);
                    self.onward(now, request, tried, effects);
                }
            }
        }
    }

    /// An agent has been gone for too long: their visitors are told, and others are asked.
    pub(super) fn deserted(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        self.change(agent, effects, |agent| agent.deserted = true);
        let onward = self.settings.when_gone == WhenGone::Onward;
        for request in self.chats_of(agent) {
            self.left_alone(now, &request, agent, onward, effects);
        }
    }

    /// A chat's agent is gone: its visitor is told, and somebody else is asked if that is wanted.
    pub(super) fn left_alone(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        agent: &AgentId,
        onward: bool,
        effects: &mut Effects,
    ) {
        let Some(wish) = self.wishes.get(request) else { return };
        let news = DeskNews::AgentGone { request: request.clone(), agent: agent.clone() };
        effects.push(DeskEffect::Conversation(wish.conversation.clone(), news));
        if onward && wish.handover().is_none() {
            self.onward(now, request, vec![agent.clone()], effects);
        }
    }

    /// An agent who was gone is here again: their chats are theirs as before.
    pub(super) fn back(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let face = self.change(agent, effects, |agent| agent.deserted = false);
        for request in self.chats_of(agent) {
            let onward = |wish: &Wish| wish.handover().is_some_and(|h| h.why == Why::Gone);
            if self.wishes.get(&request).is_some_and(onward) {
                self.end_handover(now, &request, ClosedAs::Withdrawn, effects);
            }
            if let (Some(wish), Some(agent)) = (self.wishes.get(&request), face.clone()) {
                let news = DeskNews::Connected { request, agent };
                effects.push(DeskEffect::Conversation(wish.conversation.clone(), news));
            }
        }
    }

    /// Takes the ring of a handover away, and gives what it was, and whose chat it still is.
    pub(super) fn end_handover(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        how: ClosedAs,
        effects: &mut Effects,
    ) -> Option<(Handover, AgentId)> {
        self.wishes.get(request)?.handover()?;
        let mut wish = self.lift(request)?;
        let ended = wish.end_handover();
        self.put(wish, effects);
        let (handover, holder) = ended?;
        self.close(now, handover.offer.clone(), handover.to.clone(), how, effects);
        Some((handover, holder))
    }

    /// Offers a chat whose agent is gone to the next who could take it, as its card says; with
    /// nobody left it stays where it is, should its agent come back.
    fn onward(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        tried: Vec<AgentId>,
        effects: &mut Effects,
    ) {
        let Some(wish) = self.wishes.get(request) else { return };
        let ask = Ask { wish, route: &wish.route, tried: &tried, why: Asked::Onward };
        let decision = self.decide(now, &ask);
        let chosen = decision.chosen.clone();
        effects.push(DeskEffect::Explain(wish.conversation.clone(), Box::new(decision)));
        if let Some(chosen) = chosen {
            self.hand(now, request, Why::Gone, chosen, tried, effects);
        }
    }

    /// Rings at an agent for a chat that somebody else has.
    fn hand(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        why: Why,
        to: AgentId,
        tried: Vec<AgentId>,
        effects: &mut Effects,
    ) {
        let Some(mut wish) = self.lift(request) else { return };
        wish.rings += 1;
        let offer = OfferId::of(request, wish.rings);
        let until = now + self.settings.offer;
        wish.begin_handover(Handover { why, offer, to: to.clone(), since: now, until, tried });
        let holder = wish.agent().and_then(|agent| self.agents.get(agent));
        let card = wish.offer_card(holder.map(|holder| &holder.face));
        let (conversation, holder) = (wish.conversation.clone(), wish.agent().cloned());
        self.put(wish, effects);
        let face = self.takes_turn(&to, effects);
        if let (Why::Transfer, Some(holder), Some(to)) = (why, holder, face) {
            let frame = DeskFrame::Handing { conversation, handing: Handing { to, until } };
            effects.push(DeskEffect::Agent(holder, frame));
        }
        if let Some(offer) = card {
            self.push_ring(&to, &offer, effects);
            effects.push(DeskEffect::Agent(to, DeskFrame::Offer { offer, now }));
        }
    }

    /// The route a transfer takes, where it may be taken.
    fn destination(&self, agent: &AgentId, to: TransferTo) -> Result<Route, DeskRefusal> {
        match to {
            TransferTo::Agent(to) if to == *agent => Err(DeskRefusal::ToYourself),
            TransferTo::Agent(agent) => Ok(Route::Agent { agent }),
            TransferTo::Team(_) if self.book.package != Package::Prime => {
                Err(DeskRefusal::NotPrime)
            }
            TransferTo::Team(team) => Ok(Route::Team { team }),
        }
    }

    /// The chat an agent has in a conversation.
    fn chat_of(
        &self,
        agent: &AgentId,
        conversation: &ConversationId,
    ) -> Result<&Wish, DeskRefusal> {
        let holds = &self.agents.get(agent).ok_or(DeskRefusal::NotAnAgent)?.holds;
        let wishes = holds.iter().filter_map(|request| self.wishes.get(request));
        wishes
            .filter(|wish| wish.conversation == *conversation)
            .find(|wish| matches!(&wish.stage, Stage::Connected { agent: has, .. } if has == agent))
            .ok_or(DeskRefusal::NotYours)
    }

    /// The chats an agent has; rings are none.
    pub(super) fn chats_of(&self, agent: &AgentId) -> Vec<RequestId> {
        let Some(known) = self.agents.get(agent) else { return Vec::new() };
        let has = |request: &&RequestId| {
            let stage = self.wishes.get(*request).map(|wish| &wish.stage);
            matches!(stage, Some(Stage::Connected { agent: has, .. }) if has == agent)
        };
        known.holds.iter().filter(has).cloned().collect()
    }
}
