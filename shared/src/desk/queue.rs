//! The queue: visitors whom every agent of their route would take if they had room (ROUTE-32). They
//! wait in the order in which they asked, and hear their place.

use super::agent::SkipReason;
use super::chat_request::{ChatRequest, Stage};
use super::machine::{Desk, Effects};
use super::message::DeskEffect;
use super::offer::close_reservation;
use super::routing::RoutingQuery;
use crate::conversation::{DeskToConversation, FARTHEST_PLACE};
use crate::event::FallbackReason;
use crate::id::{AgentId, RequestId};
use crate::quota::ReservationOutcome;
use crate::time::Timestamp;
use std::collections::BTreeSet;

impl Desk {
    /// Until when a chat request may wait in the queue; `None` if it may not, because the site has no
    /// queue, the time is over, or nobody on its route would have it with more room.
    pub(super) fn may_queue(
        &self,
        now: Timestamp,
        chat_request: &ChatRequest,
    ) -> Option<Timestamp> {
        let until = chat_request.at + self.routing.longest_wait()?;
        (now < until && self.finds_full_agent(now, &chat_request.query())).then_some(until)
    }

    /// Puts a chat request in the queue. Its reservation stays held, so that nobody waits for the
    /// limit of engagements. [`Self::serve_queue`] tells the visitor their place.
    pub(super) fn queue(&mut self, request: &RequestId, until: Timestamp, effects: &mut Effects) {
        let Some(mut chat_request) = self.lift(request) else { return };
        chat_request.stage = Stage::Queued { until, place: None };
        self.save(chat_request, effects);
    }

    /// Offers chats of the queue to agents who have room, the longest wait first; lets visitors go
    /// whom nobody will have; and tells the others their place, where it has changed.
    pub(super) fn serve_queue(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.queued.is_empty() {
            return;
        }
        for (_, request) in self.queued.clone() {
            let Some(chat_request) = self.requests.get(&request) else { continue };
            let query = chat_request.query();
            if self.finds_agent(now, &query) {
                self.offer_next(now, &request, effects);
            } else if !self.finds_full_agent(now, &query) {
                let decision = self.decide(now, &query);
                let conversation = chat_request.conversation.clone();
                effects.push(DeskEffect::Explain(conversation, Box::new(decision)));
                self.leave_queue(&request, effects);
            }
        }
        self.tell_places(effects);
    }

    /// Gives up on a chat request of the queue: its time is over, or nobody will have it.
    pub(super) fn leave_queue(&mut self, request: &RequestId, effects: &mut Effects) {
        close_reservation(request, ReservationOutcome::Released, effects);
        self.fall_back(request, FallbackReason::NobodyAvailable, effects);
    }

    fn tell_places(&mut self, effects: &mut Effects) {
        let places = self.places();
        for (request, next) in places {
            let Some(Stage::Queued { until, place }) =
                self.requests.get(&request).map(|chat_request| &chat_request.stage)
            else {
                continue;
            };
            let until = *until;
            if *place == Some(next) {
                continue;
            }
            let Some(mut chat_request) = self.lift(&request) else { continue };
            chat_request.stage = Stage::Queued { until, place: Some(next) };
            let conversation = chat_request.conversation.clone();
            self.save(chat_request, effects);
            let news = DeskToConversation::Queued { request, place: next, until };
            effects.push(DeskEffect::Conversation(conversation, news));
        }
    }

    /// The place of every chat request in the queue: one more than those before it that wait for some
    /// of the same agents. From [`FARTHEST_PLACE`] on it is not counted further, so that a long queue
    /// sends few messages when it moves.
    fn places(&self) -> Vec<(RequestId, u64)> {
        let queued = self.queued.iter().filter_map(|(_, request)| self.requests.get(request));
        let mut before: Vec<Option<BTreeSet<&AgentId>>> = Vec::new();
        let mut places = Vec::new();
        for chat_request in queued {
            let agents = self.agents_of(&chat_request.query());
            let rivals = before.iter().filter(|others| shares(others.as_ref(), agents.as_ref()));
            let counted = rivals.zip(1..FARTHEST_PLACE).last().map_or(0, |(_, nth)| nth);
            places.push((chat_request.request.clone(), counted + 1));
            before.push(agents);
        }
        places
    }

    /// The agents of all pools of a chat request; `None` is everybody.
    fn agents_of<'a>(&'a self, query: &RoutingQuery<'a>) -> Option<BTreeSet<&'a AgentId>> {
        let pools = self.routing.pools(query).into_iter();
        pools.map(|(_, members)| members).try_fold(BTreeSet::new(), |mut agents, members| {
            agents.extend(members?);
            Some(agents)
        })
    }

    /// Whether an agent would get this chat if they had fewer.
    fn finds_full_agent(&self, now: Timestamp, query: &RoutingQuery<'_>) -> bool {
        let full = |agent: &AgentId| {
            let entry = self.agents.get(agent);
            entry.is_some_and(|entry| self.skip(now, entry, query.tried) == Some(SkipReason::Full))
        };
        match self.agents_of(query) {
            None => self.agents.keys().any(full),
            Some(agents) => agents.into_iter().any(full),
        }
    }
}

/// Whether two chat requests wait for some of the same agents.
fn shares(one: Option<&BTreeSet<&AgentId>>, other: Option<&BTreeSet<&AgentId>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => !one.is_disjoint(other),
        _ => true,
    }
}
