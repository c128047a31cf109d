//! The desk's state machine: inputs in, effects out.

use super::agent::{AgentDesk, RosterAgent};
use super::chat_request::{ChatRequest, ClosedOffer, Stage};
use super::message::{DeskEffect, DeskInput, DeskRefusal, DeskToLedger};
use super::offer::close_reservation;
use super::record::{Record, agent_key};
use super::roster::RosterKnowledge;
use super::round_robin::RoundRobin;
use super::routing::RoutingConfig;
use super::settings::DeskSettings;
use crate::conversation::{ConversationToDesk, DeskToConversation, VisitorCard};
use crate::event::{FallbackReason, OfferFailure, OfferOutcome};
use crate::id::{AgentId, ConversationId, OfferId, RequestId, VisitorId};
use crate::protocol::{AgentEvent, AgentFrame};
use crate::push::Notice;
use crate::quota::{Engagement, Grant, ReservationOutcome};
use crate::rights::{AgentEventKind, AgentFrameKind, DeskHolder};
use crate::stream::Route;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The desk of one site.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub(super) settings: DeskSettings,
    pub(super) routing: RoutingConfig,
    pub(super) agents: BTreeMap<AgentId, AgentDesk>,
    pub(super) requests: BTreeMap<RequestId, ChatRequest>,
    /// The open chat request of each visitor. Derived from the chat requests.
    pub(super) by_visitor: BTreeMap<VisitorId, RequestId>,
    /// The chat requests in the queue, the longest wait first. Derived from the chat requests.
    pub(super) queued: BTreeSet<(Timestamp, RequestId)>,
    /// How many wait in the queue, as it was last sent to agents.
    pub(super) sent_waiting: u32,
    pub(super) closed: BTreeMap<OfferId, ClosedOffer>,
    pub(super) roster: RosterKnowledge,
    pub(super) last_turn: u64,
    pub(super) round_robin: RoundRobin,
    pub(super) deadlines: BTreeSet<(Timestamp, Due)>,
    /// The latest time that the desk knows of.
    pub(super) latest: Timestamp,
    /// Whether the availability of all agents was worked out since the desk was restored.
    pub(super) knows_hours: bool,
}

pub(super) type Effects = Vec<DeskEffect>;

/// What a deadline is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The open offer, the wait in the queue or the wait for the ledger times out.
    Request(RequestId),
    /// An absent agent's disconnect timeout expires.
    DisconnectTimeout(AgentId),
    /// An agent's open sockets have not pinged for too long.
    Silence(AgentId),
    /// An agent's availability changes by schedule, or their toggle expires.
    Boundary(AgentId),
}

impl Desk {
    pub fn agents(&self) -> impl Iterator<Item = &AgentDesk> {
        self.agents.values()
    }

    /// Whether an agent may hear an event: one who lost a permission hears only what ended.
    pub fn may_hear(&self, agent: &AgentId, event: &AgentEvent) -> bool {
        let holder = match self.agents.get(agent) {
            Some(entry) => DeskHolder::of(entry.live_chat),
            // An agent who was just removed still hears what ended; their sockets close.
            None => DeskHolder::OtherAgent,
        };
        holder.may_hear(AgentEventKind::of(event))
    }

