//! A clock that was put back. The log keeps the times that it has, and waits that would begin in the
//! future begin now.

use super::machine::Conversation;
use super::message::Presence;
use super::state::Phase;
use crate::time::Timestamp;

/// A wait that the log dates in the future, and since when it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestartedWait {
    /// When it began, by the log. A later wait has another time, and is not restarted.
    pub began: Timestamp,
    pub counts_from: Timestamp,
}

impl Conversation {
    /// Restarts what waits for a time that is too far ahead, because the clock was put back. Call it
    /// before every turn. If it returns true, [`Conversation::restarted`],
    /// [`Conversation::visitor`] or [`Conversation::typed_at`] has changed and must be stored in that
    /// turn.
    pub fn check_for_set_back(&mut self, now: Timestamp) -> bool {
        let began = match &self.state.phase {
            Phase::Waiting { since, .. } => Some(*since),
            Phase::Live { last, .. } => Some(*last),
            Phase::Scripted => self.state.checking_since,
            Phase::Over(_) => None,
        };
        let began = began.filter(|began| self.counts_from(*began).is_ahead_of(now));
        if let Some(began) = began {
            self.restarted = Some(RestartedWait { began, counts_from: now });
        }
        let visitor = match self.visitor {
            Presence::GoneSince(since) if since.is_ahead_of(now) => Presence::GoneSince(now),
            Presence::Expected(since) if since.is_ahead_of(now) => Presence::Expected(now),
            as_it_is => as_it_is,
        };
        let typed_at = self.typed_at.map(|at| if at.is_ahead_of(now) { now } else { at });
        let changed = began.is_some() || visitor != self.visitor || typed_at != self.typed_at;
        (self.visitor, self.typed_at) = (visitor, typed_at);
        changed
    }

    /// Since when a wait counts that began then by the log.
    pub(super) fn counts_from(&self, began: Timestamp) -> Timestamp {
        let restarted = self.restarted.filter(|wait| wait.began == began);
        restarted.map_or(began, |wait| wait.counts_from)
    }
}
