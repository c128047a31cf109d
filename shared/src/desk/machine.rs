//! What may come to the desk, and what follows.

use super::agent::{AgentDesk, RosterAgent};
use super::message::{DeskEffect, DeskInput, DeskRefusal, ToSite};
use super::record::{Record, agent_key};
use super::ring::settle;
use super::routing::Book;
use super::settings::DeskSettings;
use super::turns::Turns;
use super::wish::{Closed, Stage, Wish};
use crate::conversation::{DeskNews, ToDesk, VisitorCard};
use crate::event::{FallbackReason, OfferEnd};
use crate::id::{AgentId, ConversationId, OfferId, RequestId};
use crate::protocol::{BellFrame, ClosedAs, DeskFrame};
use crate::push::Notice;
use crate::quota::{Engagement, Grant, Settlement};
use crate::stream::Route;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The desk of one site.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub(super) settings: DeskSettings,
    pub(super) book: Book,
    pub(super) agents: BTreeMap<AgentId, AgentDesk>,
    pub(super) wishes: BTreeMap<RequestId, Wish>,
    pub(super) closed: BTreeMap<OfferId, Closed>,
    pub(super) last_turn: u64,
    pub(super) turns: Turns,
    pub(super) deadlines: BTreeSet<(Timestamp, Due)>,
}

pub(super) type Effects = Vec<DeskEffect>;

/// What time alone can change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A wish whose ring, or whose wait for the ledger, is over.
    Wish(RequestId),
    /// An agent who has been gone for so long that their chats must not wait any longer.
    Desertion(AgentId),
    /// An agent whose schedule, or whose toggle, says something else from then on.
    Boundary(AgentId),
}

impl Desk {
    /// Everybody the desk knows.
    pub fn agents(&self) -> impl Iterator<Item = &AgentDesk> {
        self.agents.values()
    }

    /// When [`DeskInput::Timer`] is due next.
    pub fn deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// Decides. On a refusal nothing has changed.
    pub fn handle(&mut self, now: Timestamp, input: DeskInput) -> Result<Effects, DeskRefusal> {
        let mut effects = Effects::new();
        // However late the alarm: whoever's hours are over isn't rung at.
        let passed = self.catch_up(now, &mut effects);
        match input {
            DeskInput::Roster { agents, settings } => {
                self.roster(now, agents, settings, &mut effects);
            }
            DeskInput::Book(book) => {
                effects.push(DeskEffect::Keep(Record::Book(book.clone())));
                self.book = book;
            }
            DeskInput::Conversation(ToDesk::Request { request, conversation, route, visitor }) => {
                self.wanted(now, request, conversation, route, visitor, &mut effects);
            }
            DeskInput::Conversation(ToDesk::Done { request }) => {
                self.unwanted(now, &request, &mut effects);
            }
            DeskInput::Granted { request, grant } => {
                self.granted(now, &request, grant, &mut effects);
            }
            DeskInput::Present { agent, sockets } => {
                self.present(now, &agent, sockets, &mut effects);
            }
            DeskInput::Bell { agent, frame } => {
                if let Err(refusal) = self.bell(now, &agent, frame, &mut effects) {
                    self.put_back(passed);
                    return Err(refusal);
                }
            }
            DeskInput::Timer => self.timer(now, &mut effects),
        }
        Ok(effects)
    }