    /// When [`DeskInput::Timer`] is due next.
    pub fn deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// Decides. If it refuses an input, nothing has changed.
    pub fn handle(&mut self, now: Timestamp, input: DeskInput) -> Result<Effects, DeskRefusal> {
        let mut effects = Effects::new();
        // A refusal would discard the effects, so what can be refused leaves this to the other inputs.
        let refusable = matches!(input, DeskInput::AgentFrame { .. } | DeskInput::Assign { .. });
        if !refusable {
            self.check_for_set_back(now, &mut effects);
        }
        // If the alarm is late, an agent whose hours are over must not get an offer.
        let passed = self.catch_up(now, &mut effects);
        if !refusable && !matches!(input, DeskInput::Present(_)) {
            // Whom the clock has freed is the queue's, before somebody asks who came later. Until the
            // pings are known, nobody is taken for gone.
            self.serve_queue(now, &mut effects);
        }
        let mut refused = None;
        match input {
            DeskInput::Roster { agents, settings } => {
                self.roster(now, agents, settings, &mut effects);
            }
            DeskInput::RoutingConfig(routing) => {
                effects.push(DeskEffect::Save(Record::RoutingConfig(routing.clone())));
                self.routing = routing;
                // Agents who can have more chats, or fewer, are ready earlier, or later.
                self.index();
                self.route_waiting(now, &mut effects);
            }
            DeskInput::Conversation(ConversationToDesk::Request {
                request,
                conversation,
                route,
                visitor,
            }) => {
                self.on_request(now, request, conversation, route, visitor, &mut effects);
            }
            DeskInput::Conversation(ConversationToDesk::Joined { request }) => {
                // Only the conversation knows whether the visitor was still there (QUOTA-02).
                close_reservation(&request, ReservationOutcome::Committed, &mut effects);
            }
            DeskInput::Conversation(ConversationToDesk::Done { request }) => {
                self.on_done(now, &request, &mut effects);
            }
            DeskInput::Conversation(ConversationToDesk::CheckAvailability {
                conversation,
                card,
                routes,
                visitor,
            }) => {
                self.ask_for_missing_roster(&mut effects);
                let checked = self.check_availability(now, card, routes, &visitor);
                effects.push(DeskEffect::Conversation(conversation, checked));
            }
            DeskInput::Reservation { request, grant } => {
                self.on_reservation(now, &request, grant, &mut effects);
            }
            DeskInput::Present(agents) => {
                if agents.values().any(Option::is_some) {
                    self.ask_for_missing_roster(&mut effects);
                }
                self.present(now, agents, &mut effects);
            }
            DeskInput::Missed(change) => effects.extend(self.missed_changed(&change)),
            DeskInput::AgentFrame { agent, frame } => {
                refused = self.on_agent_frame(now, &agent, frame, &mut effects).err();
            }
            DeskInput::Assign { by, conversation, to } => {
                refused = self.assign(now, &by, &conversation, to, &mut effects).err();
            }
            DeskInput::Timer => self.timer(now, &mut effects),
        }
        if let Some(refusal) = refused {
            self.restore_agents(passed);
            return Err(refusal);
        }
        self.serve_queue(now, &mut effects);
        self.tell_waiting(&mut effects);
        Ok(effects)
    }

    // --- from the site ---

    fn roster(
        &mut self,
        now: Timestamp,
        agents: Vec<RosterAgent>,
        settings: DeskSettings,
        effects: &mut Effects,
    ) {
        if self.settings != settings {
            self.settings = settings;
            self.index();
        }
        self.roster = RosterKnowledge::Known;
        effects.push(DeskEffect::Save(Record::Settings(settings)));
        let named: BTreeSet<AgentId> =
            agents.iter().map(|agent| agent.profile.id.clone()).collect();
        for (position, agent) in (0_u32..).zip(agents) {
            self.add_agent(now, agent, position, effects);
        }
        let gone: Vec<AgentId> =
            self.agents.keys().filter(|agent| !named.contains(*agent)).cloned().collect();
        for agent in gone {
            self.remove_agent(now, &agent, effects);
        }
    }

    fn add_agent(
        &mut self,
        now: Timestamp,
        agent: RosterAgent,
        position: u32,
        effects: &mut Effects,
    ) {
        let id = agent.profile.id.clone();
        if !self.agents.contains_key(&id) {
            let mut new = AgentDesk::new(agent.clone(), position);
            // A new agent joins the current round instead of going before everybody who has worked
            // all day.
            new.turn = self.agents.values().map(|agent| agent.turn).min().unwrap_or_default();
            // An agent who was removed and is added again may still have chats.
            let theirs = self
                .requests
                .values()
                .filter(|chat_request| chat_request.holders().any(|has| *has == id));
            new.holds = theirs.map(|chat_request| chat_request.request.clone()).collect();
            new.abandoned = true;
            effects.push(DeskEffect::Save(Record::Agent(new.clone())));
            self.agents.insert(id.clone(), new);
        }
        let reached = self.agents.get(&id).is_some_and(|entry| entry.push);
        let chatted = self.agents.get(&id).is_some_and(|entry| entry.live_chat);
        let may_chat = agent.live_chat;
        self.check_clock(now, &id, effects, |entry| {
            entry.profile = agent.profile;
            entry.live_chat = agent.live_chat;
            entry.position = position;
            entry.schedule = agent.schedule;
            entry.push = agent.push;
        });
        if reached && !agent.push {
            self.unreachable_agent(now, &id, effects);
        }
        if chatted && !may_chat {
            self.lost_live_chat(now, &id, effects);
        } else if !chatted && may_chat {
            self.back_if_here(now, &id, effects);
        }
    }

