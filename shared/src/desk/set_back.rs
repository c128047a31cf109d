//! A clock that was put back. Stored times would then be in the future, and offers would last as long
//! as the clock was put back.

use super::agent::AgentDesk;
use super::chat_request::{ChatRequest, Stage, Transfer};
use super::machine::{Desk, Effects};
use super::message::DeskEffect;
use super::record::Record;
use crate::availability::AvailabilityState;
use crate::id::{AgentId, OfferId, RequestId};
use crate::time::{Millis, Timestamp};

impl Desk {
    /// If the clock was put back, moves all stored times back by as much, so that everything lasts
    /// as long as it would have. Small jumps are left alone.
    pub(super) fn check_for_set_back(&mut self, now: Timestamp, effects: &mut Effects) {
        self.work_out_hours(now, effects);
        if !self.latest.is_ahead_of(now) {
            self.latest = self.latest.max(now);
            return;
        }
        let by = self.latest.since(now);
        self.latest = now;
        let requests: Vec<RequestId> = self.requests.keys().cloned().collect();
        for request in requests {
            if let Some(mut chat_request) = self.lift(&request) {
                chat_request.move_back(by);
                self.save(chat_request, effects);
            }
        }
        let agents: Vec<AgentId> = self.agents.keys().cloned().collect();
        for agent in agents {
            self.check_clock(now, &agent, effects, |entry| {
                entry.gone_since = entry.gone_since.map(|since| since - by);
                entry.last_seen_at = entry.last_seen_at.map(|at| at - by);
            });
        }
        let closed: Vec<OfferId> = self.closed.keys().cloned().collect();
        for offer in closed {
            if let Some(closed) = self.closed.get_mut(&offer) {
                closed.at = closed.at - by;
                effects.push(DeskEffect::Save(Record::ClosedOffer(closed.clone())));
            }
        }
    }

    /// After a restore, works out who is available now: the clock may have been put back meanwhile,
    /// and no record may tell.
    fn work_out_hours(&mut self, now: Timestamp, effects: &mut Effects) {
        if core::mem::replace(&mut self.knows_hours, true) {
            return;
        }
        let state = |agent: &AgentDesk| {
            AvailabilityState::new(now, agent.schedule.as_ref(), agent.toggle.as_ref())
        };
        let changed = self.agents.values().filter(|agent| agent.state != state(agent));
        let changed: Vec<AgentId> = changed.map(|agent| agent.id().clone()).collect();
        for agent in changed {
            self.check_clock(now, &agent, effects, |_| {});
        }
    }

    /// The latest time of the past in the records.
    pub(super) fn latest_stored(&self) -> Timestamp {
        let requests = self.requests.values().map(ChatRequest::latest);
        let gone = self.agents.values().filter_map(|agent| agent.gone_since);
        let closed = self.closed.values().map(|closed| closed.at);
        requests.chain(gone).chain(closed).max().unwrap_or_default()
    }
}

impl ChatRequest {
    fn latest(&self) -> Timestamp {
        let since = match &self.stage {
            Stage::AwaitingRoster { .. } | Stage::Reserving { .. } | Stage::Queued { .. } => {
                self.at
            }
            Stage::Offered { since, .. } | Stage::Connected { since, transfer: None, .. } => *since,
            Stage::Connected { transfer: Some(transfer), .. } => transfer.since,
        };
        since.max(self.at)
    }

    fn move_back(&mut self, by: Millis) {
        self.at = self.at - by;
        match &mut self.stage {
            Stage::AwaitingRoster { until }
            | Stage::Reserving { until }
            | Stage::Queued { until, .. } => *until = *until - by,
            Stage::Offered { since, until, .. } => {
                *since = *since - by;
                *until = *until - by;
            }
            Stage::Connected { since, transfer, .. } => {
                *since = *since - by;
                if let Some(Transfer { since, until, .. }) = transfer {
                    *since = *since - by;
                    *until = *until - by;
                }
            }
        }
    }
}
