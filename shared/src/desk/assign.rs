//! Managers move running chats: they take one over at once, or offer it to another agent.

use super::agent::{AgentDesk, SkipReason};
use super::chat_request::{ChatRequest, Stage, TransferReason};
use super::machine::{Desk, Effects};
use super::message::{DeskEffect, DeskRefusal};
use super::routing::{Candidate, Decision, Pool, PoolEvaluation, RoutingQuery, RoutingReason};
use crate::conversation::DeskToConversation;
use crate::event::OfferFailure;
use crate::id::{AgentId, ConversationId};
use crate::protocol::{AgentEvent, TransferTo};
use crate::stream::Route;
use crate::time::Timestamp;

impl Desk {
    /// Assigns a running chat. Its manager has it at once if they name themselves; anybody else is
    /// asked first, and the chat stays with its agent until they accept.
    pub(super) fn assign(
        &mut self,
        now: Timestamp,
        by: &AgentId,
        conversation: &ConversationId,
        to: TransferTo,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let chat_request = self.running(conversation).ok_or(DeskRefusal::NotRunning)?;
        let holder = chat_request.agent().cloned().ok_or(DeskRefusal::NotRunning)?;
        let takes_over = matches!(&to, TransferTo::Agent(agent) if agent == by);
        let route = self.destination(&holder, to).map_err(|refusal| match refusal {
            DeskRefusal::ToYourself => DeskRefusal::HasIt,
            other => other,
        })?;
        let tried = vec![holder.clone()];
        let query = RoutingQuery {
            chat_request,
            route: &route,
            tried: &tried,
            reason: RoutingReason::Transfer { by: by.clone() },
        };
        let decision =
            if takes_over { self.take_over(now, by, &query) } else { self.decide(now, &query) };
        let Some(chosen) = decision.chosen.clone() else {
            return Err(DeskRefusal::TargetUnavailable { reason: decision.only_reason() });
        };
        let request = chat_request.request.clone();
        effects.push(DeskEffect::Explain(conversation.clone(), Box::new(decision)));
        let ended = self.end_transfer(now, &request, OfferFailure::Withdrawn, effects);
        if let Some((transfer, holder)) = ended
            && transfer.cause == TransferReason::Transfer
        {
            let (conversation, reason) = (conversation.clone(), OfferFailure::Withdrawn);
            let frame = AgentEvent::TransferEnded { conversation, reason };
            effects.push(DeskEffect::Agent(holder, frame));
        }
        if !takes_over {
            self.start_transfer(now, &request, TransferReason::Transfer, chosen, tried, effects);
        } else if let Some(chat_request) = self.lift(&request) {
            let frame = self.connect(now, chat_request, by, Some(holder), effects);
            effects.extend(frame.map(|frame| DeskEffect::Agent(by.clone(), frame)));
        }
        Ok(())
    }

    /// The decision that a manager gets the chat, if they can have it. Their availability does not
    /// matter, because they ask for it themselves.
    fn take_over(&self, now: Timestamp, by: &AgentId, query: &RoutingQuery<'_>) -> Decision {
        let could =
            |agent: &AgentDesk| agent.may_take_over(self.routing.max_chats_of(agent.id())).err();
        let agent = self.agents.get(by);
        let candidate = Candidate {
            agent: by.clone(),
            turn: agent.map_or(0, |agent| agent.turn),
            position: agent.map_or(0, |agent| agent.position),
            skipped: agent.map_or(Some(SkipReason::NotAnAgent), could),
        };
        let chosen = candidate.skipped.is_none().then(|| by.clone());
        Decision {
            request: query.chat_request.request.clone(),
            at: now,
            reason: query.reason.clone(),
            route: Route::Agent { agent: by.clone() },
            visitor: query.chat_request.visitor.clone(),
            pools: vec![PoolEvaluation { pool: Pool::Agent, agents: vec![candidate], more: 0 }],
            chosen,
        }
    }

    /// The chat that runs in a conversation.
    fn running(&self, conversation: &ConversationId) -> Option<&ChatRequest> {
        let mut requests = self.requests.values();
        requests.find(|chat_request| {
            chat_request.conversation == *conversation
                && matches!(chat_request.stage, Stage::Connected { .. })
        })
    }

    /// Gives a chat to an agent, and takes it from the one who had it before. The event for the
    /// agent's tabs is returned, because it comes last.
    pub(super) fn connect(
        &mut self,
        now: Timestamp,
        mut chat_request: ChatRequest,
        agent: &AgentId,
        before: Option<AgentId>,
        effects: &mut Effects,
    ) -> Option<AgentEvent> {
        chat_request.stage = Stage::Connected { agent: agent.clone(), since: now, transfer: None };
        let (request, conversation) =
            (chat_request.request.clone(), chat_request.conversation.clone());
        let card = chat_request.chat_card(None);
        self.save(chat_request, effects);
        let profile = self.agents.get(agent).map(|agent| agent.profile.clone());
        if let Some(before) = before {
            let (conversation, to) = (conversation.clone(), profile.clone());
            let frame = AgentEvent::Released { conversation, to };
            effects.push(DeskEffect::Agent(before, frame));
        }
        if let Some(agent) = profile {
            let news = DeskToConversation::Connected { request, agent };
            effects.push(DeskEffect::Conversation(conversation, news));
        }
        card.map(|chat| AgentEvent::Assigned { chat })
    }
}