    /// An agent lost the live chat permission. Their offers end, and their chats are reassigned, as
    /// if they were gone; a chat that nobody takes over is theirs again when they get it back.
    fn lost_live_chat(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        self.change(agent, effects, |entry| entry.abandoned = true);
        let chats = self.chats_of(agent);
        let holds = self.agents.get(agent).map(|entry| entry.holds.clone()).unwrap_or_default();
        for request in holds.iter().filter(|held_request| !chats.contains(held_request)) {
            self.offer_ended(now, request, OfferFailure::AgentGone, effects);
        }
        for request in chats {
            if let Some(chat_request) = self.requests.get(&request) {
                let conversation = chat_request.conversation.clone();
                let frame = AgentEvent::Released { conversation, to: None };
                effects.push(DeskEffect::Agent(agent.clone(), frame));
            }
            self.notify_abandoned(now, &request, agent, true, effects);
        }
    }

    /// Removes an agent from the desk. Their offers end, and their chats are reassigned, because
    /// they will not come back to them.
    fn remove_agent(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let chats = self.chats_of(agent);
        let Some(leaving) = self.remove_from_index(agent) else { return };
        effects.push(DeskEffect::Delete(agent_key(agent)));
        let gone = |offer| Notice::Closed {
            offer,
            outcome: OfferOutcome::Failed(OfferFailure::AgentGone),
        };
        let pushed = leaving.pushed.into_iter();
        effects.extend(pushed.map(|offer| DeskEffect::Push(agent.clone(), gone(offer))));
        for request in leaving.holds.iter().filter(|held_request| !chats.contains(held_request)) {
            self.offer_ended(now, request, OfferFailure::AgentGone, effects);
        }
        for request in chats {
            self.notify_abandoned(now, &request, agent, true, effects);
        }
    }

    /// Ends an offer that was not accepted, of a chat request or of a transfer.
    pub(super) fn offer_ended(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        reason: OfferFailure,
        effects: &mut Effects,
    ) {
        match self.requests.get(request).map(|chat_request| &chat_request.stage) {
            Some(Stage::Offered { .. }) => self.offer_unanswered(now, request, reason, effects),
            Some(Stage::Connected { .. }) => self.transfer_ended(now, request, reason, effects),
            Some(Stage::AwaitingRoster { .. } | Stage::Reserving { .. } | Stage::Queued { .. })
            | None => {}
        }
    }

    // --- from a conversation ---

    fn on_request(
        &mut self,
        now: Timestamp,
        request: RequestId,
        conversation: ConversationId,
        route: Route,
        visitor: VisitorCard,
        effects: &mut Effects,
    ) {
        if self.requests.contains_key(&request) {
            return;
        }
        // A visitor gets one agent at a time, however many conversations they begin.
        if self.by_visitor.contains_key(&visitor.id) {
            let reason = FallbackReason::OtherChat;
            let news = DeskToConversation::FellBack { request, reason, back_at: None };
            effects.push(DeskEffect::Conversation(conversation, news));
            return;
        }
        let until = now + self.settings.reserve;
        let stage = Stage::AwaitingRoster { until };
        let chat_request = ChatRequest::new(request, conversation, route, visitor, now, stage);
        if self.ask_for_missing_roster(effects) {
            self.save(chat_request, effects);
        } else {
            self.reserve(now, chat_request, effects);
        }
    }

    /// Asks the ledger for an engagement, if an agent can take the chat now or from the queue.
    pub(super) fn reserve(
        &mut self,
        now: Timestamp,
        mut chat_request: ChatRequest,
        effects: &mut Effects,
    ) {
        // Without an available agent the visitor falls back at once, and the ledger is not asked.
        let decision = self.decide(now, &chat_request.query());
        if decision.chosen.is_none() && self.may_queue(now, &chat_request).is_none() {
            effects
                .push(DeskEffect::Explain(chat_request.conversation.clone(), Box::new(decision)));
            let reason = FallbackReason::NobodyAvailable;
            let back_at = self.back_at(&chat_request.query());
            let request = chat_request.request;
            let news = DeskToConversation::FellBack { request, reason, back_at };
            effects.push(DeskEffect::Conversation(chat_request.conversation, news));
            return;
        }
        let VisitorCard { id, visit, .. } = &chat_request.visitor;
        effects.push(DeskEffect::Site(DeskToLedger::Reserve {
            request: chat_request.request.clone(),
            engagement: Engagement { visitor: id.clone(), visit: visit.clone() },
        }));
        chat_request.stage = Stage::Reserving { until: now + self.settings.reserve };
        self.save(chat_request, effects);
    }