    // --- the site's word ---

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
        effects.push(DeskEffect::Keep(Record::Settings(settings)));
        let named: BTreeSet<AgentId> = agents.iter().map(|agent| agent.face.id.clone()).collect();
        for (position, agent) in (0_u32..).zip(agents) {
            self.seat(now, agent, position, effects);
        }
        let gone: Vec<AgentId> =
            self.agents.keys().filter(|agent| !named.contains(*agent)).cloned().collect();
        for agent in gone {
            self.unseat(now, &agent, effects);
        }
    }

    fn seat(&mut self, now: Timestamp, agent: RosterAgent, position: u32, effects: &mut Effects) {
        let id = agent.face.id.clone();
        if !self.agents.contains_key(&id) {
            let mut new = AgentDesk::new(agent.clone(), position);
            // Newcomers join where the round is, not before everybody who has worked all day.
            new.turn = self.agents.values().map(|agent| agent.turn).min().unwrap_or_default();
            // Who was an agent here before may still have chats.
            let theirs = self.wishes.values().filter(|wish| wish.holders().any(|has| *has == id));
            new.holds = theirs.map(|wish| wish.request.clone()).collect();
            new.deserted = true;
            effects.push(DeskEffect::Keep(Record::Agent(new.clone())));
            self.agents.insert(id.clone(), new);
        }
        let reached = self.agents.get(&id).is_some_and(|known| known.push);
        self.look_at_clock(now, &id, effects, |seated| {
            seated.face = agent.face;
            seated.live_chat = agent.live_chat;
            seated.position = position;
            seated.schedule = agent.schedule;
            seated.push = agent.push;
        });
        if reached && !agent.push {
            self.out_of_reach(now, &id, effects);
        }
    }

    /// Somebody is no agent here any more: what rings at them ends, and others are asked to take the
    /// chats they have, for they will not come back to them.
    fn unseat(&mut self, now: Timestamp, agent: &AgentId, effects: &mut Effects) {
        let chats = self.chats_of(agent);
        let Some(leaving) = self.unseated(agent) else { return };
        effects.push(DeskEffect::Forget(agent_key(agent)));
        let gone = |offer| Notice::Closed { offer, how: ClosedAs::AgentGone };
        let pushed = leaving.pushed.into_iter();
        effects.extend(pushed.map(|offer| DeskEffect::Push(agent.clone(), gone(offer))));
        for request in leaving.holds.iter().filter(|held| !chats.contains(held)) {
            self.ring_ended(now, request, OfferEnd::AgentGone, effects);
        }
        for request in chats {
            self.left_alone(now, &request, agent, true, effects);
        }
    }

    /// A ring ended without a yes: of a wish, or of a chat that was to change hands.
    pub(super) fn ring_ended(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        reason: OfferEnd,
        effects: &mut Effects,
    ) {
        match self.wishes.get(request).map(|wish| &wish.stage) {
            Some(Stage::Ringing { .. }) => self.unanswered(now, request, reason, effects),
            Some(Stage::Connected { .. }) => self.not_taken(now, request, reason, effects),
            Some(Stage::Reserving { .. }) | None => {}
        }
    }

    // --- a conversation's word ---

    fn wanted(
        &mut self,
        now: Timestamp,
        request: RequestId,
        conversation: ConversationId,
        route: Route,
        visitor: VisitorCard,
        effects: &mut Effects,
    ) {
        if self.wishes.contains_key(&request) {
            return;
        }
        let engagement = Engagement { visitor: visitor.id.clone(), visit: visitor.visit.clone() };
        let until = now + self.settings.reserve;
        let wish = Wish {
            request,
            conversation,
            route,
            visitor,
            at: now,
            rings: 0,
            tried: Vec::new(),
            stage: Stage::Reserving { until },
        };
        // Nobody waits for nobody: the ledger is only asked when somebody could be.
        let decision = self.decide(now, &wish.asks());
        if decision.chosen.is_none() {
            effects.push(DeskEffect::Explain(wish.conversation.clone(), Box::new(decision)));
            let reason = FallbackReason::NobodyAvailable;
            let news = DeskNews::FellBack { request: wish.request, reason };
            effects.push(DeskEffect::Conversation(wish.conversation, news));
            return;
        }
        effects
            .push(DeskEffect::Site(ToSite::Reserve { request: wish.request.clone(), engagement }));
        self.put(wish, effects);
    }

    /// The visitor gave up, or the chat is over.
    fn unwanted(&mut self, now: Timestamp, request: &RequestId, effects: &mut Effects) {
        let Some(wish) = self.take(request, effects) else { return };
        match wish.stage {
            Stage::Reserving { .. } => settle(request, Settlement::Released, effects),
            Stage::Ringing { offer, agent, .. } => {
                self.close(now, offer, agent, ClosedAs::Withdrawn, effects);
                settle(request, Settlement::Released, effects);
            }
            Stage::Connected { agent, handover, .. } => {
                if let Some(handover) = handover {
                    self.close(now, handover.offer, handover.to, ClosedAs::Withdrawn, effects);
                }
                let frame = DeskFrame::Released { conversation: wish.conversation, to: None };
                effects.push(DeskEffect::Agent(agent, frame));
            }
        }
    }

    // --- the ledger's word ---

    fn granted(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        grant: Grant,
        effects: &mut Effects,
    ) {
        let reserving = self
            .wishes
            .get(request)
            .is_some_and(|wish| matches!(wish.stage, Stage::Reserving { .. }));
        if !reserving {
            return; // what ended the wish has released what was held
        }
        match grant {
            Grant::Granted => self.ring(now, request, effects),
            Grant::Spent => self.fall_back(request, FallbackReason::QuotaSpent, effects),
        }
    }

    // --- an agent's word ---

    fn present(&mut self, now: Timestamp, agent: &AgentId, sockets: usize, effects: &mut Effects) {
        let Some(known) = self.agents.get(agent) else { return };
        let gone_since = match (sockets, known.gone_since) {
            (0, Some(since)) => Some(since),
            (0, None) => Some(now),
            _ => None,
        };
        let returns = known.deserted && gone_since.is_none();
        if gone_since != known.gone_since {
            self.change(agent, effects, |agent| agent.gone_since = gone_since);
            self.push_rings(agent, effects);
        }
        if returns {
            self.back(now, agent, effects);
        }
    }

    fn bell(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        frame: BellFrame,
        effects: &mut Effects,
    ) -> Result<(), DeskRefusal> {
        let known = self.agents.get(agent).ok_or(DeskRefusal::NotAnAgent)?;
        match frame {
            BellFrame::Status { available, .. } => {
                if available && !known.live_chat {
                    return Err(DeskRefusal::NoPermission);
                }
                self.switch(now, agent, available, effects);
                Ok(())
            }
            BellFrame::Accept { offer, .. } => self.accept(now, agent, &offer, effects),
            BellFrame::Decline { offer, .. } => {
                let request = self.rings_at(now, agent, &offer)?;
                self.ring_ended(now, &request, OfferEnd::Declined, effects);
                Ok(())
            }
            BellFrame::Transfer { conversation, to, .. } => {
                self.transfer(now, agent, &conversation, to, effects)
            }
            BellFrame::Keep { conversation, .. } => {
                self.keep_chat(now, agent, &conversation, effects)
            }
        }
    }

    // --- time ---

    fn timer(&mut self, now: Timestamp, effects: &mut Effects) {
        while let Some((_, due)) = self.deadlines.first().filter(|(at, _)| *at <= now).cloned() {
            // Whatever is done about it, it is not due a second time.
            self.deadlines.pop_first();
            match due {
                Due::Wish(request) => self.overdue(now, &request, effects),
                Due::Desertion(agent) => self.deserted(now, &agent, effects),
                Due::Boundary(agent) => self.look_at_clock(now, &agent, effects, |_| {}),
            }
        }
        self.forget_old(now, effects);
    }

    fn overdue(&mut self, now: Timestamp, request: &RequestId, effects: &mut Effects) {
        let stage = self.wishes.get(request).map(|wish| &wish.stage);
        if matches!(stage, Some(Stage::Reserving { .. })) {
            settle(request, Settlement::Released, effects);
            self.fall_back(request, FallbackReason::DeskUnreachable, effects);
        } else {
            self.ring_ended(now, request, OfferEnd::TimedOut, effects);
        }
    }
}