    /// The visitor stopped waiting, or the chat is over.
    fn on_done(&mut self, now: Timestamp, request: &RequestId, effects: &mut Effects) {
        let chat_request = self.remove(request, effects);
        let stage = chat_request.as_ref().map(|chat_request| &chat_request.stage);
        if !matches!(stage, Some(Stage::AwaitingRoster { .. })) {
            // One that is closed already stays as it is: that of a chat in which an agent was, or of
            // a chat request that fell back. If the desk has lost its storage, or if the agent
            // accepted in the moment in which the visitor left, nobody else would close it.
            close_reservation(request, ReservationOutcome::Released, effects);
        }
        let Some(chat_request) = chat_request else { return };
        match chat_request.stage {
            Stage::AwaitingRoster { .. } | Stage::Reserving { .. } | Stage::Queued { .. } => {}
            Stage::Offered { offer, agent, since, .. } => {
                self.close(now, (offer, since), agent, OfferFailure::Withdrawn, effects);
            }
            Stage::Connected { agent, transfer, .. } => {
                if let Some(transfer) = transfer {
                    let offer = (transfer.offer, transfer.since);
                    self.close(now, offer, transfer.to, OfferFailure::Withdrawn, effects);
                }
                let frame =
                    AgentEvent::Released { conversation: chat_request.conversation, to: None };
                effects.push(DeskEffect::Agent(agent, frame));
            }
        }
    }

    // --- from the ledger ---

    fn on_reservation(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        grant: Grant,
        effects: &mut Effects,
    ) {
        let reserving = self
            .requests
            .get(request)
            .is_some_and(|chat_request| matches!(chat_request.stage, Stage::Reserving { .. }));
        if !reserving {
            return; // whatever ended the chat request has released the reservation
        }
        match grant {
            Grant::Reserved => self.offer_next(now, request, effects),
            Grant::Exhausted => self.fall_back(request, FallbackReason::QuotaExhausted, effects),
        }
    }

    // --- from an agent ---

    fn on_agent_frame(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        frame: AgentFrame,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let entry = self.agents.get(agent).ok_or(DeskRefusal::NotAnAgent)?;
        if !DeskHolder::of(entry.live_chat).may_send(AgentFrameKind::of(&frame)) {
            return Err(DeskRefusal::NoPermission);
        }
        match frame {
            AgentFrame::Status { available, .. } => {
                self.switch(now, agent, available, effects);
                Ok(())
            }
            AgentFrame::Accept { offer, .. } => self.accept(now, agent, &offer, effects),
            AgentFrame::Decline { offer, .. } => {
                let request = self.offered_to(now, agent, &offer)?;
                self.offer_ended(now, &request, OfferFailure::Declined, effects);
                Ok(())
            }
            AgentFrame::Transfer { conversation, to, .. } => {
                self.transfer(now, agent, &conversation, to, effects)
            }
            AgentFrame::CancelTransfer { conversation, .. } => {
                self.cancel_transfer(now, agent, &conversation, effects)
            }
        }
    }

    // --- timers ---

    fn timer(&mut self, now: Timestamp, effects: &mut Effects) {
        self.fall_silent(now, effects);
        while let Some((_, due)) = self.deadlines.first().filter(|(at, _)| *at <= now).cloned() {
            // Remove the deadline first, so that it is handled once.
            self.deadlines.pop_first();
            match due {
                Due::Request(request) => self.overdue(now, &request, effects),
                Due::DisconnectTimeout(agent) => self.abandon_chats(now, &agent, effects),
                Due::Boundary(agent) => self.check_clock(now, &agent, effects, |_| {}),
                // `fall_silent` has handled the others. This agent got an offer just now.
                Due::Silence(agent) => self.falls_silent(now, agent, effects),
            }
        }
        self.prune(now, effects);
    }

    fn overdue(&mut self, now: Timestamp, request: &RequestId, effects: &mut Effects) {
        match self.requests.get(request).map(|chat_request| &chat_request.stage) {
            Some(Stage::AwaitingRoster { .. }) => {
                self.fall_back(request, FallbackReason::DeskUnreachable, effects);
            }
            Some(Stage::Reserving { .. }) => {
                close_reservation(request, ReservationOutcome::Released, effects);
                self.fall_back(request, FallbackReason::DeskUnreachable, effects);
            }
            Some(Stage::Queued { .. }) => self.leave_queue(request, effects),
            _ => self.offer_ended(now, request, OfferFailure::TimedOut, effects),
        }
    }
}
